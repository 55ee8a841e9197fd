import type { Comparator } from './comparator.ts'

/** How often each pattern of levels was seen; a pattern is a number in mixed radix, comparison by comparison. */
export type Histogram = Map<number, number>

export interface Model {
  /** Estimated share of all pairs that match. */
  readonly prior: number
  /** `weights[c][l]`: bits of comparison `c` at level `l`; 0 for a missing side (level 0). */
  readonly weights: readonly Float64Array[]
  readonly m: readonly Float64Array[]
  readonly u: readonly Float64Array[]
  /** Set when the estimate of matching pairs was implausible and cut down. */
  readonly cut: { readonly estimated: number; readonly used: number } | null
}

/** Pseudo-counts behind the starting values: matched pairs for m, other pairs for u. With 20 records they rule. */
const trustInM = 30
const trustInU = 1500
/** More duplicates than this per record cannot be: then the comparisons are not independent. */
const matchesPerRecord = 3
const rounds = 40
const heaviest = 22

export function patternOf(comparators: readonly Comparator[], a: number, b: number): number {
  let pattern = 0
  for (const comparator of comparators) {
    pattern = pattern * (comparator.levels.length + 1) + comparator.level(a, b)
  }
  return pattern
}

export function levelsOf(comparators: readonly Comparator[], pattern: number): Uint8Array {
  const out = new Uint8Array(comparators.length)
  let rest = pattern
  for (let at = comparators.length - 1; at >= 0; at--) {
    const radix = (comparators[at]?.levels.length ?? 0) + 1
    out[at] = rest % radix
    rest = Math.floor(rest / radix)
  }
  return out
}

interface Pattern {
  readonly levels: Uint8Array
  readonly count: number
}

interface Estimate {
  prior: number
  readonly m: Float64Array[]
  readonly u: Float64Array[]
}

/**
 * Fellegi-Sunter by EM over the whole histogram, so without sampling for m: the same input gives the same model.
 * `candidates` are the pairs that share a blocking key; all other pairs hold next to no matches. `random` are
 * pairs drawn at random; each counts for u as far as it is no match.
 */
export function fitModel(
  comparators: readonly Comparator[],
  candidates: Histogram,
  random: Histogram,
  records: number,
): Model {
  const seen = unfold(comparators, candidates)
  const drawn = unfold(comparators, random)
  const pairs = Math.max(1, (records * (records - 1)) / 2)
  const most = Math.min(0.5, (matchesPerRecord * records) / pairs)
  const estimate: Estimate = {
    prior: Math.min(most, (0.1 * records) / pairs),
    m: comparators.map((one) => Float64Array.from([0, ...one.levels.map((level) => level.m)])),
    u: comparators.map((one) => Float64Array.from([0, ...one.levels.map((level) => level.u)])),
  }
  let estimated = 0
  for (let round = 0; round < rounds; round++) {
    const weights = weigh(comparators, estimate)
    const matched = expect(seen, weights, estimate.prior, false)
    estimated = matched.total
    const others = expect(drawn, weights, estimate.prior, true)
    for (const [at, one] of comparators.entries()) {
      const m = one.levels.map((level) => level.m)
      const u = one.levels.map((level) => level.u)
      estimate.m[at] = share(matched.sums[at] as Float64Array, m, trustInM + 0.02 * matched.total)
      estimate.u[at] = share(others.sums[at] as Float64Array, u, trustInU)
    }
    estimate.prior = Math.min(most, Math.max((estimated + 1) / pairs, 0.2 / pairs))
  }
  const cut =
    estimated > matchesPerRecord * records && records > 50 ? { estimated, used: most * pairs } : null
  return { prior: estimate.prior, m: estimate.m, u: estimate.u, weights: weigh(comparators, estimate), cut }
}

/** In order of the pattern's number, so that sums never depend on the order of reading. */
function unfold(comparators: readonly Comparator[], histogram: Histogram): readonly Pattern[] {
  return [...histogram]
    .sort(([a], [b]) => a - b)
    .map(([pattern, count]) => ({ levels: levelsOf(comparators, pattern), count }))
}

/** The worst level and contradictions never speak for a match, the best level never against it. */
function weigh(comparators: readonly Comparator[], { m, u }: Estimate): Float64Array[] {
  return comparators.map((comparator, at) =>
    Float64Array.from(comparator.levels.length === 0 ? [0] : [0, ...comparator.levels], (_, level) => {
      if (level === 0) return 0
      const bits = Math.log2((m[at]?.[level] ?? 0) / (u[at]?.[level] ?? 1))
      const bounded = Math.max(-heaviest, Math.min(heaviest, bits))
      const contradicts =
        level === comparator.levels.length || comparator.levels[level - 1]?.conflict === true
      if (contradicts) return Math.min(0, bounded)
      return level === 1 ? Math.max(0, bounded) : bounded
    }),
  )
}

function expect(
  patterns: readonly Pattern[],
  weights: readonly Float64Array[],
  prior: number,
  complement: boolean,
): { total: number; sums: Float64Array[] } {
  const sums = weights.map((bits) => new Float64Array(bits.length))
  const start = Math.log2(prior / (1 - prior))
  let total = 0
  for (const { levels, count } of patterns) {
    let bits = start
    for (let at = 0; at < levels.length; at++) bits += weights[at]?.[levels[at] ?? 0] ?? 0
    const probability = probabilityOf(bits)
    const mass = count * (complement ? 1 - probability : probability)
    total += mass
    for (let at = 0; at < levels.length; at++) {
      const sum = sums[at] as Float64Array
      const level = levels[at] ?? 0
      sum[level] = (sum[level] ?? 0) + mass
    }
  }
  return { total, sums }
}

function share(sums: Float64Array, start: readonly number[], trust: number): Float64Array {
  let known = 0
  for (let level = 1; level < sums.length; level++) known += sums[level] ?? 0
  return Float64Array.from(sums, (sum, level) =>
    level === 0 ? 0 : (sum + trust * (start[level - 1] ?? 0)) / (known + trust),
  )
}

export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits)
}

export function bitsOf(probability: number): number {
  return Math.log2(probability / (1 - probability))
}
