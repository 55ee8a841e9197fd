import type { ComparisonResult, RecordKey } from '../kit/index.ts'
import type { Inspection } from '../match/index.ts'
import { type Share, shareOf } from './shares.ts'
import type { TruePairs } from './true-pairs.ts'
import { Worst } from './worst.ts'

/** Why two records of one entity are not in one group. */
export const reasons = ['not blocked', 'vetoed', 'below the threshold', 'cut by clustering'] as const
export type MissReason = (typeof reasons)[number]

export interface WrongPair {
  readonly a: RecordKey
  readonly b: RecordKey
  readonly score: number
  /** Of a pair that was missed; `together` of one that is in a group and is not one. */
  readonly why: MissReason | 'together'
  /** The veto in words. */
  readonly veto: string | null
  /** Keys that brought them together. */
  readonly keys: readonly string[]
  readonly comparisons: readonly ComparisonResult[]
}

export interface Missed {
  /** Of the true pairs looked at, those that some key brought together. */
  readonly blocking: {
    readonly recall: Share
    readonly drawn: boolean
    readonly keys: readonly {
      readonly key: string
      /** True pairs that it brought together. */
      readonly brought: number
      /** Of these, those that no other key did. */
      readonly alone: number
    }[]
  }
  readonly reasons: Readonly<Record<MissReason, number>>
  /** Those that came nearest to being found. */
  readonly worst: readonly WrongPair[]
  readonly leftOut: number
}

/** Goes through the true pairs once: what brought them together, and why those that were missed were. */
export function missedOf(inspection: Inspection, truth: TruePairs, threshold: number, shown: number): Missed {
  const { groupOf, keys } = inspection
  const brought = new Float64Array(keys.length)
  const alone = new Float64Array(keys.length)
  const counts: Record<MissReason, number> = {
    'not blocked': 0,
    vetoed: 0,
    'below the threshold': 0,
    'cut by clustering': 0,
  }
  const worst = new Worst<WrongPair>(shown, byScore)
  let [looked, met] = [0, 0]
  for (const [a, b] of truth.each()) {
    looked++
    const by = keys.map((_, key) => key).filter((key) => inspection.meets(key, a, b))
    if (by.length > 0) met++
    for (const key of by) brought[key] = (brought[key] ?? 0) + 1
    const [only] = by.length === 1 ? by : []
    if (only !== undefined) alone[only] = (alone[only] ?? 0) + 1
    if ((groupOf[a] ?? -1) >= 0 && groupOf[a] === groupOf[b]) continue
    const pair = missedPair(inspection, a, b, by, threshold)
    counts[pair.why as MissReason]++
    worst.add(pair)
  }
  return {
    blocking: {
      recall: shareOf(met, looked),
      drawn: truth.drawn,
      keys: keys.map((key, at) => ({ key, brought: brought[at] ?? 0, alone: alone[at] ?? 0 })),
    },
    reasons: counts,
    worst: worst.list(),
    leftOut: worst.leftOut,
  }
}

/** Highest score first, then by id. */
export function byScore(one: WrongPair, other: WrongPair): number {
  return other.score - one.score || compareKeys(one.a, other.a) || compareKeys(one.b, other.b)
}

function compareKeys(one: RecordKey, other: RecordKey): number {
  if (one.object !== other.object) return one.object < other.object ? -1 : 1
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1
}

function missedPair(
  inspection: Inspection,
  a: number,
  b: number,
  by: readonly number[],
  threshold: number,
): WrongPair {
  const { score, veto, comparisons } = inspection.look(a, b)
  const why =
    by.length === 0
      ? 'not blocked'
      : score < threshold
        ? 'below the threshold'
        : veto !== null
          ? 'vetoed'
          : 'cut by clustering'
  const keys = by.map((key) => inspection.keys[key] ?? '')
  return { a: inspection.keyOf(a), b: inspection.keyOf(b), score, why, veto, keys, comparisons }
}
