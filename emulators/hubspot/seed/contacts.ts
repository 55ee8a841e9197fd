import { hostileTexts } from '../../population/hostile.ts'
import type { PeopleRow } from '../../population/people-row.ts'
import { hash, Stream } from '../../population/random.ts'
import type { Employee } from '../../population/staff.ts'
import type { Source } from '../store/record.ts'
import type { NewRecord } from '../store/write.ts'
import { consentOf, keepStatuses } from './consent.ts'
import { wideValues } from './custom-properties.ts'
import { ownerId, userId } from './employees.ts'
import { engagementOf } from './engagement.ts'
import { longestText } from './hostile.ts'
import {
  companyId,
  contactId,
  fill,
  type Properties,
  peopleInOrder,
  placeOf,
  rowOfCompany,
  type Seeding,
  stamp,
  stream,
} from './seeding.ts'
import { type Pair, relate } from './ties.ts'

const early = ['lead', 'subscriber', 'marketingqualifiedlead', 'salesqualifiedlead'] as const
const late = ['customer', 'opportunity', 'salesqualifiedlead', 'evangelist', 'other'] as const
const sourceLabel = {
  manual: 'CRM_UI',
  'web-form': 'FORM',
  import: 'IMPORT',
  'card-scan': 'INTEGRATION',
  sync: 'SALESFORCE',
} as const

export function fillContacts(seeding: Seeding): void {
  fill(seeding, 'contacts', contacts(seeding))
  relate(seeding, ['contacts', 'companies'], employments(seeding), 1)
  relate(seeding, ['contacts', 'companies'], sideJobs(seeding))
}

function* contacts(seeding: Seeding): Generator<NewRecord> {
  const { world, staff } = seeding
  for (const row of peopleInOrder(world)) {
    const made = world.peopleRow(row)
    const since = world.peopleSince(row)
    const owner = staff.owner(since, made.source)
    const label = sourceLabel[made.origin]
    const consent = consentOf(seeding, row, made.email)
    keepStatuses(seeding, consent)
    const modified = world.calendar.between(since, world.calendar.asOf, made.source)
    yield {
      id: contactId(seeding, row),
      properties: {
        ...nameAndPlace(seeding, row, made),
        ...standing(seeding, row, made, owner),
        ...engagementOf(seeding, row, made.email),
        ...consent.properties,
        ...wideValues(seeding, seeding.wide, row),
        ...seeding.links.contactProperties(row),
      },
      createdAt: new Date(since),
      updatedAt: new Date(modified),
      source: sourceOf(label, owner),
    }
  }
}

function sourceOf(label: string, owner: Employee): Source {
  return label === 'CRM_UI' ? { type: 'CRM_UI', userId: userId(owner) } : { type: label, id: `seed-${label}` }
}

function nameAndPlace(seeding: Seeding, row: number, made: PeopleRow): Properties {
  const atHome = made.person.company === null
  const { source } = made
  const anonymous = isSubscriberOnly(seeding, row, made)
  const language = made.person.name.culture.slice(0, 2)
  const ways = {
    email: made.email,
    hs_additional_emails: seeding.world.additionalAddresses(row).join(';'),
    hs_language: source.chance(0.5) ? language : null,
  }
  if (anonymous) return ways
  return {
    ...ways,
    salutation: made.salutation,
    firstname: [made.firstName, made.middleName].filter((part) => part !== '').join(' '),
    lastname: [made.lastName, made.suffix].filter((part) => part !== '').join(' '),
    phone: made.phone,
    mobilephone: made.mobile,
    jobtitle: made.title,
    company: made.companyName,
    website: made.website,
    address: made.street,
    city: made.city,
    state: made.state,
    zip: made.postalCode,
    country: made.country,
    date_of_birth: atHome ? made.birthdate : null,
    message: message(seeding, row),
  }
}

/** Signed up to a newsletter with nothing but an address. */
function isSubscriberOnly({ world }: Seeding, row: number, made: PeopleRow): boolean {
  const { copies } = placeOf(world, row)
  const draw = hash(world.rowSeed, Stream.activity, row, 910) % 100
  return copies === 1 && made.email !== '' && made.kind === 'lead' && draw < 9
}

function message({ world }: Seeding, row: number): string | null {
  const rare = hash(world.rowSeed, Stream.activity, row, 911)
  const many = world.hostile ? 30 : 4
  if (rare % Math.max(40, Math.floor(world.layout.rows / many)) === 0) return longestText()
  if (world.hostile && rare % 25 === 1) return hostileTexts[rare % hostileTexts.length] as string
  return rare % 100 < 10 ? 'Please call me back. / Por favor, llámenme.' : null
}

/** Where somebody stands in the funnel, and whose they are; leads of the other CRM stand early. */
function standing(seeding: Seeding, row: number, made: PeopleRow, owner: Employee): Properties {
  const { world } = seeding
  const source = stream(world, 101, row)
  const lead = made.kind === 'lead'
  const stage = source.skewed(lead ? early : late)
  const since = world.peopleSince(row)
  const reached = world.calendar.between(since, world.calendar.asOf, source)
  const owned = source.chance(lead ? 0.6 : 0.92)
  const atHome = made.person.company === null
  return {
    lifecyclestage: stage,
    [`hs_lifecyclestage_${stage}_date`]: stamp(reached),
    hs_lead_status: lead ? source.skewed(['NEW', 'OPEN', 'ATTEMPTED_TO_CONTACT', 'UNQUALIFIED']) : null,
    hubspot_owner_id: owned ? ownerId(owner) : null,
    hubspot_owner_assigneddate: owned ? stamp(since) : null,
    customer_number: source.chance(made.copy === 0 && !lead ? 0.3 : 0.04)
      ? String(row + 1).padStart(9, '0')
      : null,
    numemployees: !atHome && source.chance(0.2) ? source.pick(['1-5', '5-25', '25-50', '50-100']) : null,
  }
}

/** Most people at a company that has a record hang on it. */
function* employments(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  for (const row of peopleInOrder(world)) {
    const to = employerOf(seeding, row)
    if (to !== null) yield [contactId(seeding, row), companyId(seeding, to)]
  }
}

export function employerOf({ world }: Pick<Seeding, 'world'>, row: number): number | null {
  const at = world.employmentOf(row)
  if (at.company === null || stream(world, 102, row).chance(0.07)) return null
  return rowOfCompany(world, at.company, at.otherCompanyRow)
}

/** Some sit on the board of another company, or were there before: associated, not primary. */
function* sideJobs(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  if (world.layout.companyRows === 0) return
  for (const row of peopleInOrder(world)) {
    const source = stream(world, 103, row)
    if (!source.chance(placeOf(world, row).copies > 1 ? 0.12 : 0.03)) continue
    const other = source.int(world.layout.companyRows)
    if (other !== employerOf(seeding, row)) yield [contactId(seeding, row), companyId(seeding, other)]
  }
}
