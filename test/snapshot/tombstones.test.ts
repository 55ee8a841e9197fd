import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { addTombstone, forgottenIn } from '../../src/snapshot/tombstones.ts'

const home = mkdtempSync(join(tmpdir(), 'steward-forgotten-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a record of somebody who was forgotten', () => {
  it('is none while nobody was', () => {
    expect(forgottenIn(home)('acme', 'contacts', { id: '7', values: { email: 'ana@acme.es' } })).toBe(false)
  })

  it.each([
    ['by its place', 'acme', '7', {}, true],
    ['in another connection', 'other', '7', {}, false],
    ['by its address, however it is written', 'acme', '8', { email: 'Ana@ACME.es' }, true],
    ['by a further address', 'acme', '8', { hs_additional_emails: 'x@acme.es; ana@acme.es' }, true],
    ['by an address within a name', 'acme', '8', { note: 'Ana <ana@acme.es>' }, true],
    ['somebody else', 'acme', '8', { email: 'anabel@acme.es', age: 40, vip: true, city: null }, false],
  ])('is found %s', (_, connection, id, values, found) => {
    addTombstone(home, { email: 'ana@acme.es' })
    addTombstone(home, { record: 'acme/contacts/7' })
    expect(forgottenIn(home)(connection, 'contacts', { id, values })).toBe(found)
  })
})
