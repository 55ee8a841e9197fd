/** A people row while it is being filled in and spoiled. */
export interface PersonDraft {
  salutation: string
  firstName: string
  middleName: string
  lastName: string
  suffix: string
  email: string
  phone: string
  mobile: string
  title: string
  department: string
  companyName: string
  website: string
  street: string
  city: string
  state: string
  postalCode: string
  country: string
}

/** A company row in the same state. */
export interface CompanyDraft {
  name: string
  site: string
  phone: string
  website: string
  street: string
  city: string
  state: string
  postalCode: string
  country: string
}
