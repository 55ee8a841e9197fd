import type { DealRow } from '../../population/deal-row.ts'
import type { NewRecord } from '../store/write.ts'
import { ownerId, userId } from './employees.ts'
import {
  companyId,
  contactId,
  contactsOfUnit,
  dealId,
  fill,
  howMany,
  type Properties,
  rowOfCompany,
  type Seeding,
  stamp,
  stream,
} from './seeding.ts'
import { type Pair, relate } from './ties.ts'

const open = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'presentationscheduled',
  'decisionmakerboughtin',
  'contractsent',
] as const

export function fillDeals(seeding: Seeding): void {
  fill(seeding, 'deals', deals(seeding))
  relate(seeding, ['deals', 'companies'], customers(seeding), 5)
  relate(seeding, ['deals', 'contacts'], involved(seeding))
}

export function* dealsInOrder({ world }: Seeding): Generator<number> {
  for (let position = 0; position < world.deals.rows; position++) yield world.deals.order.backward(position)
}

function* deals(seeding: Seeding): Generator<NewRecord> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(seeding)) {
    const deal = world.dealRow(row)
    const first = staff.owner(deal.createdAt, deal.source)
    const owner = deal.otherOwner ? staff.owner(deal.createdAt, deal.source) : first
    const closed = Date.parse(deal.closeDate)
    const ended =
      deal.outcome === 'open' ? world.calendar.asOf : Math.min(world.calendar.asOf, closed + 3_600_000)
    const modified = Math.max(
      deal.createdAt,
      Math.min(ended, world.calendar.between(deal.createdAt, ended, deal.source)),
    )
    yield {
      id: dealId(seeding, row),
      properties: { ...facts(deal), hubspot_owner_id: ownerId(owner) },
      createdAt: new Date(deal.createdAt),
      updatedAt: new Date(modified),
      source: { type: 'CRM_UI', userId: userId(owner) },
    }
  }
}

function facts(deal: DealRow): Properties {
  const { outcome, source } = deal
  return {
    dealname: deal.name,
    amount: deal.amount === null ? null : String(deal.amount),
    closedate: stamp(Date.parse(deal.closeDate)),
    pipeline: 'default',
    dealstage:
      outcome === 'open' ? (open[deal.stage] as string) : outcome === 'won' ? 'closedwon' : 'closedlost',
    dealtype: deal.slot.kind === 'renewal' ? 'existingbusiness' : 'newbusiness',
    hs_priority: source.chance(0.3) ? source.pick(['low', 'medium', 'high']) : null,
    closed_lost_reason:
      outcome === 'lost' && source.chance(0.5) ? source.pick(['Price', 'No answer', 'Timing']) : null,
    hs_next_step: outcome === 'open' && source.chance(0.3) ? 'Call back' : null,
  }
}

function* customers(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  for (const row of dealsInOrder(seeding)) {
    const company = companyOfUnit(seeding, world.deals.unitOf(row), world.dealRow(row).otherCompanyRow)
    if (company !== null) yield [dealId(seeding, row), companyId(seeding, company)]
  }
}

/** `null` for households. */
export function companyOfUnit({ world }: Seeding, unit: number, second: boolean): number | null {
  return unit < world.layout.companies ? rowOfCompany(world, unit, second) : null
}

function* involved(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  for (const row of dealsInOrder(seeding)) {
    const source = stream(world, 150, row)
    const contacts = contactsOfUnit(world, world.deals.unitOf(row))
    const wanted = Math.min(contacts.length, howMany(source, 0.9))
    const from = source.int(Math.max(1, contacts.length))
    for (let number = 0; number < wanted; number++)
      yield [dealId(seeding, row), contactId(seeding, contacts[(from + number) % contacts.length] as number)]
  }
}
