import { caseId, contactId } from '../../population/salesforce-rows.ts'
import type { World } from '../../population/world.ts'
import { idOf } from '../store/id.ts'
import { accountOfUnit, contactsOfUnit } from './deals.ts'
import { recordTypes } from './record-types.ts'
import { fill, howMany, longestText, type Row, type Seeding, stamp, stream } from './seeding.ts'

const audit = 'CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp'

export function* casesInOrder(world: World): Generator<number> {
  for (let position = 0; position < world.cases.rows; position++) yield world.cases.order.backward(position)
}

/** Row of the contact that a case hangs on. */
function reporterOf(world: World, row: number): number | null {
  const { reporter } = world.caseRow(row)
  const contacts = contactsOfUnit(world, world.cases.unitOf(row))
  return reporter === null || contacts.length === 0 ? null : (contacts[reporter % contacts.length] as number)
}

export function fillCases(seeding: Seeding): void {
  const columns = `Id CaseNumber ContactId AccountId Subject Description Status Origin Priority Type Reason ClosedDate IsEscalated OwnerId RecordTypeId
    SuppliedEmail SuppliedName ${audit}`
  fill(seeding, 'Case', columns, caseRows(seeding))
  fill(seeding, 'CaseComment', 'ParentId CommentBody IsPublished CreatedDate CreatedById', comments(seeding))
  fill(seeding, 'CaseTeamRole', 'Id Name AccessLevel PreferencesVisibleInCSP', [
    [idOf('0B7', 1), 'Expert', 'Edit', false],
    [idOf('0B7', 2), 'Customer Contact', 'Read', true],
  ])
  fill(seeding, 'CaseTeamMember', 'ParentId MemberId TeamRoleId CreatedDate', team(seeding))
  fill(seeding, 'CaseContactRole', 'CasesId ContactId Role CreatedDate', contactRoles(seeding))
  fill(
    seeding,
    'CaseHistory',
    'CaseId Field DataType OldValue NewValue CreatedDate CreatedById',
    histories(seeding),
  )
  fillMails(seeding)
}

function* caseRows(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  let number = 1000
  for (const row of casesInOrder(world)) {
    const made = world.caseRow(row)
    const unit = world.cases.unitOf(row)
    const reporter = reporterOf(world, row)
    const { source } = made
    const person = reporter === null ? null : world.peopleRow(reporter)
    const closed = made.closedAt !== null
    const agent =
      source.chance(0.08) && !closed ? recordTypes.caseQueue : staff.agent(made.createdAt, source).id
    const modified = stamp(
      made.closedAt ?? world.calendar.between(made.createdAt, world.calendar.asOf, source),
    )
    const text =
      number % Math.max(150, Math.floor(world.cases.rows / 4)) === 0
        ? longestText(seeding, 'Case', 'Description')
        : made.text
    yield [
      caseId(world, row),
      String(++number).padStart(8, '0'),
      reporter === null ? null : contactId(world, reporter),
      accountOfUnit(world, unit, false),
      made.subject.slice(0, 255),
      text,
      closed ? 'Closed' : source.skewed(['New', 'Working', 'Escalated']),
      made.channel === 'Chat' ? 'Web' : made.channel,
      made.priority,
      source.pick(['Mechanical', 'Electrical', 'Electronic', 'Other', null]),
      null,
      closed ? stamp(made.closedAt as number) : null,
      source.chance(0.03),
      agent,
      recordTypes.case(source),
      made.channel === 'Phone' ? null : (person?.email ?? null),
      made.channel === 'Web' && person ? `${person.firstName} ${person.lastName}`.slice(0, 80) : null,
      stamp(made.createdAt),
      made.channel === 'Phone' ? staff.agent(made.createdAt, source).id : staff.imports.id,
      modified,
      staff.agent(made.createdAt, source).id,
      modified,
    ]
  }
}

function* comments(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of casesInOrder(world)) {
    const source = stream(world, 10, row)
    const wanted = howMany(source, 0.4 * world.activity)
    if (wanted === 0) continue
    const { createdAt } = world.caseRow(row)
    for (let comment = 0; comment < wanted; comment++) {
      const at = Math.min(world.calendar.asOf, createdAt + source.int(5 * 86_400_000))
      yield [
        caseId(world, row),
        source.pick([
          'Customer called again.',
          'Sent a replacement.',
          'Esperando respuesta del cliente.',
          'Forwarded to engineering.',
          'Solved by phone.',
        ]),
        source.chance(0.4),
        stamp(at),
        staff.agent(at, source).id,
      ]
    }
  }
}

