import { setImmediate as breathe } from 'node:timers/promises'
import type { MatchRule } from '../kit/index.ts'
import { type Blocking, buildBlocking, shareBlock } from './blocking.ts'
import { type Clusters, cluster } from './cluster.ts'
import type { Comparator } from './comparator.ts'
import { buildComparisons, fieldsOf } from './compare/index.ts'
import { describeGroups } from './groups.ts'
import type { MatchResult, MatchRun } from './index.ts'
import { inspectionOf } from './inspect.ts'
import { metBefore } from './kernel/meet.ts'
import { keyPlanOf, withKeys } from './key-plan.ts'
import { estimatedLoss } from './loss.ts'
import { bitsOf, fitModel, type Histogram, type Model, patternOf } from './model.ts'
import { PairList } from './pairs.ts'
import { baseOf } from './parts.ts'
import { randomBelow } from './random.ts'
import { misfits } from './sanity.ts'
import { type Decided, decisionsOver, type Score, scorer, type VetoCheck, vetoes, weigher } from './score.ts'
import { everyPair, type Meetings, meetingsOf } from './sides.ts'
import { loadTable, type RecordTable, release } from './table.ts'

/** Pairs drawn to learn how often strangers agree. */
const drawnPairs = 300_000
/** Draws for one such pair, when few pairs may meet. */
const drawsPerPair = 40
/** Pairs kept to say what came near; more are counted, not kept. */
const nearKept = 1_000_000
/** Bits under the threshold down to which a pair is shown as near. */
const nearBelow = 7

