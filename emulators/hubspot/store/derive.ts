import type { Values } from './record.ts'

/** Puts beside a record's values what follows from them. */
export function derive(type: string, values: Record<string, string>): void {
  assign(values, own[type]?.(values) ?? {})
}

/** As `Object.assign`; what is empty or `undefined` goes. */
export function assign(values: Record<string, string>, derived: Derived): void {
  for (const name in derived) {
    const value = derived[name]
    if (value === undefined || value === '') delete values[name]
    else values[name] = value
  }
}

type Derived = Readonly<Record<string, string | undefined>>

const own: Readonly<Record<string, (values: Values) => Derived>> = {
  contacts: contact,
  companies: ({ phone }) => ({ hs_searchable_calculated_phone_number: searchable(phone) }),
  deals: ({ amount }) => ({ amount_in_home_currency: amount }),
  tasks: (values) => ({
    hs_task_is_completed: values.hs_task_status === 'COMPLETED' ? '1' : '0',
    hs_body_preview: preview(values.hs_task_body),
  }),
  notes: (values) => ({ hs_body_preview: preview(values.hs_note_body) }),
}

function contact(values: Values): Derived {
  const { email, firstname, lastname, phone, mobilephone } = values
  const name = [firstname, lastname].filter((part) => part !== undefined).join(' ')
  return {
    hs_email_domain: email?.split('@').at(-1)?.toLowerCase(),
    hs_full_name_or_email: name === '' ? email : name,
    hs_searchable_calculated_phone_number: searchable(phone),
    hs_searchable_calculated_mobile_number: searchable(mobilephone),
    hs_calculated_phone_number: international(phone),
    hs_calculated_mobile_number: international(mobilephone),
    hs_is_contact: 'true',
  }
}

function preview(html: string | undefined): string | undefined {
  return html
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500)
}

const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

function international(phone: string | undefined): string | undefined {
  if (phone === undefined || !/^\s*(?:\+|00)/.test(phone)) return undefined
  const digits = phone.replace(/\D/g, '').replace(/^00/, '')
  return digits.length < 7 || digits.length > 15 ? undefined : `+${digits}`
}

/** Search finds phone numbers without their country code. */
function searchable(phone: string | undefined): string | undefined {
  const full = international(phone)?.slice(1)
  if (full === undefined) return phone?.replace(/\D/g, '').replace(/^0/, '')
  const code = /^[17]/.test(full) ? 1 : twoDigits.test(full) ? 2 : 3
  return full.slice(code)
}
