import { describe, expect, it } from 'vitest'
import { type FingerprintParts, fingerprint } from '../../src/scan/fingerprint.ts'

const same = (id: string): string => id
const key = (id: string, object = 'Contact') => ({ connection: 'acme', object, id })
const base: FingerprintParts = {
  rule: 'a/b',
  connection: 'acme',
  records: [key('1'), key('2')],
  aspect: null,
}

describe('a fingerprint', () => {
  it('does not depend on the order, nor on a record named twice', () => {
    const other = { ...base, records: [key('2'), key('1'), key('2')] }
    expect(fingerprint(other, same)).toBe(fingerprint(base, same))
    expect(fingerprint(base, same)).toMatch(/^[0-9a-f]{32}$/)
  })

  it('knows a record by the id it has today', () => {
    const old = { ...base, records: [key('old'), key('2')] }
    expect(fingerprint(old, (id) => (id === 'old' ? '1' : id))).toBe(fingerprint(base, same))
  })

  it.each<[string, Partial<FingerprintParts>]>([
    ['rule', { rule: 'a/c' }],
    ['connection', { connection: 'other' }],
    ['records', { records: [key('1')] }],
    ['object', { records: [key('1'), key('2', 'Lead')] }],
    ['aspect', { aspect: 'x' }],
  ])('differs by %s', (_, change) => {
    expect(fingerprint({ ...base, ...change }, same)).not.toBe(fingerprint(base, same))
  })
})
