import { hostileTexts } from '../../population/hostile.ts'
import type { PeopleRow } from '../../population/people-row.ts'
import { hash, type Random, Stream } from '../../population/random.ts'
import { accountOfCompany, accountOfRow, contactId, placeOf } from '../../population/salesforce-rows.ts'
import type { World } from '../../population/world.ts'
import { hasIndividual, individualId } from './consent.ts'
import { recordTypes } from './record-types.ts'
import { fill, longestText, peopleInOrder, type Row, type Seeding, stamp } from './seeding.ts'

const leadSources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'] as const
const sourceOf = {
  manual: 'Phone Inquiry',
  'web-form': 'Web',
  import: 'Purchased List',
  'card-scan': 'Other',
  sync: 'Partner Referral',
} as const

/** Name, ways and audit fields, the same in contacts, leads and person accounts. */
interface Common {
  readonly salutation: string | null
  readonly first: string
  readonly last: string
  readonly owner: string
  readonly optedOut: boolean
  readonly noCalls: boolean
  readonly source: string
  readonly audit: readonly [
    created: string,
    createdBy: string,
    modified: string,
    modifiedBy: string,
    stamp: string,
  ]
}

export function common(seeding: Seeding, row: number, made: PeopleRow): Common {
  const { world, staff } = seeding
  const since = world.peopleSince(row)
  const { source } = made
  const owner = staff.owner(since, source)
  const imported = world.calendar.importDay(since) && source.chance(0.85)
  const web = made.origin === 'web-form'
  const author = imported || web ? staff.imports.id : owner.id
  const modified = world.calendar.between(since, world.calendar.asOf, source)
  const massUpdate = source.chance(0.2)
  return {
    salutation: salutation(made),
    first: [made.firstName, made.middleName]
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, 40),
    last: [made.lastName || 'Unknown', made.suffix]
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, 80),
    owner: owner.id,
    optedOut: source.chance(0.08),
    noCalls: source.chance(0.04),
    source: source.chance(0.8) ? sourceOf[made.origin] : source.pick(leadSources),
    audit: [stamp(since), author, stamp(modified), massUpdate ? staff.imports.id : owner.id, stamp(modified)],
  }
}

function salutation(made: PeopleRow): string | null {
  if (made.salutation === '') return null
  if (made.salutation === 'Dr.' || made.salutation === 'Prof.') return made.salutation
  return made.person.name.sex === 'female' ? 'Ms.' : 'Mr.'
}

export const audit = 'CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp'

export function fillContacts(seeding: Seeding): void {
  const { personAccounts, nonprofit } = seeding.org.schema
  const columns = `Id AccountId Salutation FirstName LastName Email Phone MobilePhone HomePhone Title Department MailingStreet MailingCity
    MailingState MailingPostalCode MailingCountry Birthdate LeadSource Description OwnerId HasOptedOutOfEmail DoNotCall
    EmailBouncedDate EmailBouncedReason ERP_Id__c Preferred_Language__c IndividualId ReportsToId RecordTypeId ${audit}
    ${personAccounts ? 'IsPersonAccount Loyalty_Number__c' : ''}
    ${nonprofit ? 'npe01__HomeEmail__c npe01__WorkEmail__c npe01__Preferred_Email__c npsp__Primary_Affiliation__c' : ''}`
  fill(seeding, 'Contact', columns, contactRows(seeding))
}

function* contactRows(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  const { personAccounts, nonprofit } = seeding.org.schema
  for (const row of peopleInOrder(world)) {
    const { person, copy } = placeOf(world, row)
    const kind = world.kindOf(person, copy)
    if (kind === 'lead') continue
    const made = world.peopleRow(row)
    const atHome = made.person.company === null
    const shared = common(seeding, row, made)
    const cells = contactCells(seeding, row, made, shared)
    if (personAccounts) cells.push(kind === 'person', loyaltyNumber(world, row, kind === 'person'))
    if (nonprofit) {
      cells.push(atHome ? made.email : '', atHome ? '' : made.email, atHome ? 'Personal' : 'Work')
      const unit = world.layout.unitOf[person] as number
      cells.push(unit >= 0 && made.company !== null ? accountOfCompany(world, made.company.index) : null)
    }
    yield cells
  }
}

function contactCells(seeding: Seeding, row: number, made: PeopleRow, shared: Common) {
  const { world } = seeding
  const { source } = made
  const atHome = made.person.company === null
  const bounced = source.chance(0.02)
  const language = made.person.name.culture.slice(0, 2)
  return [
    contactId(world, row),
    accountOfRow(world, row, made),
    shared.salutation,
    shared.first,
    shared.last,
    made.email,
    atHome ? '' : made.phone,
    made.mobile,
    atHome ? made.phone : '',
    made.title,
    made.department.slice(0, 80),
    made.street.slice(0, 255),
    made.city.slice(0, 40),
    made.state,
    made.postalCode.slice(0, 20),
    made.country,
    made.birthdate,
    shared.source,
    description(seeding, row, source),
    shared.owner,
    shared.optedOut,
    shared.noCalls,
    bounced ? shared.audit[2] : null,
    bounced ? '550 5.1.1 User unknown' : null,
    erpId(world, row, made),
    language === 'es' ? 'Spanish' : language === 'de' ? 'German' : language === 'fr' ? 'French' : 'English',
    hasIndividual(seeding, row) ? individualId(seeding, row) : null,
    superior(world, row, made),
    made.kind === 'person' ? null : seeding.org.schema.nonprofit ? null : recordTypes.contact(source),
    ...shared.audit,
  ]
}

/** A third of the employees are known to report to the first person of the company. */
function superior(world: World, row: number, made: PeopleRow): string | null {
  if (made.person.company === null || hash(world.seed, Stream.activity, row, 906) % 3 !== 0) return null
  const boss = world.layout.firstPerson[made.person.company.index] as number
  if (boss === made.person.index || world.kindOf(boss, 0) !== 'contact') return null
  return contactId(world, world.layout.firstRow[boss] as number)
}

/** A third of the first rows, and a few copies, came from the ERP system with its number. */
function erpId(world: World, row: number, made: PeopleRow): string | null {
  const wanted = made.copy === 0 ? 30 : 8
  return hash(world.seed, Stream.activity, row, 901) % 100 < wanted
    ? `C-${String(row + 1).padStart(7, '0')}`
    : null
}

export function loyaltyNumber(world: World, row: number, wanted: boolean): string | null {
  return wanted && hash(world.seed, Stream.activity, row, 902) % 2 === 0
    ? String(row).padStart(10, '0')
    : null
}

/** Notes of every sort; the longest that the field holds in a handful. */
export function description(seeding: Seeding, row: number, source: Random): string | null {
  const { world } = seeding
  const rare = hash(world.seed, Stream.activity, row, 904)
  if (rare % Math.max(40, Math.floor(world.layout.rows / (world.hostile ? 30 : 4))) === 0)
    return longestText(seeding, 'Contact', 'Description')
  if (world.hostile && rare % 25 === 1) return hostileTexts[rare % hostileTexts.length] as string
  if (!source.chance(0.12)) return null
  return source.pick([
    'Met at the trade fair.',
    'Prefers to be called in the morning.',
    'Cliente desde hace años.',
    'Do not send catalogues.',
    'Referred by a partner.',
    'Habla inglés.',
  ])
}
