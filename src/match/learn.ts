import type { Comparator } from './comparator.ts'
import { quickestEnd } from './kernel/bounded-score.ts'
import { sumPatterns } from './kernel/gather.ts'
import type { Passes } from './kernel/run.ts'
import { fitModel, type Histogram, levelsOf, type Model, patternOf } from './model.ts'
import { randomBelow } from './random.ts'
import type { Meetings } from './sides.ts'

/** Pairs drawn to learn how often strangers agree. */
const drawnPairs = 300_000
/** Draws for one such pair, when few pairs may meet. */
const drawsPerPair = 40
/** Candidate pairs from which a share of them is looked at to learn, this many. */
const learnedPairs = 2_000_000

export interface Learning {
  readonly comparators: readonly Comparator[]
  readonly rows: number
  readonly meetings: Meetings
  /** About how many pairs the keys bring together. */
  readonly pairs: number
  /** Comparisons whose contradiction rules a match out, by name. */
  readonly never: ReadonlySet<string>
}

export interface Learned {
  readonly model: Model
  /** Comparisons, by their number, in the order that ends most pairs soonest. */
  readonly order: readonly number[]
}

/** Of very many pairs, the share that is looked at to learn. */
export function shareToLearn(pairs: number): number {
  return Math.min(1, learnedPairs / Math.max(1, pairs))
}

/** First round over the candidates: what a match looks like in these records. */
export async function learn(
  passes: Passes,
  { comparators, rows, meetings, pairs, never }: Learning,
  report: (done: number) => void,
  signal?: AbortSignal,
): Promise<Learned> {
  const share = shareToLearn(pairs)
  const found = await passes.run({ type: 'learn', share }, report, signal)
  const seen = sumPatterns(found)
  for (const [pattern, count] of seen) seen.set(pattern, count / share)
  const random = drawRandom(comparators, rows, meetings)
  const model = fitModel(comparators, seen, random, rows, meetings.share, never)
  const order = quickestEnd(comparators, model, levelShares(comparators, seen))
  return { model, order }
}

/** Of the candidates, the share of each level of each comparison. */
function levelShares(comparators: readonly Comparator[], seen: Histogram): readonly Float64Array[] {
  const shares = comparators.map(({ levels }) => new Float64Array(levels.length + 1))
  let all = 0
  for (const [pattern, count] of [...seen].sort(([a], [b]) => a - b)) {
    all += count
    for (const [at, level] of levelsOf(comparators, pattern).entries()) {
      const own = shares[at] as Float64Array
      own[level] = (own[level] as number) + count
    }
  }
  return shares.map((own) => own.map((count) => count / Math.max(1, all)))
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
