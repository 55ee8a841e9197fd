import { describe, expect, it } from 'vitest'
import { diffJson, diffTable, scanDiff } from '../../src/report/diff.ts'
import { runsTable } from '../../src/report/runs.ts'
import { finding } from './finding.ts'
import { input, outcome, textOf } from './outcome.ts'
import { nthGroup } from './sample.ts'

const clear = input({ mask: false })

describe('diff', () => {
  const before = {
    ...outcome({
      findings: [nthGroup(1), nthGroup(2), finding()],
      org: { rulesRun: ['duplicates/people', 'stale/people'] },
    }),
  }
  const after = outcome({
    findings: [nthGroup(2), nthGroup(3), nthGroup(4)],
    org: { rulesRun: ['duplicates/people', 'entry/no-active-rule'] },
  })

  it('counts what appeared, is gone and is still there, of rules that ran in both', async () => {
    const diff = await scanDiff({ ...input({ outcome: after }), before })
    expect(diff).toMatchObject({ appeared: 2, gone: 1, still: 1 })
    expect(diff.rules).toEqual([{ rule: 'duplicates/people', appeared: 2, gone: 1, still: 1 }])
    expect(diff.notComparable.map(({ rule }) => rule)).toEqual(['entry/no-active-rule', 'stale/people'])
  })

  it('prints it, and counts what it leaves out', async () => {
    const text = await textOf(diffTable({ ...input({ outcome: after, limit: 1 }), before }))
    expect(text).toContain('2 appeared, 1 gone, 1 still there')
    expect(text).toContain('1 more finding; --limit 2 shows all')
    expect(text).toContain('acme-sf stale/people (run 31)')
  })

  it('gives every change as JSON', async () => {
    const value = JSON.parse(await textOf(diffJson({ ...input({ outcome: after }), before })))
    expect(value.findings.map((one: { change: string }) => one.change)).toEqual([
      'appeared',
      'appeared',
      'gone',
    ])
  })
})

it('lists runs, newest first, and counts the rest', () => {
  const { run, orgs } = clear.outcome
  const runs = [1, 2, 3].map((id) => ({ run: { ...run, id }, orgs }))
  const text = [...runsTable(runs, { limit: 2 })].join('')
  expect(text).toMatchInlineSnapshot(`
    "    3  2026-10-02 14:02 · acme-sf · every rule
           54 findings: 1 critical, 41 high, 12 medium
        2  2026-10-02 14:02 · acme-sf · every rule
           54 findings: 1 critical, 41 high, 12 medium
    … 1 earlier run

    Next     steward scan diff 2 3
    "
  `)
  expect([...runsTable([])].join('')).toContain('No runs yet.')
})
