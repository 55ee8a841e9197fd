import { describe, expect, it } from 'vitest'
import { hubspotGraph } from './hubspot/account-graph.ts'
import { type GraphRun, runGraph } from './run-graph.ts'
import { salesforceGraph } from './salesforce/org-graph.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

describe.each([
  { crm: 'Salesforce', open: salesforceGraph, seeds: range(1, 50), relationships: 30 },
  { crm: 'HubSpot', open: hubspotGraph, seeds: range(1, 50), relationships: 10 },
])('merges in random orgs of $crm, taken back', ({ open, seeds, relationships }) => {
  const runs: GraphRun[] = []

  it.each(seeds)('leave org %i as it was, but for what undo declared', async (seed) => {
    const run = await runGraph(seed, open)
    runs.push(run)
    expect(run.problems, run.story.join('\n')).toEqual([])
  })

  it('have met enough for that to mean something', () => {
    expect(runs).toHaveLength(seeds.length)
    const applied = runs.filter((run) => run.applied > 0).length
    expect(applied).toBeGreaterThan(seeds.length * 0.6)
    const items = runs.flatMap((run) => run.items)
    for (const fidelity of ['exact', 'approximate', 'impossible'])
      expect(items.filter((item) => item.fidelity === fidelity).length, fidelity).toBeGreaterThan(0)
    const kinds = new Set(items.map(({ what }) => what).filter((what) => what.includes('.')))
    expect(kinds.size).toBeGreaterThan(relationships)
  })
})
