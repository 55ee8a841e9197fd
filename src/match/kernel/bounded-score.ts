import { type Comparator, isAgainst } from '../comparator.ts'
import { bitsOf, type Model } from '../model.ts'
import { evidence, rarest, type Score } from '../score.ts'

/** What rounding may add up to in a sum of bits. */
const rounding = 1e-6

/**
 * The same bits as `scorer` gives for every pair from the floor on; less than the floor as soon as what is left to
 * compare cannot reach it. Begins with what most often ends it.
 */
export function boundedScorer(
  comparators: readonly Comparator[],
  model: Model,
  floor: number,
  order: readonly number[],
): Score {
  const start = bitsOf(model.prior)
  const weights = comparators.map((_, at) => model.weights[at] as Float64Array)
  const inOrder = order.map((at) => comparators[at] as Comparator)
  const reach = reaches(comparators, model, floor, order)
  const found = new Float64Array(comparators.length)
  return (a, b) => {
    let bits = start
    for (let nth = 0; nth < order.length; nth++) {
      const at = order[nth] as number
      const comparator = inOrder[nth] as Comparator
      const level = comparator.level(a, b)
      const own =
        level === 0 ? 0 : evidence(comparator, (weights[at] as Float64Array)[level] as number, a, b, level)
      found[at] = own
      bits += own
      if (bits < (reach[nth] as number)) return Number.NEGATIVE_INFINITY
    }
    let sum = start
    for (let at = 0; at < found.length; at++) sum += found[at] as number
    return sum
  }
}

/** Bits that a pair must have after each step to reach the floor at all. */
function reaches(
  comparators: readonly Comparator[],
  model: Model,
  floor: number,
  order: readonly number[],
): Float64Array {
  const out = new Float64Array(order.length)
  let left = 0
  for (let nth = order.length - 1; nth >= 0; nth--) {
    const at = order[nth] as number
    out[nth] = floor - left - rounding
    left += most(comparators[at] as Comparator, model.weights[at] as Float64Array)
  }
  return out
}

/** Most bits that a comparison may give to any pair. */
function most(comparator: Comparator, weights: Float64Array): number {
  const rarity = comparator.rarity === undefined ? 0 : Math.min(rarest, comparator.mostRarity ?? rarest)
  return comparator.levels.reduce((highest, _, index) => {
    const bits = (weights[index + 1] ?? 0) + rarity
    return Math.max(highest, isAgainst(comparator, index + 1) ? Math.min(0, bits) : bits)
  }, 0)
}

/** Comparisons by what they take, on average, from the most that a pair may reach, for each of their cost. */
export function quickestEnd(
  comparators: readonly Comparator[],
  model: Model,
  levelShares: readonly Float64Array[],
): readonly number[] {
  const gains = comparators.map((comparator, at) => {
    const weights = model.weights[at] as Float64Array
    const shares = levelShares[at] as Float64Array
    const mean = weights.reduce((sum, bits, level) => sum + bits * (shares[level] ?? 0), 0)
    return (most(comparator, weights) - mean) / (comparator.cost ?? 1)
  })
  return comparators.map((_, at) => at).sort((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0) || a - b)
}
