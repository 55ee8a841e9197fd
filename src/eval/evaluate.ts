import { type Inspection, type MatchRun, matchRecords } from '../match/index.ts'
import { type ClusterFigures, clusterFigures } from './clusters.ts'
import { type Missed, missedOf, type WrongPair } from './missed.ts'
import {
  type BandRow,
  bandsOf,
  figuresAt,
  floor,
  labelledPairs,
  type SweepRow,
  scoredPairs,
  sweepOf,
} from './scored.ts'
import { f1OfCounts, type PairFigures, pairFigures } from './shares.ts'
import { togetherOf } from './together.ts'
import { truePairsOf } from './true-pairs.ts'
import type { PairTruth, Truth } from './truth.ts'

export interface EvaluateRequest {
  /** Without decisions, so that the figures speak of the rule alone. */
  readonly run: Omit<MatchRun, 'decisions' | 'inspect' | 'without' | 'values'>
  readonly truth: (inspection: Inspection) => Promise<Truth>
  readonly seed: number
  /** Wrong pairs shown of each sort. */
  readonly shown: number
  readonly ablation: boolean
}

export interface Figures {
  readonly records: number
  readonly compared: number
  readonly truth: Truth
  /** Pairs from the threshold on, each for itself. */
  readonly pairs: PairFigures
  /** Pairs inside the groups that were made of them. */
  readonly groups: PairFigures
  /** Null where only some pairs are labelled. */
  readonly clusters: Omit<ClusterFigures, 'pairs'> | null
  readonly bands: readonly BandRow[]
  readonly sweep: readonly SweepRow[]
  readonly missed: Missed
  readonly together: { readonly worst: readonly WrongPair[]; readonly leftOut: number }
  /** F1 of pairs inside groups when one comparison says nothing; null when it was not asked for. */
  readonly ablation:
    | readonly { readonly comparison: string; readonly f1: number; readonly change: number }[]
    | null
  /** What the engine had to say. */
  readonly warnings: readonly string[]
}

/** How well a rule finds what is known to be one. Deterministic for one seed. */
export async function evaluate(request: EvaluateRequest): Promise<Figures> {
  const { run, seed, shown } = request
  const { threshold } = run.options
  const result = await matchRecords({ ...run, decisions: [], values: false, inspect: { floor } })
  const inspection = inspected(result.inspection)
  const truth = await request.truth(inspection)
  const judged =
    truth.kind === 'pairs'
      ? byPairs(inspection, truth, threshold)
      : byEntities(inspection, truth, threshold, seed)
  const comparisons = Object.keys(run.rule.compare)
  return {
    records: inspection.rows,
    compared: result.pairs.compared,
    truth,
    ...judged,
    missed: missedOf(inspection, truePairsOf(truth, seed), threshold, shown),
    together: togetherOf(inspection, truth, shown),
    ablation: request.ablation
      ? await ablate(request, truth, comparisons, f1OfGroups(inspection.groupOf, truth))
      : null,
    warnings: result.warnings,
  }
}

type Judged = Pick<Figures, 'pairs' | 'groups' | 'clusters' | 'bands' | 'sweep'>

function byEntities(
  inspection: Inspection,
  truth: Extract<Truth, { kind: 'entities' }>,
  threshold: number,
  seed: number,
): Judged {
  const { pairs: groups, ...clusters } = clusterFigures(inspection.groupOf, truth, seed)
  const scored = scoredPairs(inspection, truth)
  return {
    pairs: figuresAt(inspection, truth, threshold, seed),
    groups,
    clusters,
    bands: bandsOf(scored),
    sweep: sweepOf(scored, truth.truePairs),
  }
}

function byPairs(inspection: Inspection, truth: PairTruth, threshold: number): Judged {
  const scored = labelledPairs(inspection, truth)
  const same = truth.pairs.filter((pair) => pair.same).length
  let [right, found] = [0, 0]
  for (let at = 0; at < scored.length; at++) {
    if (scored.score(at) < threshold) continue
    found++
    if (scored.same(at)) right++
  }
  const groups = countLabelled(inspection.groupOf, truth)
  return {
    pairs: pairFigures(right, found, same, null),
    groups: pairFigures(groups.right, groups.found, same, null),
    clusters: null,
    bands: bandsOf(scored),
    sweep: sweepOf(scored, same),
  }
}

function countLabelled(
  groupOf: Int32Array,
  { pairs }: PairTruth,
): { readonly right: number; readonly found: number } {
  const together = pairs.filter(({ a, b }) => (groupOf[a] ?? -1) >= 0 && groupOf[a] === groupOf[b])
  return { found: together.length, right: together.filter(({ same }) => same).length }
}

function f1OfGroups(groupOf: Int32Array, truth: Truth): number {
  if (truth.kind === 'pairs') {
    const { right, found } = countLabelled(groupOf, truth)
    return f1OfCounts(right, found, truth.pairs.filter(({ same }) => same).length)
  }
  return clusterFigures(groupOf, truth, 0).pairs.f1.value ?? 0
}

/** The same candidates and the same truth; the model learns anew what the other comparisons are worth. */
async function ablate(
  { run }: EvaluateRequest,
  truth: Truth,
  comparisons: readonly string[],
  whole: number,
): Promise<Figures['ablation']> {
  if (comparisons.length < 2) return []
  const rows: { comparison: string; f1: number; change: number }[] = []
  for (const comparison of comparisons) {
    const result = await matchRecords({
      ...run,
      decisions: [],
      values: false,
      inspect: { floor: 1 - 1e-9 },
      without: [comparison],
      progress: (done, total, what) => run.progress?.(done, total, `without ${comparison}, ${what}`),
    })
    const f1 = f1OfGroups(inspected(result.inspection).groupOf, truth)
    rows.push({ comparison, f1, change: f1 - whole })
  }
  return rows
}

function inspected(inspection: Inspection | undefined): Inspection {
  if (inspection === undefined) throw new Error('the run kept nothing to look at')
  return inspection
}
