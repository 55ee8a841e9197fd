import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Connector } from '../../src/kit/index.ts'
import { forgetInRuns, listRuns, openRun } from '../../src/scan/index.ts'
import type { ScanOutcome } from '../../src/scan/outcome.ts'
import { findingsOf, newFolder, people, policyOf, scan } from './scan.ts'

const quiet = 'version: 1\nrules: {"*": off, sample/no-email: on, sample/people: on}\n'

const ana = { id: '1', firstName: 'Ana', lastName: 'Ruiz', email: 'ana@ruiz.es', externalId: null }
const twin = { ...ana, id: '2' }
const bob = { id: '3', firstName: 'Bob', lastName: 'Hill', email: null, externalId: null }
const eve = { id: '4', firstName: 'Eve', lastName: 'Moss', email: null, externalId: null }
const fill = Array.from({ length: 30 }, (_, index) => ({
  id: `9${index}`,
  firstName: `Name${String.fromCharCode(97 + index)}`,
  lastName: `Family${String.fromCharCode(97 + ((index * 7) % 26))}`,
  email: `p${index}@other${index}.es`,
  externalId: null,
}))

function marks(findings: readonly { readonly rule: string; readonly fingerprint: string }[]) {
  return findings.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`).sort()
}

describe('runs of one connection', () => {
  const home = newFolder()
  let first: ScanOutcome
  let second: ScanOutcome
  beforeAll(async () => {
    const policy = await policyOf(quiet)
    first = await scan({ home, policy, connections: [people({ Contact: [ana, twin, bob, ...fill] })] })
    second = await scan({ home, policy, connections: [people({ Contact: [...fill, eve, bob, twin, ana] })] })
  })

  it('find the duplicates and know them again, whatever the order of the records', async () => {
    const [before, after] = [await findingsOf(first), await findingsOf(second)]
    expect(before.filter(({ rule }) => rule === 'sample/people')).toMatchObject([
      {
        message: expect.stringMatching(/^2 records are one person \(contact, (> )?\d+\.\d %\)$/),
        records: [{ id: '1' }, { id: '2' }],
        group: { members: [{ key: { id: '1' } }, { key: { id: '2' } }] },
        actions: [{ kind: 'merge', obstacles: [], undo: { kind: 'approximate' } }],
      },
    ])
    const known = marks(after.filter(({ isNew }) => isNew === false))
    expect(known).toEqual(marks(before))
    expect(after.filter(({ isNew }) => isNew)).toMatchObject([
      { rule: 'sample/no-email', records: [{ id: '4' }] },
    ])
  })

  it('count what is new, and know nothing of new in the first', () => {
    expect(first.orgs[0]?.findings.new).toBeNull()
    expect(second.orgs[0]?.findings).toMatchObject({
      new: 1,
      byRule: { 'sample/people': 1, 'sample/no-email': 2 },
    })
  })

  it('are numbered, listed newest first and opened by number or as the last', async () => {
    expect(listRuns(home).map(({ run, problem }) => [run.id, problem])).toEqual([
      [2, null],
      [1, null],
    ])
    expect(openRun(home, 'last').run).toEqual(second.run)
    expect(await findingsOf(openRun(home, '1'))).toEqual(await findingsOf(first))
    for (const which of [7, 'x', '-1']) {
      expect(() => openRun(home, which)).toThrow(expect.objectContaining({ code: 'NO_RUN', exit: 2 }))
    }
  })

  it('lie in owner-only files, complete or not at all', () => {
    const runs = join(home, 'runs')
    expect(readdirSync(runs)).toEqual(['000001', '000002'])
    for (const path of [runs, join(runs, '000001')]) expect(statSync(path).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(runs, '000001'))) {
      expect(statSync(join(runs, '000001', name)).mode & 0o777).toBe(0o600)
    }
    expect(readdirSync(join(home, 'tmp'))).toEqual([])
  })

  it('remove what a process that was killed left behind, and not what another is writing', async () => {
    const other = newFolder()
    const mine = join(other, `runs/.new-${process.pid}-aaaaaa`)
    mkdirSync(join(other, 'runs/.new-999999999-aaaaaa'), { recursive: true })
    mkdirSync(mine)
    await scan({ home: other, policy: await policyOf(quiet), connections: [people({ Contact: [bob] })] })
    expect(readdirSync(join(other, 'runs')).sort()).toEqual([basename(mine), '000001'])
  })

  it('read back nothing that is damaged', async () => {
    const path = join(home, 'runs/000001')
    const line = readFileSync(join(path, 'findings.ndjson'), 'utf8')
    writeFileSync(join(path, 'findings.ndjson'), `${line}{"rule":`)
    await expect(findingsOf(openRun(home, 1))).rejects.toMatchObject({ code: 'RUN_UNREADABLE', exit: 2 })
    writeFileSync(join(path, 'run.json'), '{}')
    expect(() => openRun(home, 1)).toThrow(expect.objectContaining({ code: 'RUN_UNREADABLE', exit: 2 }))
    expect(listRuns(home).map(({ run, problem }) => [run.id, problem])).toEqual([
      [2, null],
      [1, 'Run 1 cannot be read: it is damaged or of another version.'],
    ])
  })

  it('start from what was read last, without a connection', async () => {
    const policy = await policyOf(quiet)
    const closed = {
      id: 'closed',
      connect: () => Promise.reject(new Error('must not connect')),
      secrets: () => [],
    } as unknown as Connector
    const connections = [{ name: 'acme', connector: closed, settings: {} }]
    const offline = await scan({ home, policy, sync: false, connections })
    expect(marks(await findingsOf(offline))).toEqual(marks(await findingsOf(second)))
    expect(offline.orgs[0]).toMatchObject({
      identity: { crm: 'memory', orgId: 'acme' },
      sync: { mode: 'none', read: {}, held: { Contact: 34 }, calls: { total: 0 } },
      findings: { new: 0 },
    })
  })
})

describe('a person who is forgotten', () => {
  it.each([
    ['by address', 'Ana@ruiz.es', 1, 'sample/people'],
    ['by id', '3', 1, 'sample/no-email'],
    ['who was in no run', '987654', 0, null],
    ['whose id is a count elsewhere', '0', 0, null],
  ])('%s', async (_, person, findings, rule) => {
    const home = newFolder()
    const policy = await policyOf(quiet)
    await scan({ home, policy, connections: [people({ Contact: [ana, twin, bob, ...fill] })] })
    expect(await forgetInRuns(home, person)).toEqual({ runs: findings, findings })
    const left = openRun(home, 'last')
    const all = await findingsOf(left)
    expect(all.map((finding) => finding.rule)).not.toContain(rule)
    expect(all).toHaveLength(2 - findings)
    expect(left.orgs[0]?.findings.total).toBe(2 - findings)
    expect(readdirSync(join(home, 'runs/000001')).sort()).toEqual(['findings.ndjson', 'run.json'])
  })
})
