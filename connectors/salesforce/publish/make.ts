import { z } from 'zod'
import type { ReviewGroup, ReviewSet } from '../../../src/kit/publish.ts'
import type { StepOutcome } from '../../../src/kit/writer.ts'
import { checkCount, checkIds, isId } from '../write/ids.ts'
import { outcomesOf, unknown } from '../write/outcome.ts'
import { refused } from '../write/refusal.ts'
import { itemObject, type PublishContext, setObject } from './sets.ts'

/** REST API guide, "Composite Graph Limits". */
const mostGraphs = 75
const mostNodes = 500

/** A graph for each group, a node for the set and for each record of it. */
export function batchOf(groups: readonly ReviewGroup[]): number {
  let nodes = 0
  for (const [at, { records }] of groups.slice(0, mostGraphs).entries()) {
    nodes += records.length + 1
    if (nodes > mostNodes) return Math.max(1, at)
  }
  return Math.min(groups.length, mostGraphs)
}

const Failure = z.array(z.object({ errorCode: z.string().catch(''), message: z.string().catch('') }))
const Graphs = z.object({
  graphs: z.array(
    z.object({
      graphId: z.string(),
      isSuccessful: z.boolean(),
      graphResponse: z.object({
        compositeResponse: z.array(z.object({ referenceId: z.string(), body: z.unknown() })),
      }),
    }),
  ),
})
type Graph = z.infer<typeof Graphs>['graphs'][number]

/** One call; each graph is carried out as a whole or not at all, so that no set is left without its records. */
export async function makeSets(
  { api }: PublishContext,
  groups: readonly ReviewGroup[],
  rules: Readonly<Record<string, string>>,
): Promise<readonly StepOutcome<ReviewSet>[]> {
  if (groups.length === 0) return []
  checkIds(groups.flatMap(({ records }) => records))
  checkCount(groups.length, batchOf(groups))
  const body = JSON.stringify({
    graphs: groups.map((group, index) => graphOf(group, `g${index}`, rules[group.object], api.version)),
  })
  const headers = { 'content-type': 'application/json' }
  const ending = await api.exchange({
    purpose: 'publish',
    doing: 'creating duplicate record sets',
    send: async (client, options) => {
      const answer = await client.request<unknown>(
        { method: 'POST', url: '/composite/graph', headers, body },
        options,
      )
      const { data } = Graphs.safeParse(answer)
      const byId = new Map(data?.graphs.map((graph) => [graph.graphId, graph]))
      return groups.map((_, index) => byId.get(`g${index}`))
    },
  })
  const items = groups.map(() => ({ sent: [], words: new Set<string>() }))
  return outcomesOf(ending, items, (answer, index) => readGraph(answer as Graph | undefined, groups[index]))
}

function graphOf({ records }: ReviewGroup, graphId: string, rule: string | undefined, version: string) {
  const post = (object: string, referenceId: string, body: object) => ({
    method: 'POST',
    url: `/services/data/v${version}/sobjects/${object}`,
    referenceId,
    body,
  })
  return {
    graphId,
    compositeRequest: [
      post(setObject, 'set', { DuplicateRuleId: rule }),
      ...records.map((RecordId, index) =>
        post(itemObject, `item${index}`, { DuplicateRecordSetId: '@{set.id}', RecordId }),
      ),
    ],
  }
}

const Saved = z.object({ id: z.string().refine(isId) })

function readGraph(graph: Graph | undefined, group: ReviewGroup | undefined): StepOutcome<ReviewSet> {
  if (graph === undefined || group === undefined) return unknown('the answer does not tell of it')
  const nodes = new Map(
    graph.graphResponse.compositeResponse.map(({ referenceId, body }) => [referenceId, body]),
  )
  if (!graph.isSuccessful) return refusalOf([...nodes.values()])
  const id = (node: string): string | undefined => Saved.safeParse(nodes.get(node)).data?.id
  const set = id('set')
  const entries = group.records.map((record, index) => [record, id(`item${index}`)] as const)
  if (set === undefined || entries.some(([, entry]) => entry === undefined)) {
    return unknown('the answer does not name what was made')
  }
  return { result: 'done', set, entries: Object.fromEntries(entries) as Record<string, string> }
}

/** The node that failed names the reason; the others say that they were taken back, or not tried at all. */
function refusalOf(bodies: readonly unknown[]): StepOutcome<ReviewSet> {
  const errors = bodies.flatMap((body) => Failure.safeParse(body).data ?? [])
  const own = errors.find(({ errorCode }) => errorCode !== 'PROCESSING_HALTED')
  if (own === undefined) {
    const message = 'too many others of the same request failed, so it was not tried'
    return { result: 'refused', code: 'PROCESSING_HALTED', message, retryable: true }
  }
  return refused({ statusCode: own.errorCode, message: own.message, fields: [] })
}
