import { beforeEach, describe, expect, it } from 'vitest'
import { fullAccess, type Org, type Session } from '../../../../emulators/salesforce/org.ts'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import {
  atomically,
  createRecord,
  deleteRecord,
  emptyBin,
  idOf,
  insertRows,
  openStore,
  rowState,
  toDate,
  toMoment,
  twinFromContacts,
  undeleteRecord,
  updateRecord,
} from '../../../../emulators/salesforce/store/index.ts'

const session: Session = { userId: idOf('005', 1), username: 'ann@x.test', token: '', access: fullAccess }
let org: Org
beforeEach(() => {
  const schema = buildSchema({ personAccounts: true })
  const clock = { now: () => new Date('2026-03-15T12:00:00Z') }
  org = { db: openStore(':memory:', schema), schema, clock, id: idOf('00D', 1), url: '' }
  insertRows(org, 'User', ['LastName'], [['Admin']])
})

const make = (object: string, values: Record<string, unknown>) => createRecord(org, session, object, values)
const value = (object: string, id: string, field: string) =>
  org.db.prepare(`SELECT "${field}" AS v FROM "${object}" WHERE "Id" = ?`).get(id)?.v
const state = (object: string, id: string) => {
  const described = org.schema.objects.get(object)
  return described && rowState(org, described, id)
}

describe('recycle bin', () => {
  it('brings back a child alone, and what went with its parent', () => {
    const account = make('Account', { Name: 'Acme' })
    const [one, two] = [
      make('Contact', { LastName: 'a', AccountId: account }),
      make('Contact', { LastName: 'b', AccountId: account }),
    ]
    deleteRecord(org, session, 'Contact', one)
    deleteRecord(org, session, 'Account', account)
    undeleteRecord(org, session, account)
    expect([state('Contact', one), state('Contact', two)]).toEqual(['deleted', 'living'])
    undeleteRecord(org, session, one)
    expect(state('Contact', one)).toBe('living')
    expect(() => undeleteRecord(org, session, one)).toThrow('Entity is not in the recycle bin')
  })

  it('leaves alone a lookup that was filled again meanwhile', () => {
    const [old, other] = [make('Account', { Name: 'Old' }), make('Account', { Name: 'Other' })]
    const child = make('Account', { Name: 'Child', ParentId: old })
    deleteRecord(org, session, 'Account', old)
    updateRecord(org, session, 'Account', child, { ParentId: other })
    undeleteRecord(org, session, old)
    expect(value('Account', child, 'ParentId')).toBe(other)
  })

  it('forgets for good what is emptied', () => {
    const account = make('Account', { Name: 'Acme' })
    const contact = make('Contact', { LastName: 'a', AccountId: account })
    deleteRecord(org, session, 'Account', account)
    emptyBin(org, account)
    expect([state('Account', account), state('Contact', contact)]).toEqual([undefined, undefined])
  })

  it('refuses what stands in the way anywhere below, and leaves everything as it was', () => {
    const account = make('Account', { Name: 'Acme' })
    const contact = make('Contact', { LastName: 'a', AccountId: account })
    make('Case', { ContactId: contact })
    expect(() => deleteRecord(org, session, 'Account', account)).toThrow(
      /associated with the following cases/,
    )
    expect(state('Account', account)).toBe('living')
  })
})

