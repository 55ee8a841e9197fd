import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from '../../src/columns/read.ts'
import type { Value } from '../../src/kit/index.ts'
import { openSnapshot, type Snapshot } from '../../src/snapshot/index.ts'
import { fixed, mapped, scripted, TestHome } from './scripted-org.ts'

/** Separators, blanks, quotes, accents, characters of four bytes; none, and too much. */
const text = fc.oneof(
  fc.constantFrom(
    null,
    ' ',
    '\t\n',
    'a',
    ' a',
    'Zoë',
    "O'Neil",
    'a\u001fb\u001e',
    '\n"x",y\n',
    '𝒜nna',
    '山田',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => one.replaceAll('\u0000', '')),
  fc.constantFrom('ab', 'ü', '𝒜').map((unit) => unit.repeat(700)),
)
const row = fc.record({
  First: text,
  Last: text,
  Mail: text,
  Born: fc.constantFrom(null, '1980-02-29', '2001-12-01'),
  Size: fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })),
  Out: fc.constantFrom(null, true, false),
  Stage: fc.constantFrom('lead', 'other', null),
})
const types = {
  First: 'text',
  Last: 'text',
  Mail: 'text',
  Born: 'date',
  Size: 'number',
  Out: 'boolean',
  Stage: 'text',
} as const
const rows = fc.sample(row, { numRuns: 2500, seed: 20_261_123 })
/** In no order, and some that no file format likes. */
const ids = rows.map((_, at) =>
  at % 500 === 7 ? `'"\n\\${at}` : `${(at * 7919) % 2503}-${at % 3 === 0 ? 'é' : 'x'}`,
)
const records = rows.map((one, at) => ({ Id: ids[at] ?? '', ...one }))

const org = scripted({
  mappings: [
    mapped(
      'Contact',
      { firstName: 'First', lastName: 'Last', email: 'Mail', birthdate: 'Born' },
      { kind: 'lead', when: [{ column: 'Stage', is: 'lead' }] },
    ),
    mapped('Contact', { lastName: 'Last', email: 'Mail', openWork: 'Size', optOutPhone: 'Out' }),
    mapped('Account', { lastName: 'First', phone: 'Last' }, { kind: 'person-account' }),
    mapped('User', { lastName: 'Last', website: 'Last' }, { kind: 'nobody' }),
  ],
  objects: {
    Contact: fixed(types, records),
    Account: fixed(types, records.slice(0, 300)),
    User: fixed(types, []),
  },
})
const fields = [
  'firstName',
  'lastName',
  'email',
  'birthdate',
  'openWork',
  'optOutPhone',
  'phone',
  'website',
  'mobile',
]
const home = new TestHome()
let snapshot: Snapshot

beforeAll(async () => {
  await home.sync(org, { entities: { person: fields } })
  snapshot = await openSnapshot({ home: home.path, name: 'acme' })
})
afterAll(async () => {
  await snapshot[Symbol.asyncDispose]()
  home[Symbol.dispose]()
})

describe('columns', () => {
  it.each([
    ['all', {}],
    ['one kind', { kinds: ['contact'] }],
    ['two kinds, sorted', { kinds: ['contact', 'lead'], unordered: false }],
    ['a kind without records', { kinds: ['lead', 'nobody'] }],
    ['what a condition lets through', { where: "email IS NOT NULL AND lastName <> 'a' -- so" }],
  ])('say the same as batches: %s', async (_name, query) => {
    const wanted = { entity: 'person' as const, unordered: true, ...query }
    const batches = (wished: readonly string[]) => snapshot.batches({ ...wanted, fields: wished })
    const columns = (wished: readonly string[]) => snapshot.columns({ ...wanted, fields: wished })
    const [one, other] = [await readRows({ batches }, fields), await readRows({ columns }, fields)]
    expect(one.ids.length).toBeGreaterThan(0)
    expect(plain(other)).toEqual(plain(one))
  })

  it('refuses what may not stand in a condition', async () => {
    const read = async () => {
      for await (const _ of snapshot.columns({ entity: 'person', fields, where: 'checkpoint() IS NULL' }));
    }
    await expect(read()).rejects.toMatchObject({ code: 'QUERY_REFUSED' })
  })
})

describe('batches of some ids', () => {
  it('bring the records that were asked for, once, in their order', async () => {
    const wanted = [...ids.filter((_, at) => at % 3 === 0), ids[0] ?? '', 'nobody']
    const found: Value[] = []
    for await (const batch of snapshot.batches({
      entity: 'person',
      kinds: ['contact', 'lead'],
      fields: [],
      ids: wanted,
    }))
      found.push(...batch.id)
    const expected = new Set(wanted.slice(0, -1))
    expect(new Set(found)).toEqual(expected)
    expect(found.length).toBe(expected.size)
    expect(found).toEqual(
      found.toSorted((a, b) => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))),
    )
  })

  it('are none when none is asked for', async () => {
    for await (const batch of snapshot.batches({ entity: 'person', fields, ids: [] }))
      expect(batch.rows).toBe(0)
  })
})

/** Everything that was read, as values. */
function plain({ ids, columns, ...rest }: Awaited<ReturnType<typeof readRows>>) {
  const values = [...columns].map(([field, { codes, texts }]) => [
    field,
    Array.from(codes, (code) => texts.at(code)),
  ])
  return { ...rest, ids: Array.from({ length: ids.length }, (_, at) => ids.at(at)), values }
}