function* team(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of casesInOrder(world)) {
    const source = stream(world, 11, row)
    if (!source.chance(0.04)) continue
    const reporter = source.chance(0.4) ? reporterOf(world, row) : null
    const { createdAt } = world.caseRow(row)
    const member = reporter === null ? staff.agent(createdAt, source).id : contactId(world, reporter)
    yield [caseId(world, row), member, idOf('0B7', reporter === null ? 1 : 2), stamp(createdAt)]
  }
}

function* contactRoles(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (const row of casesInOrder(world)) {
    const source = stream(world, 12, row)
    if (!source.chance(0.06)) continue
    const contacts = contactsOfUnit(world, world.cases.unitOf(row))
    if (contacts.length === 0) continue
    yield [
      caseId(world, row),
      contactId(world, source.pick(contacts)),
      source.pick(['Technical Contact', 'Business Contact', 'Decision Maker']),
      stamp(world.caseRow(row).createdAt),
    ]
  }
}

function* histories(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of casesInOrder(world)) {
    if (!stream(world, 13, row).chance(0.5)) continue
    const { createdAt, closedAt } = world.caseRow(row)
    if (closedAt !== null)
      yield [caseId(world, row), 'Status', 'Text', 'New', 'Closed', stamp(closedAt), staff.admin.id]
    else yield [caseId(world, row), 'created', 'Text', null, null, stamp(createdAt), staff.admin.id]
  }
}

/** Mails of cases; every one opened by mail has the mail that opened it. */
function fillMails(seeding: Seeding): void {
  const sent: [serial: number, contact: number, moment: string, address: string][] = []
  const columns = `Id ParentId RelatedToId Subject TextBody FromName FromAddress ToAddress Incoming Status MessageDate IsExternallyVisible CreatedDate CreatedById`
  fill(
    seeding,
    'EmailMessage',
    columns,
    mails(seeding, (...mail) => void sent.push(mail)),
  )
  fill(
    seeding,
    'EmailMessageRelation',
    'EmailMessageId RelationId RelationType RelationAddress RelationObjectType CreatedDate',
    relations(seeding, sent),
  )
}

function* mails(
  seeding: Seeding,
  note: (serial: number, contact: number, moment: string, address: string) => void,
): Generator<Row> {
  const { world, staff } = seeding
  let serial = 0
  for (const row of casesInOrder(world)) {
    const made = world.caseRow(row)
    if (made.channel !== 'Email') continue
    const source = stream(world, 14, row)
    const reporter = reporterOf(world, row)
    const person = reporter === null ? null : world.peopleRow(reporter)
    const from = person?.email || 'unknown@customer.example'
    const wanted = 1 + howMany(source, 0.6 * world.activity)
    for (let mail = 0; mail < wanted; mail++) {
      const incoming = mail % 2 === 0
      const at = stamp(Math.min(world.calendar.asOf, made.createdAt + mail * 7_200_000))
      const id = ++serial
      if (reporter !== null) note(id, reporter, at, from)
      const name = person === null ? null : `${person.firstName} ${person.lastName}`.trim()
      yield [
        idOf('02s', id),
        caseId(world, row),
        caseId(world, row),
        `${mail > 0 ? 'Re: ' : ''}${made.subject}`,
        serial === 1 ? longestText(seeding, 'EmailMessage', 'TextBody') : made.text || made.subject,
        incoming ? name : 'Support',
        incoming ? from : 'support@steward.example',
        incoming ? 'support@steward.example' : from,
        incoming,
        incoming ? '1' : '3',
        at,
        true,
        at,
        staff.imports.id,
      ]
    }
  }
}

function* relations(
  seeding: Seeding,
  sent: readonly (readonly [number, number, string, string])[],
): Generator<Row> {
  for (const [serial, contact, at, address] of sent) {
    yield [idOf('02s', serial), contactId(seeding.world, contact), 'FromAddress', address, 'Contact', at]
  }
}
