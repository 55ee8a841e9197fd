import type { Interval } from '../labels/wilson.ts'
import type { Inspection } from '../match/index.ts'
import { bitsOf, probabilityOf } from '../match/model.ts'
import { bootstrap, strata } from './bootstrap.ts'
import { f1OfCounts, type PairFigures, pairFigures, type Share, shareOf } from './shares.ts'
import type { EntityTruth, PairTruth } from './truth.ts'

/** Pairs from which on are kept by a run that is evaluated. */
export const floor = 0.5
/** The thresholds of a sweep, and the ends of the bands of scores. */
export const thresholds = [0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99, 0.995, 0.999, 0.9999] as const
const ends: readonly number[] = [...thresholds, 1]

export interface SweepRow extends PairFigures {
  readonly threshold: number
}

export interface BandRow {
  readonly from: number
  readonly to: number
  /** Compared pairs of this band with a truth, no veto among them: how many are one. */
  readonly right: Share
}

/** Scores with their truth. */
export interface ScoredPairs {
  readonly length: number
  readonly score: (at: number) => number
  readonly same: (at: number) => boolean
}

/** Pairs that would be linked at some threshold: compared, not vetoed, truth known on both sides. */
export function scoredPairs(
  { pairs }: Inspection,
  { entityOf }: EntityTruth,
): ScoredPairs & {
  readonly entities: (at: number) => readonly [number, number]
} {
  const kept: number[] = []
  for (let at = 0; at < pairs.length; at++) {
    if (pairs.vetoed(at)) continue
    if ((entityOf[pairs.a(at)] ?? -1) >= 0 && (entityOf[pairs.b(at)] ?? -1) >= 0) kept.push(at)
  }
  const places = Int32Array.from(kept)
  const place = (at: number): number => places[at] ?? 0
  const entities = (at: number): readonly [number, number] => [
    entityOf[pairs.a(place(at))] ?? -1,
    entityOf[pairs.b(place(at))] ?? -1,
  ]
  return {
    length: places.length,
    score: (at) => probabilityOf(pairs.bits(place(at))),
    same: (at) => {
      const [a, b] = entities(at)
      return a === b
    },
    entities,
  }
}

/** Labelled pairs that a key brought together and no veto keeps apart. */
export function labelledPairs(inspection: Inspection, { pairs }: PairTruth): ScoredPairs {
  const met = pairs.filter(({ a, b }) => inspection.keys.some((_, key) => inspection.meets(key, a, b)))
  const looked = met.flatMap(({ a, b, same }) => {
    const { score, veto } = inspection.look(a, b)
    return veto === null ? [{ score, same }] : []
  })
  return {
    length: looked.length,
    score: (at) => looked[at]?.score ?? 0,
    same: (at) => looked[at]?.same === true,
  }
}

interface Counts {
  readonly right: Float64Array
  readonly found: Float64Array
}

/** By band of scores. */
function countBands(scored: ScoredPairs): Counts {
  const right = new Float64Array(thresholds.length)
  const found = new Float64Array(thresholds.length)
  for (let at = 0; at < scored.length; at++) {
    const score = scored.score(at)
    const band = thresholds.findLastIndex((least) => score >= least)
    if (band < 0) continue
    found[band] = (found[band] ?? 0) + 1
    if (scored.same(at)) right[band] = (right[band] ?? 0) + 1
  }
  return { right, found }
}

export function bandsOf(scored: ScoredPairs): readonly BandRow[] {
  const { right, found } = countBands(scored)
  return thresholds.map((from, at) => ({
    from,
    to: ends[at + 1] ?? 1,
    right: shareOf(right[at] ?? 0, found[at] ?? 0),
  }))
}

/** Pairs from each threshold on, each for itself: before groups are made of them. */
export function sweepOf(scored: ScoredPairs, truePairs: number): readonly SweepRow[] {
  const { right, found } = countBands(scored)
  return thresholds.map((threshold, at) => {
    const all = (counts: Float64Array): number => counts.subarray(at).reduce((sum, one) => sum + one, 0)
    return { threshold, ...pairFigures(all(right), all(found), truePairs, null) }
  })
}

/** Of pairs from the threshold of the rule on; the interval of F1 by the bootstrap over entities. */
export function figuresAt(
  inspection: Inspection,
  truth: EntityTruth,
  threshold: number,
  seed: number,
): PairFigures {
  const scored = scoredPairs(inspection, truth)
  const { sizes, truePairs } = truth
  const [right, wrong] = [new Float64Array(sizes.length), new Float64Array(sizes.length)]
  const least = probabilityOf(bitsOf(Math.min(threshold, 1 - 1e-9)))
  let [hits, found] = [0, 0]
  for (let at = 0; at < scored.length; at++) {
    if (scored.score(at) < least) continue
    const [a, b] = scored.entities(at)
    found++
    if (a === b) {
      hits++
      right[a] = (right[a] ?? 0) + 1
      continue
    }
    for (const entity of [a, b]) wrong[entity] = (wrong[entity] ?? 0) + 0.5
  }
  const list = strata(sizes.length, (entity) => {
    const size = sizes[entity] ?? 0
    return [right[entity] ?? 0, wrong[entity] ?? 0, (size * (size - 1)) / 2]
  })
  const statistic = ([ok = 0, bad = 0, all = 0]: readonly number[]): number => f1OfCounts(ok, ok + bad, all)
  const [interval]: readonly Interval[] = bootstrap(list, [statistic], seed)
  return pairFigures(hits, found, truePairs, interval ?? null)
}
