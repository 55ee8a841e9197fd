import { formatKey, type MatchRule } from '../kit/index.ts'
import { type Blocking, buildBlocking, shareBlock } from './blocking.ts'
import { type Clusters, cluster } from './cluster.ts'
import type { Comparator } from './comparator.ts'
import { buildComparisons, type Comparisons, fieldsOf } from './compare/index.ts'
import { describeGroups } from './groups.ts'
import type { KeyPlan, MatchResult, MatchRun } from './index.ts'
import { inspectionOf } from './inspect.ts'
import { type Judged, judge, judgedFrom, thresholdOf } from './judge.ts'
import { chunksOf } from './kernel/chunks.ts'
import { comparedIn, sortedPairs } from './kernel/gather.ts'
import { marksOf } from './kernel/marks.ts'
import { openPasses } from './kernel/run.ts'
import type { Candidates, Found } from './kernel/sweep.ts'
import { keyPlanOf, withKeys } from './key-plan.ts'
import { type Learning, learn, shareToLearn } from './learn.ts'
import { estimatedLoss } from './loss.ts'
import { bitsOf, type Model } from './model.ts'
import { baseOf } from './parts.ts'
import { misfits } from './sanity.ts'
import { decisionsOver, keyOf, weigher } from './score.ts'
import { everyPair, type Meetings, meetingsOf } from './sides.ts'
import { loadTable, type RecordTable, release } from './table.ts'

/** Finds the records that are one. Deterministic: the same records in any order give the same groups. */
export async function matchRecords(run: MatchRun): Promise<MatchResult> {
  const { source, options } = run
  const stage = run.stage ?? (() => {})
  stage('read')
  const table = await loadTable(source, neededFields(run.rule), run.signal)
  stage('encode')
  const comparisons = buildComparisons(run.rule, table)
  stage('block')
  const { rule, proposed } = withKeys(run.rule, table)
  const comparators = comparisons.list.filter(({ name }) => run.without?.includes(name) !== true)
  const blocking = buildBlocking(rule, table, comparisons, options.blockCap)
  const plan = keyPlanOf(rule, blocking, proposed)
  run.planned?.(plan)
  release(table, vetoFields(rule))

  const meetings = run.sides === undefined ? everyPair : meetingsOf(run.sides, table)
  const candidates = candidatesOf(run, table, { comparisons, blocking, meetings, plan })
  const learning = {
    comparators,
    rows: table.rows,
    meetings,
    pairs: freshPairs(plan),
    never: contradicting(rule),
  }
  const { model, scored } = await comparePairs(run, candidates, learning)
  const decided = decisionsOver(run.decisions, table)
  const judging = { comparators, table, model, decided, meetings }
  const judged = judge(run, sortedPairs(scored, table.rows), judging)

  const forced = (a: number, b: number): boolean => decided.verdict(a, b) === 'same' || meetings.isKnown(a, b)
  stage('cluster')
  const clusters = cluster(judged.edges, table.rows, {
    threshold: thresholdOf(options),
    maxGroup: options.maxGroup,
    score: judged.score,
    weak: judged.weak,
    evidence: weigher(comparators, model),
    prior: bitsOf(model.prior),
    forbidden: (a, b) => decided.verdict(a, b) === 'apart' || judged.veto(a, b) !== null,
    forced,
  })
  addFarEdges(judged)
  stage('describe')
  const groups = await describeGroups(clusters.groups, {
    ...judged,
    rule,
    source,
    table,
    comparators,
    model,
    forced,
    values: run.values ?? true,
  })
  return {
    groups,
    pairs: { compared: comparedIn(scored), above: judged.counts.above, vetoed: judged.counts.vetoed },
    plan,
    capped: blocking.capped.map(({ pairs, ...rest }) => ({ ...rest, pairsNotCompared: pairs })),
    split: blocking.split.map(({ pairs, ...rest }) => ({ ...rest, pairsApart: pairs })),
    lost: blocking.oversized.map((one) => ({
      key: blocking.keys[one.key]?.key ?? '',
      pairs: estimatedLoss(
        one,
        judged.edges,
        (key, a, b) => shareBlock(blocking, key, a, b),
        blocking.keys.length,
      ),
    })),
    levels: levelsReport(comparators, model),
    prior: model.prior,
    unknownFields: table.unknown,
    warnings: warningsOf(model, clusters, table.rows, judged.counts.nearDropped),
    ...(run.inspect && {
      inspection: inspectionOf({ ...judged, table, comparators, model, blocking, groups: clusters.groups }),
    }),
  }
}

