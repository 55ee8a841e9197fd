import { describe, expect, it } from 'vitest'
import { type GraphRun, runGraph } from './run-graph.ts'
import { salesforceGraph } from './salesforce/org-graph.ts'

const graphs = 50
const seeds = Array.from({ length: graphs }, (_, n) => n + 1)

describe.each([['Salesforce', salesforceGraph]] as const)(
  'merges in random orgs of %s, taken back',
  (_, open) => {
    const runs: GraphRun[] = []

    it.each(seeds)('leave org %i as it was, but for what undo declared', async (seed) => {
      const run = await runGraph(seed, open)
      runs.push(run)
      expect(run.problems, run.story.join('\n')).toEqual([])
    })

    it('have met enough for that to mean something', () => {
      expect(runs).toHaveLength(graphs)
      const applied = runs.filter((run) => run.applied > 0).length
      expect(applied).toBeGreaterThan(graphs * 0.6)
      const items = runs.flatMap((run) => run.items)
      for (const fidelity of ['exact', 'approximate', 'impossible', 'kept'])
        expect(items.filter((item) => item.fidelity === fidelity).length, fidelity).toBeGreaterThan(0)
      const kinds = new Set(items.map(({ what }) => what).filter((what) => what.includes('.')))
      expect(kinds.size).toBeGreaterThan(30)
    })
  },
)
