import { beforeAll, describe, expect, it } from 'vitest'
import { fullAccess, type Org, type Session } from '../../../../emulators/salesforce/org.ts'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import { cells, compileQuery, countRows, records } from '../../../../emulators/salesforce/soql/index.ts'
import { idOf, insertRows, openStore } from '../../../../emulators/salesforce/store/index.ts'

const session: Session = { userId: idOf('005', 1), username: 'ann@x.test', token: '', access: fullAccess }
let org: Org

beforeAll(() => {
  const schema = buildSchema()
  org = {
    db: openStore(':memory:', schema),
    schema,
    clock: { now: () => new Date('2026-03-15T12:00:00Z') },
    id: idOf('00D', 1),
    url: '',
  }
  const [ann, bob] = [idOf('005', 1), idOf('005', 2)]
  insertRows(
    org,
    'User',
    ['FirstName', 'LastName', 'IsActive'],
    [
      ['Ann', 'Admin', true],
      ['Bob', 'Rep', false],
    ],
  )
  insertRows(
    org,
    'Account',
    ['Name', 'OwnerId', 'BillingCity', 'BillingStreet', 'AnnualRevenue', 'Segments__c'],
    [
      ['Acme', ann, 'Berlin', 'Main 1', 100, 'Strategic;Growth'],
      ['Globex', bob, 'Berlin', null, 50, 'Growth'],
      ['Initech', bob, null, null, null, null],
    ],
  )
  const [acme, globex] = [idOf('001', 1), idOf('001', 2)]
  insertRows(
    org,
    'Contact',
    ['FirstName', 'LastName', 'AccountId', 'OwnerId', 'Email', 'CreatedDate', 'IsDeleted'],
    [
      ['Ada', "O'Neill", acme, ann, 'ada@acme.test', '2026-03-15T08:00:00Z', false],
      ['Bea', 'Brown', acme, bob, 'BEA@acme.test', '2026-03-14T08:00:00Z', false],
      ['Cy', 'Brown', globex, bob, null, '2026-02-01T08:00:00Z', false],
      ['Di', 'Gone', globex, bob, null, '2025-12-31T08:00:00Z', true],
      ['Ed', '100%', null, bob, null, '2025-01-01T08:00:00Z', false],
    ],
  )
  insertRows(org, 'Lead', ['LastName', 'Company', 'OwnerId'], [['Field', 'Hooli', bob]])
  insertRows(
    org,
    'Task',
    ['Subject', 'WhoId', 'WhatId', 'OwnerId', 'Status'],
    [
      ['Call', idOf('003', 1), acme, ann, 'Completed'],
      ['Mail', idOf('00Q', 1), null, ann, 'Not Started'],
    ],
  )
})

const rows = (soql: string, all = false) => [
  ...records(org, compileQuery(org, session, soql, { all }), '66.0'),
]
const names = (where: string) =>
  rows(`SELECT FirstName FROM Contact WHERE ${where}`).map((row) => row.FirstName)

it.each([
  ["LastName = 'brown'", ['Bea', 'Cy']],
  ["LastName = 'O\\'Neill'", ['Ada']],
  ["LastName LIKE 'b%'", ['Bea', 'Cy']],
  ["LastName LIKE '%\\%'", ['Ed']],
  ["Email = 'bea@ACME.test'", ['Bea']],
  ['Email = null', ['Cy', 'Ed']],
  ["Email != 'ada@acme.test'", ['Bea', 'Cy', 'Ed']],
  ["Account.Name = 'acme'", ['Ada', 'Bea']],
  ["Account.Owner.Name = 'Bob Rep'", ['Cy']],
  [`AccountId = '${idOf('001', 1).slice(0, 15)}'`, ['Ada', 'Bea']],
  ["AccountId IN (SELECT Id FROM Account WHERE BillingCity = 'Berlin' AND AnnualRevenue < 100)", ['Cy']],
  ['Id NOT IN (SELECT WhoId FROM Task)', ['Bea', 'Cy', 'Ed']],
  ['CreatedDate = TODAY', ['Ada']],
  ['CreatedDate = LAST_N_DAYS:1', ['Ada', 'Bea']],
  ['CreatedDate < THIS_MONTH', ['Cy', 'Ed']],
  ['CreatedDate = LAST_MONTH', ['Cy']],
  ['CreatedDate >= 2026-03-14T08:00:00Z', ['Ada', 'Bea']],
  ['CALENDAR_YEAR(CreatedDate) = 2025', ['Ed']],
  ["NOT LastName = 'Brown'", ['Ada', 'Ed']],
  ["(LastName = 'Brown' AND Email = null) OR FirstName = 'Ed'", ['Cy', 'Ed']],
])('answers WHERE %s', (where, expected) => {
  expect(names(where)).toEqual(expected)
})

