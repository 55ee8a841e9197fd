import { day } from '../../population/calendar.ts'
import type { Random } from '../../population/random.ts'
import { accountOfContact, contactId, dealId, leadId, placeOf } from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { contactsOfUnit, dealsInOrder } from './deals.ts'
import { date, fill, howMany, type Row, type Seeding, stamp, stream } from './seeding.ts'

const calls = ['Call', 'Email', 'Send Quote', 'Follow up', 'Llamada', 'Send Letter', 'Other'] as const
const meetings = ['Meeting', 'Demo', 'Reunión', 'Lunch', 'Site visit', 'Webinar'] as const

export function fillActivities(seeding: Seeding): void {
  const task =
    'Id WhoId WhatId AccountId Subject ActivityDate Status Priority TaskSubtype OwnerId CompletedDateTime CreatedDate CreatedById LastModifiedDate SystemModstamp'
  fill(seeding, 'Task', task, tasks(seeding))
  const event =
    'Id WhoId WhatId AccountId Subject Location ActivityDateTime ActivityDate StartDateTime EndDateTime DurationInMinutes OwnerId CreatedDate CreatedById'
  fill(seeding, 'Event', event, events(seeding))
  relate(seeding)
  lastActivity(seeding)
}

function* tasks(seeding: Seeding): Generator<Row> {
  let serial = 0
  for (let row = 0; row < seeding.world.layout.rows; row++) {
    const { copies } = placeOf(seeding.world, row)
    const source = stream(seeding.world, 20, row)
    const wanted = howMany(source, (copies > 1 ? 1.2 : 0.45) * seeding.world.activity)
    for (let task = 0; task < wanted; task++) {
      yield taskCells(
        seeding,
        source,
        ++serial,
        whoOf(seeding, row),
        accountOfRowCheaply(seeding, row),
        seeding.world.peopleSince(row),
      )
    }
  }
  for (const row of dealsInOrder(seeding.world)) {
    const source = stream(seeding.world, 21, row)
    if (!source.chance(0.5 * seeding.world.activity)) continue
    const contacts = contactsOfUnit(seeding.world, seeding.world.deals.unitOf(row))
    const who =
      contacts.length > 0 && source.chance(0.7) ? contactId(seeding.world, source.pick(contacts)) : null
    yield taskCells(
      seeding,
      source,
      ++serial,
      who,
      dealId(seeding.world, row),
      seeding.world.dealRow(row).createdAt,
    )
  }
}

/** `what` is a deal, or the account of the person. */
function taskCells(
  seeding: Seeding,
  source: Random,
  serial: number,
  who: string | null,
  what: string | null,
  since: number,
): Row {
  const { calendar } = seeding.world
  const at = calendar.between(since, calendar.asOf, source)
  const open = source.chance(at > calendar.asOf - 60 * day ? 0.4 : 0.06)
  const due = open ? at + source.int(30) * day : at
  const subject = source.skewed(calls)
  const owner = seeding.staff.owner(at, source).id
  const moment = stamp(at)
  const account = what?.startsWith('001') ? what : null
  return [
    idOf('00T', serial),
    who,
    who?.startsWith('00Q') ? null : what,
    account,
    subject,
    date(due),
    open ? source.skewed(['Not Started', 'In Progress', 'Waiting on someone else']) : 'Completed',
    source.skewed(['Normal', 'High', 'Low']),
    subject === 'Call' || subject === 'Llamada' ? 'Call' : subject === 'Email' ? 'Email' : 'Task',
    owner,
    open ? null : moment,
    moment,
    owner,
    moment,
    moment,
  ]
}

function* events(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  let serial = 0
  for (let row = 0; row < world.layout.rows; row++) {
    const { copies } = placeOf(world, row)
    const source = stream(world, 22, row)
    const wanted = howMany(source, (copies > 1 ? 0.3 : 0.1) * world.activity)
    for (let event = 0; event < wanted; event++) {
      const planned = world.calendar.between(world.peopleSince(row), world.calendar.asOf, source)
      const ahead = source.chance(0.05)
      const starts = ahead
        ? world.calendar.officeHours(world.calendar.asOf + (1 + source.int(45)) * day, source)
        : planned
      const start = Math.floor(starts / 900_000) * 900_000
      const minutes = source.pick([30, 60, 60, 90])
      const owner = staff.owner(planned, source).id
      const who = whoOf(seeding, row)
      const account = accountOfRowCheaply(seeding, row)
      const created = stamp(Math.min(planned, world.calendar.asOf))
      yield [
        idOf('00U', ++serial),
        who,
        account,
        account,
        source.skewed(meetings),
        source.chance(0.4)
          ? source.pick(['Office', 'Video call', 'Customer site', 'Madrid', 'Berlin'])
          : null,
        stamp(start),
        date(start),
        stamp(start),
        stamp(start + minutes * 60_000),
        minutes,
        owner,
        created,
        owner,
      ]
    }
  }
}

function whoOf(seeding: Seeding, row: number): string {
  const { person, copy } = placeOf(seeding.world, row)
  return seeding.world.kindOf(person, copy) === 'lead'
    ? leadId(seeding.world, row)
    : contactId(seeding.world, row)
}

function accountOfRowCheaply(seeding: Seeding, row: number): string | null {
  const { person, copy } = placeOf(seeding.world, row)
  return seeding.world.kindOf(person, copy) === 'lead' ? null : accountOfContact(seeding.world, row)
}

/** Every third task was made after shared activities were switched on. */
function relate(seeding: Seeding): void {
  const { db } = seeding.org
  const tasks = db.prepare(
    `SELECT "Id", "WhoId", "CreatedDate" FROM "Task" WHERE "WhoId" IS NOT NULL AND rowid % 3 = 0`,
  )
  fill(seeding, 'TaskRelation', 'TaskId RelationId IsWhat CreatedDate', mirrored(tasks.iterate()))
  const events = db.prepare(`SELECT "Id", "WhoId", "CreatedDate" FROM "Event" WHERE "WhoId" IS NOT NULL`)
  fill(
    seeding,
    'EventRelation',
    'EventId RelationId IsWhat IsParent IsInvitee CreatedDate',
    invited(events.iterate()),
  )
}

type Activity = Readonly<Record<string, unknown>>

function* mirrored(rows: Iterable<Activity>): Generator<Row> {
  for (const row of rows) yield [String(row.Id), String(row.WhoId), false, String(row.CreatedDate)]
}

function* invited(rows: Iterable<Activity>): Generator<Row> {
  for (const row of rows)
    yield [String(row.Id), String(row.WhoId), false, true, false, String(row.CreatedDate)]
}

/** The latest closed task or past event of the record itself. */
function lastActivity(seeding: Seeding): void {
  const { db } = seeding.org
  const asOf = date(seeding.world.calendar.asOf)
  const latest = (column: string) => `SELECT id, max(day) AS day FROM (
      SELECT "${column}" AS id, "ActivityDate" AS day FROM "Task" WHERE "${column}" IS NOT NULL AND "ActivityDate" <= '${asOf}'
      UNION ALL SELECT "${column}", "ActivityDate" FROM "Event" WHERE "${column}" IS NOT NULL AND "ActivityDate" <= '${asOf}') GROUP BY id`
  for (const [object, column] of [
    ['Contact', 'WhoId'],
    ['Lead', 'WhoId'],
    ['Account', 'AccountId'],
    ['Opportunity', 'WhatId'],
  ] as const) {
    db.exec(
      `UPDATE "${object}" SET "LastActivityDate" = latest.day FROM (${latest(column)}) AS latest WHERE latest.id = "${object}"."Id"`,
    )
  }
}