describe('what the platform fills in', () => {
  it('numbers cases and closes them', () => {
    insertRows(org, 'Case', ['CaseNumber', 'Status'], [['00001041', 'New']])
    const id = make('Case', { Subject: 'Help' })
    expect(value('Case', id, 'CaseNumber')).toBe('00001042')
    updateRecord(org, session, 'Case', id, { Status: 'Closed' })
    expect([value('Case', id, 'IsClosed'), value('Case', id, 'ClosedDate')]).toEqual([
      1,
      '2026-03-15T12:00:00.000+0000',
    ])
    expect(org.db.prepare('SELECT "Field", "OldValue", "NewValue" FROM "CaseHistory"').all()).toEqual([
      expect.objectContaining({ Field: 'Status', OldValue: 'New', NewValue: 'Closed' }),
    ])
  })

  it('takes probability and category from the stage', () => {
    const id = make('Opportunity', {
      Name: 'o',
      StageName: 'Qualification',
      CloseDate: '2026-08-01',
      Amount: 200,
    })
    expect([value('Opportunity', id, 'Probability'), value('Opportunity', id, 'ExpectedRevenue')]).toEqual([
      10, 20,
    ])
    updateRecord(org, session, 'Opportunity', id, { StageName: 'Closed Won' })
    expect(
      ['Probability', 'IsWon', 'ForecastCategory', 'Fiscal'].map((name) => value('Opportunity', id, name)),
    ).toEqual([100, 1, 'Closed', '2026 3'])
  })

  it('moves the last activity of whom a closed task is about', () => {
    const account = make('Account', { Name: 'Acme' })
    const contact = make('Contact', { LastName: 'a', AccountId: account })
    const task = make('Task', { WhoId: contact, Subject: 'Call', ActivityDate: '2026-03-01' })
    expect([value('Task', task, 'AccountId'), value('Contact', contact, 'LastActivityDate')]).toEqual([
      account,
      null,
    ])
    updateRecord(org, session, 'Task', task, { Status: 'Completed' })
    expect([
      value('Contact', contact, 'LastActivityDate'),
      value('Account', account, 'LastActivityDate'),
    ]).toEqual(['2026-03-01', '2026-03-01'])
  })

  it('puts a file on a record with its document', () => {
    const account = make('Account', { Name: 'Acme' })
    const version = make('ContentVersion', {
      PathOnClient: 'report.csv',
      VersionData: 'YQ==',
      FirstPublishLocationId: account,
    })
    expect([value('ContentVersion', version, 'Title'), value('ContentVersion', version, 'FileType')]).toEqual(
      ['report', 'CSV'],
    )
    expect(
      org.db
        .prepare('SELECT count(*) AS n FROM "ContentDocumentLink" WHERE "LinkedEntityId" = ?')
        .get(account),
    ).toEqual({ n: 1 })
  })
})

it('completes seeded person accounts from their contacts', () => {
  insertRows(org, 'Account', ['Name'], [['-']])
  insertRows(
    org,
    'Contact',
    ['FirstName', 'LastName', 'Email', 'AccountId', 'IsPersonAccount'],
    [['Ada', 'King', 'ada@x.test', idOf('001', 1), true]],
  )
  twinFromContacts(org)
  expect(
    ['Name', 'PersonEmail', 'PersonContactId', 'IsPersonAccount'].map((name) =>
      value('Account', idOf('001', 1), name),
    ),
  ).toEqual(['Ada King', 'ada@x.test', idOf('003', 1), 1])
})

it('takes back the inner part alone when that fails', () => {
  atomically(org.db, () => {
    make('Account', { Name: 'kept' })
    expect(() =>
      atomically(org.db, () => {
        make('Account', { Name: 'dropped' })
        throw new Error('no')
      }),
    ).toThrow('no')
  })
  expect(org.db.prepare('SELECT "Name" FROM "Account"').all()).toEqual([
    expect.objectContaining({ Name: 'kept' }),
  ])
})

it.each([
  ['2026-03-15T12:00:00Z', '2026-03-15T12:00:00.000+0000'],
  ['2026-03-15T12:00:00.999Z', '2026-03-15T12:00:00.000+0000'],
  ['2026-03-15T14:00:00+0200', '2026-03-15T12:00:00.000+0000'],
  ['2026-03-15T14:00:00+02:00', '2026-03-15T12:00:00.000+0000'],
  ['2026-03-15', '2026-03-15T00:00:00.000+0000'],
  ['15.3.2026', null],
  ['2026-13-01T00:00:00Z', null],
])('reads the moment %s as %s', (text, expected) => {
  expect(toMoment(text)).toBe(expected)
})

it.each([
  ['2026-02-28', '2026-02-28'],
  ['2026-02-30', null],
  ['2026-03-15T12:00:00Z', '2026-03-15'],
  ['soon', null],
])('reads the day %s as %s', (text, expected) => {
  expect(toDate(text)).toBe(expected)
})
