import { execFile } from 'node:child_process'
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
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

describe('a record that was named without its place', () => {
  it.each([
    ['*/Contact/003A', [true, true, false]],
    ['*/*/003A', [true, true, true]],
    ['acme/Contact/003A', [true, false, false]],
  ])('is buried as %s', (record, found) => {
    const own = mkdtempSync(join(home, 'named-'))
    addTombstone(own, { record })
    const isForgotten = forgottenIn(own)
    const is = (connection: string, object: string) =>
      isForgotten(connection, object, { id: '003A', values: {} })
    expect([is('acme', 'Contact'), is('beta', 'Contact'), is('acme', 'Lead')]).toEqual(found)
    expect(isForgotten('acme', 'Contact', { id: '003B', values: {} })).toBe(false)
  })
})

describe('the list of forgotten people', () => {
  it('loses nobody when several processes write it at once', async () => {
    const own = mkdtempSync(join(home, 'race-'))
    const tombstones = fileURLToPath(new URL('../../src/snapshot/tombstones.ts', import.meta.url))
    const code = `const [, path, home, who] = process.argv
      const { addTombstone } = await import(path)
      for (let n = 0; n < 15; n++) addTombstone(home, { email: who + n + '@x.example' })`
    const args = (who: string) => ['--input-type=module', '-e', code, tombstones, own, who]
    await Promise.all(['a', 'b', 'c'].map((who) => promisify(execFile)(process.execPath, args(who))))
    const isForgotten = forgottenIn(own)
    const missing = ['a', 'b', 'c'].flatMap((who) =>
      Array.from({ length: 15 }, (_, n) => `${who}${n}@x.example`).filter(
        (email) => !isForgotten('acme', 'contacts', { id: '1', values: { email } }),
      ),
    )
    expect([missing, readdirSync(own)]).toEqual([[], ['forgotten.json']])
  })

  it('is written past a link that lies in its way', () => {
    const own = mkdtempSync(join(home, 'link-'))
    const victim = join(own, 'victim')
    writeFileSync(victim, 'precious')
    for (const name of ['forgotten.json.new', `forgotten.json.${process.pid}.part`])
      symlinkSync(victim, join(own, name))
    addTombstone(own, { email: 'ana@acme.es' })
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    const written = lstatSync(join(own, 'forgotten.json'))
    expect([written.isFile(), written.mode & 0o777]).toEqual([true, 0o600])
  })
})
