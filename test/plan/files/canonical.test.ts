import { describe, expect, it } from 'vitest'
import type { FieldDescription, ObjectDescription } from '../../../src/kit/index.ts'
import {
  canonicalJson,
  comparedColumns,
  comparedValues,
  expectHash,
} from '../../../src/plan/files/canonical.ts'
import { differences } from '../../../src/plan/look/compare.ts'
import { nothingMoved } from '../../../src/plan/look/moved.ts'

describe('canonical JSON', () => {
  it.each([
    [
      'sorts keys at every depth',
      { b: 1, a: { d: [{ z: 1, y: 2 }], c: null } },
      '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}',
    ],
    ['keeps the order of lists', [3, 1, 2], '[3,1,2]'],
    ['leaves out what is undefined', { a: undefined, b: 1 }, '{"b":1}'],
    ['says null for holes in lists', [undefined, 1], '[null,1]'],
    ['escapes as JSON does', { 'a"b': 'ü\n\u2028' }, '{"a\\"b":"ü\\n\u2028"}'],
    ['says zero in one way', { a: -0 }, '{"a":0}'],
    ['sorts by code unit, not by language', { ä: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"ä":1}'],
  ])('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text)
    expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(text)
  })
})

describe('expect', () => {
  const key = '0f'.repeat(32)

  it('hashes the same values alike in any order, and others otherwise', () => {
    const one = expectHash(key, { Email: 'a@x.test', Phone: '1' })
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(expectHash(key, { Phone: '1', Email: 'a@x.test' })).toBe(one)
    expect(expectHash(key, { Phone: '2', Email: 'a@x.test' })).not.toBe(one)
    expect(expectHash('f0'.repeat(32), { Email: 'a@x.test', Phone: '1' })).not.toBe(one)
  })

  it('is known to other programs: HMAC-SHA256 with the key as bytes', () => {
    // printf '{"a":1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0f0f…
    expect(expectHash(key, { a: 1 })).toBe('9f7ec6a766459b6975d0f7e3ed11dc87')
  })

  it('looks at what people can change, and not at empty columns', () => {
    const description = {
      fields: [
        field('Id', { system: true }),
        field('Name', { calculated: true }),
        field('Phone', {}),
        field('Email', {}),
        field('LastModifiedDate', { system: true }),
      ],
    }
    const columns = comparedColumns(description as unknown as ObjectDescription)
    expect(columns).toEqual(['Email', 'Phone'])
    expect(comparedValues(columns, { Id: '1', Name: 'A', Phone: null, Email: 'a@x.test' })).toEqual({
      Email: 'a@x.test',
    })
    expect(comparedValues(columns, { Email: false, Phone: 0 })).toEqual({ Email: false, Phone: 0 })
  })
})

function field(name: string, over: Partial<FieldDescription>): Partial<FieldDescription> {
  return { name, calculated: false, system: false, ...over }
}

describe('a column called what every object has', () => {
  it('is empty where a record has none of it', () => {
    expect(comparedValues(['constructor', 'name'], { name: 'a' })).toEqual({ name: 'a' })
    const columns = new Map([['constructor', { references: [], list: false, writable: true }]])
    expect(differences({}, { constructor: null }, columns as never, nothingMoved)).toEqual([])
    expect(differences({}, { constructor: 'x' }, columns as never, nothingMoved)).toEqual(['constructor'])
  })
})
