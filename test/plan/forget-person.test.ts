import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { salesforce } from '../../connectors/salesforce/index.ts'
import { type Forgotten, forgetPerson } from '../../src/plan/forget-person.ts'
import { createJournal } from '../../src/plan/journal/index.ts'
import { addTombstones, forgottenIn } from '../../src/snapshot/tombstones.ts'
import { people, policyOf, scan } from '../scan/scan.ts'
import { closing, opening, preImage, scratch } from './journal/fixture.ts'

const id = '0035e0000000Ab1AAE'
const twin = '0035e0000000Ab2AAE'
const stranger = '0035e0000000aB1AAI'
const ana = { id, firstName: 'Ana', lastName: 'Ruizibarra', email: 'Ana.R@Ruiz.example', externalId: null }
const other = { id: stranger, firstName: 'Bob', lastName: 'Hillstone', email: null, externalId: null }
const fill = Array.from({ length: 30 }, (_, n) => ({
  id: `0035e0000000C${String(n).padStart(2, '0')}AAE`,
  firstName: `Name${String.fromCharCode(97 + n)}`,
  lastName: `Family${String.fromCharCode(97 + ((n * 7) % 26))}`,
  email: `p${n}@other${n}.example`,
  externalId: null,
}))

let folder: ReturnType<typeof scratch>

/** A snapshot, a run and a journal that hold Ana, and a stranger whose id is hers but for capitals. */
beforeEach(async () => {
  folder = scratch()
  const { home } = folder.options
  await mkdir(home, { recursive: true, mode: 0o700 })
  const policy = await policyOf('version: 1\nrules: {"*": off, sample/no-email: on, sample/people: on}\n')
  const records = [ana, { ...ana, id: twin }, other, ...fill]
  await scan({ home, policy, connections: [people({ Contact: records })] })
  await using journal = await createJournal(join(folder.path, 'journal'), folder.options)
  const members = [
    { id, email: ana.email },
    { id: twin, email: ana.email },
  ]
  await journal.appendAll([opening, preImage('aaaaaaaa', members), closing])
})
afterEach(() => folder[Symbol.dispose]())

const forget = async (who: string, goneHost: string | null = null): Promise<Forgotten> =>
  await forgetPerson({
    ...{ home: folder.options.home, who, goneHost, connectors: [salesforce] },
    now: folder.options.now,
  })

/** All bytes of the home and of the journal. */
function bytes(): string {
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true })
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
    .toLowerCase()
}

describe('a person who is forgotten', () => {
  it.each([
    ['the address', 'Ana.R@Ruiz.example'],
    ['the address, in capitals and between blanks', '  ANA.R@RUIZ.EXAMPLE '],
  ])('leaves nothing behind, by %s', async (_, who) => {
    expect(bytes()).toContain('ana.r@ruiz.example')
    expect(bytes()).toContain('ruizibarra')
    const { snapshots, runs, plans } = await forget(who)
    expect(snapshots).toMatchObject([{ removed: { Contact: 2 } }])
    expect(runs.findings).toBe(1)
    expect(plans).toMatchObject({ journals: [{ groups: 1 }], failed: [] })
    expect(bytes()).not.toContain('ana.r@ruiz.example')
    expect(bytes()).not.toContain('ruizibarra')
    expect(bytes()).toContain('hillstone')
  })

  it.each([
    ['the id', id],
    ['the id of 15 characters', id.slice(0, 15)],
    ['the id of 15 characters, between blanks', ` ${id.slice(0, 15)}\n`],
    ['the id in small letters', id.toLowerCase()],
    ['object and id of 15 characters', `Contact/${id.slice(0, 15)}`],
    ['connection, object and id', `acme/Contact/${id}`],
  ])('is found by %s everywhere, and nobody else is', async (_, who) => {
    const { snapshots, runs, plans } = await forget(who)
    expect(snapshots).toMatchObject([{ connection: 'acme', removed: { Contact: 1 } }])
    expect(runs).toEqual({ runs: 1, findings: 1 })
    expect(plans).toMatchObject({ journals: [{ groups: 1, entries: 1 }], failed: [] })
    const isForgotten = forgottenIn(folder.options.home)
    expect(isForgotten('acme', 'Contact', { id, values: {} })).toBe(true)
    expect(isForgotten('acme', 'Contact', { id: stranger, values: {} })).toBe(false)
    expect(bytes()).toContain('hillstone')
  })
})

describe('locks of a machine that is gone', () => {
  const lock = JSON.stringify({ pid: 1, host: 'far-away', processStart: '', since: '2026-11-01', token: 't' })

  it.each([
    ['a snapshot', 'home/connections/acme/lock', 'SNAPSHOT_LOCKED'],
    ['a journal', 'journal/lock', 'JOURNAL_BUSY'],
  ])(
    'keep %s from being cleaned until it is named',
    async (_, path, code) => {
      writeFileSync(join(folder.path, path), lock)
      const failure = await forget(id, 'elsewhere').then(
        ({ plans }) => plans.failed[0],
        (error: unknown) => error,
      )
      expect(failure).toMatchObject({ code })
      const { plans } = await forget(id, 'far-away')
      expect(plans.failed).toEqual([])
      expect(forgottenIn(folder.options.home)('acme', 'Contact', { id, values: {} })).toBe(true)
    },
    60_000,
  )

  it('do not keep the list of forgotten people from being written', () => {
    const { home } = folder.options
    writeFileSync(join(home, 'forgotten.json.lock'), lock)
    addTombstones(home, [{ record: `acme/Contact/${id}` }], 'far-away')
    expect(forgottenIn(home)('acme', 'Contact', { id, values: {} })).toBe(true)
  })
})