it.each([
  ["Segments__c INCLUDES ('Growth')", ['Acme', 'Globex']],
  ["Segments__c INCLUDES ('Strategic;Growth')", ['Acme']],
  ["Segments__c EXCLUDES ('Strategic')", ['Globex', 'Initech']],
])('reads multi-select values: %s', (where, expected) => {
  expect(rows(`SELECT Name FROM Account WHERE ${where}`).map((row) => row.Name)).toEqual(expected)
})

it('answers deleted rows only when asked', () => {
  expect(rows('SELECT Id FROM Contact')).toHaveLength(4)
  expect(rows('SELECT Id FROM Contact', true)).toHaveLength(5)
  expect(rows('SELECT Id FROM Contact WHERE IsDeleted = true ALL ROWS')).toHaveLength(1)
})

it('nests parents, addresses and children as the platform does', () => {
  const [acme] = rows(
    "SELECT Name, Owner.Name, BillingAddress, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1) FROM Account WHERE Name = 'Acme'",
  )
  expect(acme).toEqual({
    attributes: { type: 'Account', url: `/services/data/v66.0/sobjects/Account/${idOf('001', 1)}` },
    Name: 'Acme',
    Owner: {
      attributes: { type: 'User', url: `/services/data/v66.0/sobjects/User/${idOf('005', 1)}` },
      Name: 'Ann Admin',
    },
    BillingAddress: expect.objectContaining({ city: 'Berlin', street: 'Main 1', country: null }),
    Contacts: {
      totalSize: 1,
      done: true,
      records: [expect.objectContaining({ LastName: 'Brown' })],
    },
  })
})

it('reads through polymorphic lookups', () => {
  const [call, mail] = rows(
    'SELECT Who.Name, Who.Type, TYPEOF What WHEN Account THEN BillingCity END FROM Task',
  )
  expect(call).toMatchObject({
    Who: { Name: "Ada O'Neill", Type: 'Contact' },
    What: { BillingCity: 'Berlin' },
  })
  expect(mail).toMatchObject({ Who: { Name: 'Field', Type: 'Lead' }, What: null })
})

it('groups, filters groups and orders them', () => {
  const grouped = rows(
    'SELECT LastName, COUNT(Id), MIN(CreatedDate) oldest FROM Contact GROUP BY LastName HAVING COUNT(Id) > 1',
  )
  expect(grouped).toEqual([
    {
      attributes: { type: 'AggregateResult' },
      LastName: 'Brown',
      expr0: 2,
      oldest: '2026-02-01T08:00:00.000+0000',
    },
  ])
  expect(
    rows(
      'SELECT BillingCity, SUM(AnnualRevenue) s FROM Account GROUP BY BillingCity ORDER BY BillingCity NULLS LAST',
    ),
  ).toEqual([
    expect.objectContaining({ BillingCity: 'Berlin', s: 150 }),
    expect.objectContaining({ BillingCity: null, s: null }),
  ])
})

it('adds subtotals for ROLLUP', () => {
  const rolled = rows(
    'SELECT BillingCity, Name, COUNT(Id) n FROM Account GROUP BY ROLLUP(BillingCity, Name) ORDER BY COUNT(Id) DESC',
  )
  const shown = rolled.map(({ BillingCity, Name, n }) => `${BillingCity}/${Name}/${n}`)
  expect(shown.slice(0, 2)).toEqual(['null/null/3', 'Berlin/null/2'])
  expect(shown.slice(2).toSorted()).toEqual([
    'Berlin/Acme/1',
    'Berlin/Globex/1',
    'null/Initech/1',
    'null/null/1',
  ])
})

