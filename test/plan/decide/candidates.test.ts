import { rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { policyEvidence, readCandidates } from '../../../src/plan/decide/index.ts'
import type { LoadedPolicy } from '../../../src/policy/index.ts'
import { snapshotDir } from '../../../src/snapshot/index.ts'
import { newFolder, people, policyOf, scan } from '../../scan/scan.ts'

const ana = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@ruiz.es', externalId: null }
const bob = { firstName: 'Bob', lastName: 'Hill', email: 'bob@hill.es', externalId: null }
const fill = Array.from({ length: 30 }, (_, at) => ({
  id: `9${at}`,
  firstName: `Name${String.fromCharCode(97 + at)}`,
  lastName: `Family${String.fromCharCode(97 + ((at * 7) % 26))}`,
  email: `p${at}@other${at}.es`,
  externalId: null,
}))
const rows = [
  { ...ana, id: "1'", modifiedAt: '2026-01-02T03:04:05.000Z' },
  { ...ana, id: '2' },
  { ...bob, id: '3' },
  { ...bob, id: '4' },
  ...fill,
]
const waiver = `
waivers:
  - { rule: sample/people, records: ['3', '4'], reason: twins, owner: eva, until: 2027-01-01 }`

describe('the candidates of a scan', () => {
  const home = newFolder()
  let policy: LoadedPolicy
  beforeAll(async () => {
    policy = await policyOf(
      `version: 1\nrules: {"*": off, sample/people: on, sample/no-email: on, sample/headcount: on}${waiver}`,
    )
    await scan({ home, policy, connections: [people({ Contact: rows })], selectors: ['sample/people'] })
  })
  const read = (more: object = {}) =>
    readCandidates({ home, run: 'last', connection: 'acme', selectors: ['sample/people'], policy, ...more })

  it('are its groups with the values of the snapshot; waived ones are counted', async () => {
    const { candidates, waived, leftOut, notRun, run } = await read()
    expect({ waived, leftOut, notRun, run: run.id }).toEqual({ waived: 1, leftOut: [], notRun: [], run: 1 })
    expect(candidates).toEqual([
      {
        rule: 'sample/people',
        band: 'review',
        entity: 'person',
        group: expect.stringMatching(/^[0-9a-f]{16}$/),
        score: expect.any(Number),
        members: [
          expect.objectContaining({
            key: { connection: 'acme', object: 'Contact', id: "1'" },
            kind: 'contact',
            values: { ...ana, modifiedAt: '2026-01-02T03:04:05.000Z' },
          }),
          expect.objectContaining({ values: { ...ana, modifiedAt: null } }),
        ],
        proposed: 0,
        pairs: [expect.objectContaining({ a: 0, b: 1 })],
        evidence: expect.stringMatching(/email: same/),
        mergeWithin: ['recordType'],
      },
    ])
    const sufficient = [{ name: 'same address', rule: 'sample/people', same: ['email'] }]
    expect(policyEvidence(candidates[0] ?? expect.fail(), sufficient)).toMatchObject({ by: 'policy' })
  })

  it.each([
    ['nothing is selected', { selectors: [] }, 'NOTHING_SELECTED', /^No rule is named/],
    [
      'no rule of duplicates is selected',
      { selectors: ['sample/no-email'] },
      'NOTHING_SELECTED',
      /finds dup/,
    ],
    ['the rule is off', { selectors: ['sample/seen'] }, 'NOTHING_SELECTED', /turns off .*sample\/seen/],
    ['a selector is unknown', { selectors: ['sample/nothing'] }, 'UNKNOWN_SELECTOR', /sample\/nothing/],
    ['there is no such scan', { run: 17 }, 'NO_RUN', /17/],
    ['another connection was scanned', { connection: 'other' }, 'NOT_IN_RUN', /did not look at other/],
  ])('refuses when %s', async (_, more, code, message) => {
    await expect(read(more)).rejects.toMatchObject({ code, exit: 2, message: expect.stringMatching(message) })
  })
})

describe('an org that went on since the scan', () => {
  it('leaves out groups of which a record is gone', async () => {
    const home = newFolder()
    const policy = await policyOf('version: 1\nrules: {"*": off, sample/people: on}')
    const after = rows.filter(({ id }) => id !== '2')
    await scan({ home, policy, connections: [people({ Contact: rows })] })
    await scan({ home, policy, connections: [people({ Contact: after })], full: true })
    const request = { home, run: 1, connection: 'acme', selectors: ['sample/people'], policy }
    const { candidates, leftOut } = await readCandidates(request)
    expect(candidates.map(({ members }) => members.map(({ key }) => key.id))).toEqual([['3', '4']])
    expect(leftOut).toMatchObject([{ code: 'gone', records: ["1'", '2'], rule: 'sample/people' }])
  })

  it('is refused when it is another org, a purged one, or the rule did not run', async () => {
    const home = newFolder()
    const policy = await policyOf('version: 1\nrules: {"*": off, sample/people: on, sample/no-email: on}')
    await scan({ home, policy, connections: [people({ Contact: rows })], selectors: ['sample/no-email'] })
    const request = { home, connection: 'acme', selectors: ['sample/people'], policy }
    await expect(readCandidates({ ...request, run: 1 })).rejects.toMatchObject({
      code: 'NOT_IN_RUN',
      exit: 2,
    })
    await scan({ home, policy, connections: [people({ Contact: rows })] })
    rmSync(snapshotDir(home, 'acme'), { recursive: true })
    await expect(readCandidates({ ...request, run: 2 })).rejects.toMatchObject({
      code: 'NO_SNAPSHOT',
      exit: 2,
    })
    const other = people({ Contact: rows })
    const settings = { ...(other.settings as object), orgId: 'elsewhere' }
    await scan({ home, policy, connections: [{ ...other, settings }] })
    await expect(readCandidates({ ...request, run: 2 })).rejects.toMatchObject({
      code: 'SCAN_OF_OTHER_ORG',
      exit: 31,
    })
  })
})
