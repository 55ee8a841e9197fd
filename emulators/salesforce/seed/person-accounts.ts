import { contactId, ownAccountId, placeOf } from '../../population/salesforce-rows.ts'
import { hasIndividual, individualId } from './consent.ts'
import { audit, common, loyaltyNumber } from './people.ts'
import { recordTypes } from './record-types.ts'
import { peopleInOrder, type Row, type Seeding } from './seeding.ts'

/** Person accounts: the account half; the contact half is among the contacts, under the same values. */
export function* personAccountRows(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (const row of peopleInOrder(world)) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'person') continue
    const made = world.peopleRow(row)
    const shared = common(seeding, row, made)
    const place = [
      made.street.slice(0, 255),
      made.city.slice(0, 40),
      made.state,
      made.postalCode.slice(0, 20),
      made.country,
    ]
    yield [
      ownAccountId(world, row),
      `${shared.first} ${shared.last}`.trim(),
      shared.salutation,
      shared.first,
      shared.last,
      contactId(world, row),
      true,
      made.email,
      made.mobile,
      made.phone,
      made.title,
      made.birthdate,
      shared.source,
      ...place,
      ...place,
      shared.optedOut,
      shared.noCalls,
      loyaltyNumber(world, row, true),
      recordTypes.person,
      shared.owner,
      made.person.privateEmail === made.email ? 'Customer - Direct' : null,
      hasIndividual(seeding, row) ? individualId(seeding, row) : null,
      ...shared.audit,
    ]
  }
}

export const personAccountColumns = `Id Name Salutation FirstName LastName PersonContactId IsPersonAccount PersonEmail PersonMobilePhone PersonHomePhone
  PersonTitle PersonBirthdate PersonLeadSource PersonMailingStreet PersonMailingCity PersonMailingState PersonMailingPostalCode
  PersonMailingCountry BillingStreet BillingCity BillingState BillingPostalCode BillingCountry PersonHasOptedOutOfEmail PersonDoNotCall
  Loyalty_Number__pc RecordTypeId OwnerId Type PersonIndividualId ${audit}`
