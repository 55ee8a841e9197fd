import type { DealRow } from '../../population/deal-row.ts'
import {
  accountOfCompany,
  accountOfContact,
  contactId,
  dealId,
  placeOf,
} from '../../population/salesforce-rows.ts'
import type { World } from '../../population/world.ts'
import { recordTypes } from './record-types.ts'
import { fill, howMany, type Row, type Seeding, stamp, stream } from './seeding.ts'

const openStages = [
  'Prospecting',
  'Qualification',
  'Needs Analysis',
  'Proposal/Price Quote',
  'Negotiation/Review',
] as const
const chance: Readonly<Record<string, number>> = {
  Prospecting: 10,
  Qualification: 10,
  'Needs Analysis': 20,
  'Proposal/Price Quote': 75,
  'Negotiation/Review': 90,
  'Closed Won': 100,
  'Closed Lost': 0,
}
const roles = ['Decision Maker', 'Business User', 'Economic Buyer', 'Evaluator', 'Influencer'] as const
const audit = 'CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp'

export function* dealsInOrder(world: World): Generator<number> {
  for (let position = 0; position < world.deals.rows; position++) yield world.deals.order.backward(position)
}

function stageOf(deal: DealRow): string {
  if (deal.outcome === 'won') return 'Closed Won'
  return deal.outcome === 'lost' ? 'Closed Lost' : (openStages[deal.stage] as string)
}

/** Rows of the unit's people, copies included, that are contacts. */
export function contactsOfUnit(world: World, unit: number): readonly number[] {
  const { layout } = world
  const home = unit >= layout.companies
  const first = (home ? layout.householdFirst[unit - layout.companies] : layout.firstPerson[unit]) as number
  const size = (home ? layout.householdSize[unit - layout.companies] : layout.headcount[unit]) as number
  const rows: number[] = []
  const last = layout.firstRow[first + Math.min(size, 12)] as number
  for (let row = layout.firstRow[first] as number; row < last; row++) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'lead') rows.push(row)
  }
  return rows
}

/** The account of a deal or case: the company's, or that of the household's first contact. */
export function accountOfUnit(world: World, unit: number, otherRow: boolean): string | null {
  if (unit >= world.layout.companies) {
    const [contact] = contactsOfUnit(world, unit)
    return contact === undefined ? null : accountOfContact(world, contact)
  }
  const first = world.layout.firstCompanyRow[unit] as number
  const rows = (world.layout.firstCompanyRow[unit + 1] as number) - first
  return accountOfCompany(world, unit, otherRow && rows > 1 ? 1 : 0)
}

export function fillDeals(seeding: Seeding): void {
  const columns = `Id AccountId Name StageName Probability Amount CloseDate Type ForecastCategoryName LeadSource NextStep OwnerId RecordTypeId
    Description LastStageChangeDate ${audit}`
  fill(seeding, 'Opportunity', columns, dealRows(seeding))
  fill(
    seeding,
    'OpportunityContactRole',
    `OpportunityId ContactId Role IsPrimary CreatedDate`,
    contactRoles(seeding),
  )
  fill(
    seeding,
    'OpportunityHistory',
    'OpportunityId StageName Amount CloseDate Probability ForecastCategory CreatedDate CreatedById',
    histories(seeding),
  )
  fill(
    seeding,
    'OpportunityFieldHistory',
    'OpportunityId Field DataType OldValue NewValue CreatedDate CreatedById',
    fieldHistories(seeding),
  )
  fill(
    seeding,
    'OpportunityTeamMember',
    'OpportunityId UserId TeamMemberRole OpportunityAccessLevel CreatedDate',
    teams(seeding),
  )
}

function ownerOf(seeding: Seeding, deal: DealRow): string {
  const own = seeding.staff.owner(deal.createdAt, deal.source)
  return deal.otherOwner ? seeding.staff.owner(deal.createdAt, deal.source).id : own.id
}

function* dealRows(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(world)) {
    const deal = world.dealRow(row)
    const unit = world.deals.unitOf(row)
    const stage = stageOf(deal)
    const owner = ownerOf(seeding, deal)
    const donation = deal.slot.kind === 'donation'
    const closed = Date.parse(deal.closeDate)
    const ended =
      deal.outcome === 'open' ? world.calendar.asOf : Math.min(world.calendar.asOf, closed + 3_600_000)
    const modified = stamp(
      Math.max(deal.createdAt, Math.min(ended, world.calendar.between(deal.createdAt, ended, deal.source))),
    )
    yield [
      dealId(world, row),
      accountOfUnit(world, unit, deal.otherCompanyRow),
      deal.name.slice(0, 120),
      stage,
      chance[stage] ?? 10,
      deal.amount,
      deal.closeDate,
      deal.slot.kind === 'renewal' ? 'Existing Customer - Upgrade' : 'New Customer',
      deal.outcome === 'won' ? 'Closed' : deal.outcome === 'lost' ? 'Omitted' : 'Pipeline',
      deal.source.pick(['Web', 'Phone Inquiry', 'Partner Referral', 'Other']),
      deal.outcome === 'open' && deal.source.chance(0.3) ? 'Call back' : null,
      owner,
      recordTypes.opportunity(donation),
      null,
      modified,
      stamp(deal.createdAt),
      deal.source.chance(0.1) ? staff.imports.id : owner,
      modified,
      owner,
      modified,
    ]
  }
}

function* contactRoles(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (const row of dealsInOrder(world)) {
    const source = stream(world, 1, row)
    const contacts = contactsOfUnit(world, world.deals.unitOf(row))
    const wanted = Math.min(contacts.length, howMany(source, 0.9))
    const from = source.int(Math.max(1, contacts.length))
    for (let number = 0; number < wanted; number++) {
      const contact = contacts[(from + number) % contacts.length] as number
      yield [
        dealId(world, row),
        contactId(world, contact),
        source.pick(roles),
        number === 0,
        stamp(world.dealRow(row).createdAt),
      ]
    }
  }
}

function* histories(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(world)) {
    const deal = world.dealRow(row)
    const amount = deal.amount
    yield [
      dealId(world, row),
      'Prospecting',
      amount,
      deal.closeDate,
      10,
      'Pipeline',
      stamp(deal.createdAt),
      staff.admin.id,
    ]
    if (deal.outcome === 'open') continue
    const closed = stamp(Math.max(deal.createdAt, Math.min(world.calendar.asOf, Date.parse(deal.closeDate))))
    const won = deal.outcome === 'won'
    yield [
      dealId(world, row),
      stageOf(deal),
      amount,
      deal.closeDate,
      won ? 100 : 0,
      won ? 'Closed' : 'Omitted',
      closed,
      staff.admin.id,
    ]
  }
}

function* fieldHistories(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(world)) {
    if (!stream(world, 2, row).chance(0.3)) continue
    const deal = world.dealRow(row)
    yield [
      dealId(world, row),
      'StageName',
      'Text',
      'Prospecting',
      stageOf(deal),
      stamp(deal.createdAt),
      staff.admin.id,
    ]
  }
}

function* teams(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(world)) {
    const source = stream(world, 3, row)
    if (!source.chance(0.06)) continue
    const { createdAt } = world.dealRow(row)
    yield [
      dealId(world, row),
      staff.owner(createdAt, source).id,
      source.pick(['Sales Rep', 'Pre-Sales Consultant', 'Executive Sponsor']),
      source.pick(['Read', 'Edit']),
      stamp(createdAt),
    ]
  }
}