/** Finds the records that are one. Deterministic: the same records in any order give the same groups. */
export async function matchRecords(run: MatchRun): Promise<MatchResult> {
  const { source, options } = run
  const report = run.progress ?? (() => {})
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
  const total = blocking.keys.reduce((sum, key) => sum + key.members.length, 0)

  const meetings = run.sides === undefined ? everyPair : meetingsOf(run.sides, table)
  const candidates = { run, blocking, meetings }
  stage('learn')
  const { model, compared } = await learn(candidates, table, comparators, (done) =>
    report(done, total, 'learning'),
  )
  stage('score')
  const decided = decisionsOver(run.decisions, table)
  const judged = judge(run, { comparators, table, model, decided, meetings })
  await eachPair(candidates, (done) => report(done, total, 'comparing'), judged.visit)
  for (const [a, b] of [...decided.same, ...meetings.known]) judged.edges.add(a, b, 1000)

  const forced = (a: number, b: number): boolean => decided.verdict(a, b) === 'same' || meetings.isKnown(a, b)
  const threshold = bitsOf(Math.min(options.threshold, 1 - 1e-9))
  stage('cluster')
  const clusters = cluster(judged.edges, table.rows, {
    threshold,
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
    pairs: { compared, above: judged.counts.above, vetoed: judged.counts.vetoed },
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

/** Which pairs are looked at. */
interface Candidates {
  readonly run: MatchRun
  readonly blocking: Blocking
  readonly meetings: Meetings
}

/** First round over the candidates: what a match looks like in these records. */
async function learn(
  of: Candidates,
  table: RecordTable,
  comparators: readonly Comparator[],
  report: (done: number) => void,
): Promise<{ readonly model: Model; readonly compared: number }> {
  const candidates: Histogram = new Map()
  let compared = 0
  await eachPair(of, report, (a, b) => {
    compared++
    count(candidates, patternOf(comparators, a, b))
  })
  const random = drawRandom(comparators, table.rows, of.meetings)
  const { share } = of.meetings
  return {
    model: fitModel(comparators, candidates, random, table.rows, share, contradicting(of.run.rule)),
    compared,
  }
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

function* blocksOf({
  keys,
}: Blocking): Generator<{ readonly key: number; readonly block: number; readonly members: Int32Array }> {
  for (const [key, { starts, members }] of keys.entries()) {
    for (let block = 0; block + 1 < starts.length; block++) {
      yield { key, block, members: members.subarray(starts[block], starts[block + 1]) }
    }
  }
}

/** Visits each candidate pair once; lets signals and timers in between blocks. */
async function eachPair(
  { blocking, meetings, run }: Candidates,
  report: (done: number) => void,
  visit: (a: number, b: number) => void,
): Promise<void> {
  let done = 0
  let work = 0
  for (const { key, block, members } of blocksOf(blocking)) {
    for (let i = 0; i < members.length; i++) {
      for (let j = i + 1; j < members.length; j++) {
        const [a, b] = [members[i] ?? 0, members[j] ?? 0]
        if (meetings.meet(a, b) && !metBefore(blocking, key, block, a, b)) visit(a, b)
      }
    }
    done += members.length
    work += (members.length * members.length) / 2
    if (work < 100_000) continue
    work = 0
    report(done)
    await breathe()
    run.signal?.throwIfAborted()
  }
  report(done)
}

function count(histogram: Histogram, pattern: number): void {
  histogram.set(pattern, (histogram.get(pattern) ?? 0) + 1)
}

/** All pairs of a small table, else pairs drawn with a fixed seed. */
function drawRandom(comparators: readonly Comparator[], rows: number, { meet, share }: Meetings): Histogram {
  const histogram: Histogram = new Map()
  if ((rows * (rows - 1)) / 2 <= drawnPairs) {
    for (let a = 0; a < rows; a++)
      for (let b = a + 1; b < rows; b++) if (meet(a, b)) count(histogram, patternOf(comparators, a, b))
    return histogram
  }
  const below = randomBelow(20_261_122)
  const draws = drawnPairs * Math.min(drawsPerPair, 1 / share)
  for (let drawn = 0; drawn < draws; drawn++) {
    const a = below(rows)
    const b = below(rows)
    if (a !== b && meet(a, b)) count(histogram, patternOf(comparators, Math.min(a, b), Math.max(a, b)))
  }
  return histogram
}

interface Judging {
  readonly comparators: readonly Comparator[]
  readonly table: RecordTable
  readonly model: Model
  readonly decided: Decided
  readonly meetings: Meetings
}

interface Judged {
  readonly visit: (a: number, b: number) => void
  readonly score: Score
  readonly veto: VetoCheck
  readonly edges: PairList
  /** Links under the threshold that more likely hold than not. */
  readonly weak: PairList
  readonly near: PairList
  /** Pairs from the floor of an inspection on; label 1 is vetoed. */
  readonly kept: PairList
  readonly reasons: string[]
  readonly counts: { above: number; vetoed: number; nearDropped: number }
}

function judge(
  { rule, options, inspect }: MatchRun,
  { comparators, table, model, decided, meetings }: Judging,
): Judged {
  const score = scorer(comparators, model)
  const vetoed = vetoes(rule, comparators, table)
  const veto: VetoCheck = (a, b) => meetings.apart(a, b) ?? vetoed(a, b)
  const threshold = bitsOf(Math.min(options.threshold, 1 - 1e-9))
  const edges = new PairList()
  const weak = new PairList()
  const near = new PairList()
  const kept = new PairList()
  const floor = inspect === undefined ? Number.POSITIVE_INFINITY : bitsOf(inspect.floor)
  const lowest = Math.min(threshold - nearBelow, floor)
  const reasons: string[] = ['far from the other members', 'below the threshold', 'decided apart']
  const counts = { above: 0, vetoed: 0, nearDropped: 0 }
  const keep = (a: number, b: number, bits: number, why: string): void => {
    if (near.length >= nearKept) {
      counts.nearDropped++
      return
    }
    const known = reasons.indexOf(why)
    near.add(a, b, bits, known >= 0 ? known : reasons.push(why) - 1)
  }
  const visit = (a: number, b: number): void => {
    const bits = score(a, b)
    if (bits < lowest) return
    const verdict = decided.verdict(a, b)
    if (verdict === 'same' || meetings.isKnown(a, b)) return
    const why = verdict === 'apart' ? 'decided apart' : veto(a, b)
    if (bits >= floor) kept.add(a, b, bits, why === null ? 0 : 1)
    if (bits < threshold - nearBelow) return
    if (bits >= threshold) counts.above++
    if (bits >= threshold && why !== null) counts.vetoed++
    if (why === null && bits >= Math.min(threshold, 0)) (bits >= threshold ? edges : weak).add(a, b, bits)
    if (why !== null || bits < threshold) keep(a, b, bits, why ?? 'below the threshold')
  }
  return { visit, score, veto, edges, weak, near, kept, reasons, counts }
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
