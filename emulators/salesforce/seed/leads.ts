import type { Random } from '../../population/random.ts'
import { accountOfContact, contactId, leadId, placeOf } from '../../population/salesforce-rows.ts'
import { hasIndividual, individualId } from './consent.ts'
import { audit, common, description } from './people.ts'
import { recordTypes } from './record-types.ts'
import { date, fill, peopleInOrder, type Row, type Seeding } from './seeding.ts'

export function fillLeads(seeding: Seeding): void {
  const columns = `Id Salutation FirstName LastName Company Email Phone MobilePhone Title Street City State PostalCode Country Website
    Description LeadSource Status Industry Rating NumberOfEmployees OwnerId HasOptedOutOfEmail DoNotCall IsConverted
    ConvertedDate ConvertedAccountId ConvertedContactId IndividualId RecordTypeId ${audit}`
  fill(seeding, 'Lead', columns, leadRows(seeding))
}

function* leadRows(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (const row of peopleInOrder(world)) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'lead') continue
    const made = world.peopleRow(row)
    const shared = common(seeding, row, made)
    const { source } = made
    const queue = copy === 0 && source.chance(0.04)
    const converted = made.converted ? (world.layout.firstRow[person] as number) : null
    yield [
      leadId(world, row),
      shared.salutation,
      shared.first,
      shared.last,
      (made.companyName || homeCompany(source)).slice(0, 255),
      made.email,
      made.phone,
      made.mobile,
      made.title,
      made.street.slice(0, 255),
      made.city.slice(0, 40),
      made.state,
      made.postalCode.slice(0, 20),
      made.country,
      made.website,
      description(seeding, row, source),
      shared.source,
      leadStatus(source, made.converted),
      made.person.company?.industry ?? null,
      source.skewed(['Warm', 'Cold', 'Hot']),
      source.chance(0.4) ? (made.company?.employees ?? null) : null,
      queue ? recordTypes.leadQueue : shared.owner,
      shared.optedOut,
      shared.noCalls,
      made.converted,
      converted === null ? null : date(Math.max(world.peopleSince(row), world.peopleSince(converted))),
      converted === null ? null : accountOfContact(world, converted),
      converted === null ? null : contactId(world, converted),
      hasIndividual(seeding, row) ? individualId(seeding, row) : null,
      recordTypes.lead(source),
      ...shared.audit,
    ]
  }
}

function homeCompany(source: Random): string {
  return source.pick(['Private', 'n/a', 'Self-employed', 'Particular', '-', 'None', 'Household'])
}

function leadStatus(source: Random, converted: boolean): string {
  if (converted) return 'Closed - Converted'
  return source.skewed(['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'])
}
