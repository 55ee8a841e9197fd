import { expect, it } from 'vitest'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import {
  checksum,
  fullId,
  idOf,
  insertRows,
  newId,
  openStore,
} from '../../../../emulators/salesforce/store/index.ts'

function emptyOrg() {
  const schema = buildSchema()
  const clock = { now: () => new Date('2026-03-01T10:00:00Z') }
  return { db: openStore(':memory:', schema), schema, clock }
}

it.each([
  ['001D000000IqhSL', 'IAZ'],
  ['0038M0000016Wv8', 'QAE'],
  ['0015c00002Lz9mU', 'AAR'],
])('gives %s the suffix %s', (id15, suffix) => {
  expect(checksum(id15)).toBe(suffix)
  expect(fullId(id15)).toBe(id15 + suffix)
})

it.each(['', '001', '001D000000IqhSLXXX', 'not an id at all', 7])('refuses %o as an id', (text) => {
  expect(fullId(text)).toBeNull()
})

it('seeds rows with ids, stamps and names', () => {
  const org = emptyOrg()
  const rows = [
    ['Lovelace', 'Ada', true],
    ['Hopper', null, false],
  ] as const
  expect(
    insertRows(org, 'Contact', ['LastName', 'FirstName', 'DoNotCall'], rows, { userId: idOf('005', 1) }),
  ).toBe(2)
  const read = org.db
    .prepare('SELECT Id, Name, DoNotCall, CreatedDate, CreatedById, IsDeleted FROM Contact')
    .all()
  expect(read.map((row) => ({ ...row }))).toEqual([
    {
      Id: '0035e0000000001AAA',
      Name: 'Ada Lovelace',
      DoNotCall: 1,
      CreatedDate: '2026-03-01T10:00:00.000+0000',
      CreatedById: '0055e0000000001AAA',
      IsDeleted: 0,
    },
    expect.objectContaining({ Id: '0035e0000000002AAA', Name: 'Hopper', DoNotCall: 0 }),
  ])
})

it('counts ids on after those that were given', () => {
  const org = emptyOrg()
  insertRows(org, 'Account', ['Id', 'Name'], [[idOf('001', 40), 'Acme']])
  expect(newId(org, 'Account')).toBe(idOf('001', 41))
})

it('leaves nothing of a batch that fails', () => {
  const org = emptyOrg()
  const twice = [
    [idOf('001', 1), 'A'],
    [idOf('001', 1), 'B'],
  ]
  expect(() => insertRows(org, 'Account', ['Id', 'Name'], twice)).toThrow(/UNIQUE/)
  expect(org.db.prepare('SELECT count(*) AS n FROM Account').get()).toEqual({ n: 0 })
})
