import { day } from '../../population/calendar.ts'
import type { Random } from '../../population/random.ts'
import { insertRecord } from '../store/write.ts'
import { employerOf } from './contacts.ts'
import { dealsInOrder } from './deals.ts'
import { ownerId, userId } from './employees.ts'
import { hostileNotes, longestText } from './hostile.ts'
import {
  companyId,
  contactId,
  contactsOfUnit,
  count,
  dealId,
  howMany,
  idAt,
  type Properties,
  peopleInOrder,
  placeOf,
  type Seeding,
  stamp,
  stream,
  ticketId,
} from './seeding.ts'
import { ticketsInOrder } from './tickets.ts'
import { type Tie, tie } from './ties.ts'

type Kind = 'tasks' | 'notes' | 'calls' | 'emails' | 'meetings'

/** For each contact on average, and for each that has duplicates. */
const means: Readonly<Record<Kind, readonly [number, number]>> = {
  notes: [0.2, 0.6],
  emails: [0.3, 0.8],
  calls: [0.12, 0.3],
  tasks: [0.15, 0.5],
  meetings: [0.06, 0.2],
}

interface Writer {
  readonly add: (at: number, properties: Properties, source: Random) => string
  readonly contact: Tie
  readonly company: Tie
  readonly deal: Tie
  readonly ticket: Tie
}

/** Logged activities: thicker on people with duplicates, so that a merge has something to move. */
export function fillActivities(seeding: Seeding): void {
  for (const [table, kind] of (Object.keys(means) as Kind[]).entries()) {
    const writer = writerOf(seeding, kind)
    ofContacts(seeding, kind, writer, 160 + table)
    if (kind === 'notes' || kind === 'tasks') ofDeals(seeding, kind, writer, 170 + table)
    if (kind === 'emails' || kind === 'notes') ofTickets(seeding, kind, writer, 180 + table)
  }
}

function writerOf(seeding: Seeding, kind: Kind): Writer {
  let serial = 0
  return {
    add: (at, properties, source) => {
      const owner = seeding.staff.owner(at, source)
      const id = idAt(seeding, kind, serial++)
      const created = Math.min(at, seeding.world.calendar.asOf)
      insertRecord(
        seeding.org,
        kind,
        {
          id,
          properties: { hs_timestamp: stamp(at), hubspot_owner_id: ownerId(owner), ...properties },
          createdAt: new Date(created),
          source: { type: 'CRM_UI', userId: userId(owner) },
        },
        { quick: true },
      )
      count(seeding, kind, 1)
      return id
    },
    contact: tie(seeding, kind, 'contacts'),
    company: tie(seeding, kind, 'companies'),
    deal: tie(seeding, kind, 'deals'),
    ticket: tie(seeding, kind, 'tickets'),
  }
}

function ofContacts(seeding: Seeding, kind: Kind, writer: Writer, table: number): void {
  const { world } = seeding
  for (const row of peopleInOrder(world)) {
    const source = stream(world, table, row)
    const wanted = howMany(source, means[kind][placeOf(world, row).copies > 1 ? 1 : 0] * world.activity)
    if (wanted === 0) continue
    const employer = employerOf(seeding, row)
    for (let made = 0; made < wanted; made++) {
      const at = world.calendar.between(world.peopleSince(row), world.calendar.asOf, source)
      const id = writer.add(...activity(seeding, kind, at, source))
      writer.contact(id, contactId(seeding, row))
      if (employer !== null && source.chance(0.6)) writer.company(id, companyId(seeding, employer))
    }
  }
}

function ofDeals(seeding: Seeding, kind: Kind, writer: Writer, table: number): void {
  const { world } = seeding
  for (const row of dealsInOrder(seeding)) {
    const source = stream(world, table, row)
    if (!source.chance(0.4 * world.activity)) continue
    const contacts = contactsOfUnit(world, world.deals.unitOf(row))
    const at = world.calendar.between(world.dealRow(row).createdAt, world.calendar.asOf, source)
    const id = writer.add(...activity(seeding, kind, at, source))
    writer.deal(id, dealId(seeding, row))
    if (contacts.length > 0 && source.chance(0.5))
      writer.contact(id, contactId(seeding, source.pick(contacts)))
  }
}

