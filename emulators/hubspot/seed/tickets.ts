import { hash, Stream } from '../../population/random.ts'
import type { NewRecord } from '../store/write.ts'
import { companyOfUnit } from './deals.ts'
import { ownerId, userId } from './employees.ts'
import { longestText } from './hostile.ts'
import { companyId, contactId, contactsOfUnit, fill, type Seeding, stamp, ticketId } from './seeding.ts'
import { type Pair, relate } from './ties.ts'

const channels = { Email: 'EMAIL', Web: 'FORM', Phone: 'PHONE', Chat: 'CHAT' } as const
const categories = ['GENERAL_INQUIRY', 'PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST'] as const

export function fillTickets(seeding: Seeding): void {
  fill(seeding, 'tickets', tickets(seeding))
  relate(seeding, ['tickets', 'companies'], customers(seeding), 26)
  relate(seeding, ['tickets', 'contacts'], reporters(seeding))
}

export function* ticketsInOrder({ world }: Seeding): Generator<number> {
  for (let position = 0; position < world.cases.rows; position++) yield world.cases.order.backward(position)
}

function* tickets(seeding: Seeding): Generator<NewRecord> {
  const { world, staff } = seeding
  for (const row of ticketsInOrder(seeding)) {
    const made = world.caseRow(row)
    const { source } = made
    const agent = staff.agent(made.createdAt, source)
    const closed = made.closedAt !== null
    const ended = made.closedAt ?? world.calendar.asOf
    const rare =
      hash(world.rowSeed, Stream.activity, row, 912) % Math.max(40, Math.floor(world.cases.rows / 3))
    yield {
      id: ticketId(seeding, row),
      properties: {
        subject: made.subject,
        content: rare === 0 ? longestText() : made.text,
        hs_pipeline: '0',
        hs_pipeline_stage: closed ? '4' : source.pick(['1', '2', '3']),
        hs_ticket_priority: made.priority.toUpperCase(),
        hs_ticket_category: source.chance(0.5) ? source.skewed(categories) : null,
        source_type: channels[made.channel],
        closed_date: made.closedAt === null ? null : stamp(made.closedAt),
        hubspot_owner_id: source.chance(0.9) ? ownerId(agent) : null,
      },
      createdAt: new Date(made.createdAt),
      updatedAt: new Date(closed ? ended : world.calendar.between(made.createdAt, ended, source)),
      source: source.chance(0.7) ? { type: 'EMAIL', id: 'inbox' } : { type: 'CRM_UI', userId: userId(agent) },
    }
  }
}

function* customers(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  for (const row of ticketsInOrder(seeding)) {
    const company = companyOfUnit(seeding, world.cases.unitOf(row), false)
    if (company !== null) yield [ticketId(seeding, row), companyId(seeding, company)]
  }
}

function* reporters(seeding: Seeding): Generator<Pair> {
  for (const row of ticketsInOrder(seeding)) {
    const reporter = reporterOf(seeding, row)
    if (reporter !== null) yield [ticketId(seeding, row), contactId(seeding, reporter)]
  }
}

/** Row of the contact who opened it. */
function reporterOf({ world }: Seeding, row: number): number | null {
  const { reporter } = world.caseRow(row)
  const contacts = contactsOfUnit(world, world.cases.unitOf(row))
  return reporter === null ? null : (contacts[reporter % Math.max(1, contacts.length)] ?? null)
}