it('counts without rows', () => {
  const counted = compileQuery(org, session, "SELECT COUNT() FROM Contact WHERE LastName = 'Brown'")
  expect([counted.countOnly, countRows(org, counted)]).toEqual([true, 2])
})

it('gives flat cells with their headings', () => {
  const compiled = compileQuery(
    org,
    session,
    "SELECT Id, Account.Name, DoNotCall FROM Contact WHERE FirstName = 'Ada'",
  )
  expect(compiled.columns.map(({ name }) => name)).toEqual(['Id', 'Account.Name', 'DoNotCall'])
  expect([...cells(org, compiled)]).toEqual([[idOf('003', 1), 'Acme', false]])
})

describe('refusals', () => {
  const columns = (path: string, entity: string) =>
    `No such column '${path}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`
  it.each([
    [
      'SELECT Id, Foo FROM Contact',
      'INVALID_FIELD',
      `\nSELECT Id, Foo FROM Contact\n           ^\nERROR at Row:1:Column:12\n${columns('Foo', 'Contact')}`,
    ],
    ['SELECT Id FROM Foo', 'INVALID_TYPE', "sObject type 'Foo' is not supported."],
    [
      'SELECT Id FROM ScratchOrgInfo limit 1',
      'INVALID_TYPE',
      "sObject type 'ScratchOrgInfo' is not supported.",
    ],
    [
      "SELECT Id FROM Contact WHERE LastName = 'a' AND Email = 'b' OR Phone = 'c'",
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
    ],
    [
      "SELECT Id FROM Contact WHERE Description = 'a'",
      'INVALID_FIELD',
      "field 'Description' can not be filtered in a query call",
    ],
    [
      "SELECT Id FROM LoginHistory WHERE Status = 'Success'",
      'INVALID_FIELD',
      "field 'Status' can not be filtered in a query call",
    ],
    [
      'SELECT Id FROM Contact WHERE LastName = 3',
      'INVALID_FIELD',
      'must be of type string and should be enclosed in quotes',
    ],
    ["SELECT Id FROM Contact WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    [
      'SELECT Id, (SELECT Id FROM Foos) FROM Account',
      'INVALID_TYPE',
      "Didn't understand relationship 'Foos' in FROM part of query call.",
    ],
    ['SELECT Bar.Name FROM Contact', 'INVALID_FIELD', "Didn't understand relationship 'Bar' in field path."],
    ['SELECT Name, COUNT(Id) FROM Contact', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    ['SELECT Id, Id FROM Contact', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    [
      'SELECT FIELDS(ALL) FROM Contact',
      'MALFORMED_QUERY',
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    ],
    [
      'SELECT Id FROM Contact OFFSET 2001',
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Maximum SOQL offset allowed is 2000',
    ],
    ['SELECT COUNT(Id) FROM SetupAuditTrail', 'MALFORMED_QUERY', 'SetupAuditTrail'],
    ['SELECT Id FROM Contact LIMIT x', 'MALFORMED_QUERY', "unexpected token: 'x'"],
    ['SELEC Id FROM Contact', 'MALFORMED_QUERY', "unexpected token: 'SELEC'"],
  ])('%s', (soql, errorCode, message) => {
    let caught: unknown
    try {
      compileQuery(org, session, soql)
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ status: 400, errorCode, message: expect.stringContaining(message) })
  })

  it('hides what the user may not see', () => {
    const access = {
      ...fullAccess,
      sees: (o: string) => o !== 'Lead',
      reads: (_: string, f: string) => f !== 'Email',
    }
    const blind = { ...session, access }
    expect(() => compileQuery(org, blind, 'SELECT Id FROM Lead')).toThrow(
      /sObject type 'Lead' is not supported/,
    )
    expect(() => compileQuery(org, blind, 'SELECT Email FROM Contact')).toThrow(/No such column 'Email'/)
  })
})