interface Prepared {
  readonly comparisons: Comparisons
  readonly blocking: Blocking
  readonly meetings: Meetings
  readonly plan: KeyPlan
}

/** Which pairs are looked at, and all that threads need to do so. */
function candidatesOf(
  { without = [] }: MatchRun,
  table: RecordTable,
  { comparisons: { packed }, blocking, meetings, plan }: Prepared,
): Candidates {
  const isDrawn = shareToLearn(freshPairs(plan)) < 1
  const { rows, keys, lines, several } = blocking
  return {
    comparisons: { ...packed, list: packed.list.filter(({ name }) => !without.includes(name)) },
    blocking: { rows, keys, lines, several },
    chunks: chunksOf(blocking),
    sides: meetings.sides,
    marks: isDrawn ? marksOf(table.rows, (record) => formatKey(keyOf(table, record))) : new Int32Array(0),
  }
}

/** Learns from the candidates, then scores them; the threads end with it. */
async function comparePairs(
  run: MatchRun,
  candidates: Candidates,
  learning: Learning,
): Promise<{ readonly model: Model; readonly scored: readonly Found[] }> {
  const report =
    (what: string) =>
    (done: number): void =>
      run.progress?.(done, candidates.chunks.count, what)
  await using passes = openPasses(candidates, run.workers)
  run.stage?.('learn')
  const { model, order } = await learn(passes, learning, report('learning'), run.signal)
  run.stage?.('score')
  const pass = { type: 'score', model, order, floor: judgedFrom(run) } as const
  return { model, scored: await passes.run(pass, report('comparing'), run.signal) }
}

function freshPairs({ keys }: KeyPlan): number {
  return keys.reduce((sum, { fresh }) => sum + fresh, 0)
}

/** Comparisons whose contradiction the rule calls a proof that two are not one. */
function contradicting({ never }: MatchRule): ReadonlySet<string> {
  return new Set(never.flatMap((veto) => (veto.type === 'conflicting' ? [veto.of] : [])))
}

export function neededFields(rule: MatchRule): readonly string[] {
  const compared = Object.entries(rule.compare)
  const names = new Set(compared.map(([name]) => name))
  const blocking = rule.blockOn
    .flat()
    .map(baseOf)
    .filter((base) => !names.has(base))
  return [...new Set([...compared.flatMap(([, one]) => fieldsOf(one)), ...blocking, ...vetoFields(rule)])]
}

function vetoFields({ compare, never }: MatchRule): readonly string[] {
  return never.flatMap((veto) => {
    if (veto.type === 'sameHierarchy') return [veto.parent]
    return Object.hasOwn(compare, veto.of) ? [] : [veto.of]
  })
}

/** Links that the cut left out are near misses of the groups on both sides. */
function addFarEdges({ edges, near }: Judged): void {
  for (let at = 0; at < edges.length; at++) near.add(edges.a(at), edges.b(at), edges.bits(at), 0)
}

function levelsReport(comparators: readonly Comparator[], model: Model): MatchResult['levels'] {
  return comparators.flatMap((comparator, at) =>
    comparator.levels.map((level, index) => ({
      comparison: comparator.name,
      level: level.name,
      weight: Math.round((model.weights[at]?.[index + 1] ?? 0) * 100) / 100,
      m: model.m[at]?.[index + 1] ?? 0,
      u: model.u[at]?.[index + 1] ?? 0,
    })),
  )
}

function warningsOf(
  model: Model,
  { groups, raised }: Clusters,
  records: number,
  nearDropped: number,
): readonly string[] {
  const out = [...misfits(model, groups, records)]
  if (raised > 0) out.push(`${raised} very large groups were split at a higher threshold.`)
  if (nearDropped > 0) out.push(`${nearDropped} pairs that came near a group are not listed.`)
  return out
}
