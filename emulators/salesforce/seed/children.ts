import { accountOfContact } from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { fillFiles } from './files.ts'
import { type At, type Parent, parents } from './parents.ts'
import { date, fill, type Row, type Seeding, stamp } from './seeding.ts'

export function fillChildren(seeding: Seeding): void {
  const by = seeding.staff
  const at = (parent: Parent): number =>
    seeding.world.calendar.between(parent.since, seeding.world.calendar.asOf, parent.source)
  fill(seeding, 'FeedItem', 'ParentId Type Body CreatedDate CreatedById LastModifiedDate', feed(seeding, at))
  fill(seeding, 'Note', 'ParentId Title Body OwnerId CreatedDate', notes(seeding, at))
  fill(seeding, 'Attachment', 'ParentId Name ContentType Body OwnerId CreatedDate', attachments(seeding, at))
  fillFiles(seeding, at)
  fill(
    seeding,
    'Membership__c',
    'Id Name Member__c Company__c Level__c Start__c End__c Number__c Annual_Fee__c OwnerId CreatedDate',
    memberships(seeding, at),
  )
  fill(
    seeding,
    'Topic',
    'Id Name CreatedDate CreatedById',
    topics.map((name, index) => [
      idOf('0TO', index + 1),
      name,
      stamp(seeding.world.calendar.start),
      by.admin.id,
    ]),
  )
  fill(
    seeding,
    'TopicAssignment',
    'TopicId EntityId EntityType CreatedDate CreatedById',
    assignments(seeding, at),
  )
  fill(
    seeding,
    'EntitySubscription',
    'ParentId SubscriberId CreatedDate CreatedById',
    subscriptions(seeding, at),
  )
  fill(seeding, 'ContactHistory', historyColumns('Contact'), histories(seeding, at, false))
  fill(seeding, 'LeadHistory', historyColumns('Lead'), histories(seeding, at, true))
  fill(
    seeding,
    'ContactShare',
    'ContactId UserOrGroupId ContactAccessLevel RowCause LastModifiedDate',
    shares(seeding, at, false),
  )
  fill(
    seeding,
    'LeadShare',
    'LeadId UserOrGroupId LeadAccessLevel RowCause LastModifiedDate',
    shares(seeding, at, true),
  )
}

const posts = [
  'Great call today.',
  '@Sales please follow up.',
  '¿Alguien conoce a este cliente?',
  'Met at the fair, very interested.',
  'Changed department last month.',
] as const

function* feed(seeding: Seeding, at: At): Generator<Row> {
  for (const parent of parents(seeding, 30, 0.04, 0.25)) {
    const moment = at(parent)
    yield [
      parent.id,
      'TextPost',
      parent.source.pick(posts),
      stamp(moment),
      seeding.staff.owner(moment, parent.source).id,
      stamp(moment),
    ]
  }
}

function* notes(seeding: Seeding, at: At): Generator<Row> {
  for (const parent of parents(seeding, 31, 0.02, 0.12)) {
    const moment = at(parent)
    yield [
      parent.id,
      parent.source.pick(['Visit report', 'Notas', 'To do', 'Background']),
      parent.source.pick(posts),
      seeding.staff.owner(moment, parent.source).id,
      stamp(moment),
    ]
  }
}

function* attachments(seeding: Seeding, at: At): Generator<Row> {
  for (const parent of parents(seeding, 32, 0.008, 0.05)) {
    const moment = at(parent)
    const body = Buffer.from(`scan ${parent.row}`).toString('base64')
    yield [
      parent.id,
      `scan-${parent.row}.txt`,
      'text/plain',
      body,
      seeding.staff.owner(moment, parent.source).id,
      stamp(moment),
    ]
  }
}

function* memberships(seeding: Seeding, at: At): Generator<Row> {
  let serial = 0
  for (const parent of parents(seeding, 34, 0.03, 0.2)) {
    if (parent.lead) continue
    const moment = at(parent)
    const level = parent.source.skewed(['Basic', 'Silver', 'Gold'])
    yield [
      idOf('a00', ++serial),
      `${level} membership`,
      parent.id,
      accountOfContact(seeding.world, parent.row),
      level,
      date(moment),
      date(moment + 365 * 86_400_000),
      `M-${String(serial).padStart(6, '0')}`,
      { Basic: 20, Silver: 60, Gold: 150 }[level],
      seeding.staff.owner(moment, parent.source).id,
      stamp(moment),
    ]
  }
}

const topics = ['VIP', 'Renewal', 'Complaint', 'Trade fair', 'Newsletter'] as const

function* assignments(seeding: Seeding, at: At): Generator<Row> {
  for (const parent of parents(seeding, 35, 0.02, 0.1)) {
    const moment = at(parent)
    yield [
      idOf('0TO', 1 + parent.source.int(topics.length)),
      parent.id,
      parent.lead ? 'Lead' : 'Contact',
      stamp(moment),
      seeding.staff.owner(moment, parent.source).id,
    ]
  }
}

function* subscriptions(seeding: Seeding, at: At): Generator<Row> {
  for (const parent of parents(seeding, 36, 0.01, 0.08)) {
    const moment = at(parent)
    const user = seeding.staff.owner(moment, parent.source).id
    yield [parent.id, user, stamp(moment), user]
  }
}

function historyColumns(object: string): string {
  return `${object}Id Field DataType OldValue NewValue CreatedDate CreatedById`
}

function* histories(seeding: Seeding, at: At, leads: boolean): Generator<Row> {
  for (const parent of parents(seeding, leads ? 37 : 38, 0.12, 0.5)) {
    if (parent.lead !== leads) continue
    const moment = at(parent)
    const field = parent.source.pick(['Phone', 'Email', 'Owner'])
    const before = field === 'Owner' ? seeding.staff.owner(parent.since, parent.source).id : null
    yield [
      parent.id,
      field,
      'Text',
      before,
      field === 'Owner' ? seeding.staff.owner(moment, parent.source).id : null,
      stamp(moment),
      seeding.staff.admin.id,
    ]
  }
}

function* shares(seeding: Seeding, at: At, leads: boolean): Generator<Row> {
  for (const parent of parents(seeding, leads ? 39 : 40, 0.015, 0.08)) {
    if (parent.lead !== leads) continue
    const moment = at(parent)
    yield [
      parent.id,
      seeding.staff.owner(moment, parent.source).id,
      parent.source.pick(['Read', 'Edit']),
      'Manual',
      stamp(moment),
    ]
  }
}