function ofTickets(seeding: Seeding, kind: Kind, writer: Writer, table: number): void {
  const { world } = seeding
  for (const row of ticketsInOrder(seeding)) {
    const source = stream(world, table, row)
    if (!source.chance(0.6 * world.activity)) continue
    const { createdAt, closedAt } = world.caseRow(row)
    const at = world.calendar.between(createdAt, closedAt ?? world.calendar.asOf, source)
    writer.ticket(writer.add(...activity(seeding, kind, at, source)), ticketId(seeding, row))
  }
}

/** When, what, and the stream to go on with. */
function activity(seeding: Seeding, kind: Kind, at: number, source: Random): [number, Properties, Random] {
  if (kind === 'tasks') return task(seeding, at, source)
  if (kind === 'meetings') return meeting(seeding, at, source)
  if (kind === 'notes') return [at, { hs_note_body: noteBody(seeding, source) }, source]
  return [at, kind === 'calls' ? call(source) : email(source), source]
}

function noteBody({ world }: Seeding, source: Random): string {
  const draw = source.next()
  if (draw < (world.hostile ? 0.01 : 2 / Math.max(200, world.layout.rows))) return longestText()
  if (draw > (world.hostile ? 0.8 : 0.995)) return source.pick(hostileNotes)
  return source.pick([
    '<p>Met at the trade fair.</p>',
    '<p>Prefers to be called in the <b>morning</b>.</p>',
    '<p>Cliente desde hace años; habla inglés.</p>',
    'Do not send catalogues.',
    '<p>Asked for a quotation &amp; references.</p>',
  ])
}

function task({ world }: Seeding, at: number, source: Random): [number, Properties, Random] {
  const open = source.chance(at > world.calendar.asOf - 60 * day ? 0.4 : 0.06)
  const due = open ? at + source.int(30) * day : at
  const type = source.skewed(['TODO', 'CALL', 'EMAIL'])
  const facts = {
    hs_task_subject: source.skewed(['Follow up', 'Call', 'Send Quote', 'Llamada', 'Send Letter']),
    hs_task_body: source.chance(0.3) ? 'See the last mail.' : null,
    hs_task_status: open ? source.skewed(['NOT_STARTED', 'IN_PROGRESS', 'WAITING']) : 'COMPLETED',
    hs_task_priority: source.skewed(['NONE', 'MEDIUM', 'HIGH', 'LOW']),
    hs_task_type: type,
    hs_task_completion_date: open ? null : stamp(at),
  }
  return [due, facts, source]
}

function meeting({ world }: Seeding, at: number, source: Random): [number, Properties, Random] {
  const ahead = source.chance(0.05)
  const planned = ahead
    ? world.calendar.officeHours(world.calendar.asOf + (1 + source.int(45)) * day, source)
    : at
  const start = Math.floor(planned / 900_000) * 900_000
  const facts = {
    hs_meeting_title: source.skewed(['Meeting', 'Demo', 'Reunión', 'Site visit', 'Webinar']),
    hs_meeting_start_time: stamp(start),
    hs_meeting_end_time: stamp(start + source.pick([30, 60, 60, 90]) * 60_000),
    hs_meeting_location: source.chance(0.4)
      ? source.pick(['Office', 'Video call', 'Madrid', 'Berlin'])
      : null,
    hs_meeting_outcome: ahead ? 'SCHEDULED' : source.skewed(['COMPLETED', 'NO_SHOW', 'CANCELED']),
  }
  return [start, facts, source]
}

function call(source: Random): Properties {
  const outbound = source.chance(0.7)
  return {
    hs_call_title: outbound ? 'Call' : 'Incoming call',
    hs_call_body: source.chance(0.4) ? 'Left a message.' : null,
    hs_call_direction: outbound ? 'OUTBOUND' : 'INBOUND',
    hs_call_duration: String(source.int(1_800_000)),
    hs_call_status: source.skewed(['COMPLETED', 'NO_ANSWER', 'BUSY']),
  }
}

function email(source: Random): Properties {
  const incoming = source.chance(0.35)
  return {
    hs_email_subject: source.skewed(['Re: your question', 'Offer', 'Oferta', 'Invoice', 'Fwd: appointment']),
    hs_email_text: source.pick(['Please find the offer attached.', 'Thank you!', 'Gracias por su mensaje.']),
    hs_email_direction: incoming ? 'INCOMING_EMAIL' : 'EMAIL',
    hs_email_status: source.chance(0.02) ? 'BOUNCED' : 'SENT',
  }
}
