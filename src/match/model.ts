import { type Comparator, isAgainst, isContradiction } from './comparator.ts'

/** How often each pattern of levels was seen; a pattern is a number in mixed radix, comparison by comparison. */
export type Histogram = Map<number, number>

export interface Model {
  /** Estimated share of all pairs that match. */
  readonly prior: number
  /** Estimated pairs that match. */
  readonly matches: number
  /** `weights[c][l]`: bits of comparison `c` at level `l`; 0 for a missing side (level 0). */
  readonly weights: readonly Float64Array[]
  readonly m: readonly Float64Array[]
  readonly u: readonly Float64Array[]
  /** Set when the estimate of matching pairs was implausible and cut down. */
  readonly cut: { readonly estimated: number; readonly used: number } | null
}

/** Pseudo-counts behind the starting values: matched pairs for m, other pairs for u. With 50 records they rule. */
const trustInM = 60
const trustInU = 1500
/** Duplicates per record before any data, and the records that stand behind this figure. */
const usualDuplicates = 0.1
const usualRecords = 100
/** More duplicates than this per record cannot be: then the comparisons are not independent. */
const matchesPerRecord = 3
/** Before its values are looked at, no pair is more likely to match. */
const mostLikely = 0.1
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
  /** No match, whatever the rest says: a comparison contradicts that the rule names. */
  readonly ruledOut: boolean
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
  /** Share of all pairs that may be a match at all, e.g. those of different orgs. */
  possible = 1,
  /** Comparisons whose contradiction rules a match out, by name: such a pair teaches what strangers share. */
  never: ReadonlySet<string> = new Set(),
): Model {
  const seen = unfold(comparators, candidates, never)
  const drawn = unfold(comparators, random, never)
  const reach = reachOf(comparators, drawn, (records * (records - 1) * possible) / 2)
  const most = matchesPerRecord * records
  const estimate: Estimate = {
    prior: priorOf(usualDuplicates * records, records, possible),
    m: comparators.map((one) => Float64Array.from([0, ...one.levels.map((level) => level.m)])),
    u: comparators.map((one) => Float64Array.from([0, ...one.levels.map((level) => level.u)])),
  }
  let estimated = 0
  for (let round = 0; round < rounds; round++) {
    const weights = weigh(comparators, estimate)
    const { matched, others: near } = expect(seen, weights, estimate.prior)
    estimated = matched.total
    const { others } = expect(drawn, weights, estimate.prior)
    for (const [at, one] of comparators.entries()) {
      const m = one.levels.map((level) => level.m)
      const u = one.levels.map((level) => level.u)
      estimate.m[at] = share(matched.sums[at] as Float64Array, m, trustInM + 0.02 * matched.total)
      const drawnShare = share(others.sums[at] as Float64Array, u, trustInU)
      estimate.u[at] = atLeast(drawnShare, near.sums[at] as Float64Array, reach[at] ?? 0)
    }
    estimate.prior = priorOf(Math.min(estimated, most), records, possible)
  }
  const cut = estimated > most && records > 50 ? { estimated, used: most } : null
  const { prior, m, u } = estimate
  return { prior, matches: Math.min(estimated, most), m, u, weights: weigh(comparators, estimate), cut }
}

/**
 * Share of pairs that match, from the matches found and the usual ones of `usualRecords`. A handful of records is
 * judged as strictly as `usualRecords` of them: that few are at hand does not make any two of them likely one.
 */
function priorOf(matches: number, records: number, possible: number): number {
  const perRecord = (matches + usualDuplicates * usualRecords) / (records + usualRecords)
  return Math.min(mostLikely, (2 * perRecord) / ((Math.max(records, usualRecords) - 1) * possible))
}

/** In order of the pattern's number, so that sums never depend on the order of reading. */
function unfold(
  comparators: readonly Comparator[],
  histogram: Histogram,
  never: ReadonlySet<string>,
): readonly Pattern[] {
  return [...histogram]
    .sort(([a], [b]) => a - b)
    .map(([pattern, count]) => {
      const levels = levelsOf(comparators, pattern)
      const ruledOut = comparators.some(
        (one, at) => never.has(one.name) && isContradiction(one.levels[(levels[at] ?? 0) - 1]),
      )
      return { levels, count, ruledOut }
    })
}

/** Of all pairs, those of which each comparison knows both sides. */
function reachOf(comparators: readonly Comparator[], drawn: readonly Pattern[], pairs: number): number[] {
  const known = comparators.map(() => 0)
  let total = 0
  for (const { levels, count } of drawn) {
    total += count
    for (let at = 0; at < known.length; at++) if (levels[at] !== 0) known[at] = (known[at] ?? 0) + count
  }
  return known.map((count) => (pairs * (count + 1)) / (total + 1))
}

/**
 * Pairs drawn at random hold next to none that share a number or an address, so the strangers among the candidates
 * who do are a lower bound: `seen` of them among `reach` pairs in all, where few pairs prove little. The last level takes
 * what is left.
 */
function atLeast(drawn: Float64Array, seen: Float64Array, reach: number): Float64Array {
  const out = drawn.slice()
  const last = out.length - 1
  for (let level = 1; level < last; level++)
    out[level] = Math.max(out[level] ?? 0, Math.min(0.5, (seen[level] ?? 0) / (reach + trustInU)))
  const rest = out.subarray(1, last).reduce((sum, one) => sum + one, 0)
  if (last >= 1) out[last] = Math.max(1e-3, Math.min(out[last] ?? 1, 1 - rest))
  return out
}

/** What speaks against a match never gets a weight for it, the best level never one against it. */
function weigh(comparators: readonly Comparator[], { m, u }: Estimate): Float64Array[] {
  return comparators.map((comparator, at) => {
    const bits = inOrder(m[at] as Float64Array, u[at] as Float64Array)
    return bits.map((raw, level) => {
      if (level === 0) return 0
      const bounded = Math.max(-heaviest, Math.min(heaviest, raw))
      if (isAgainst(comparator, level)) return Math.min(0, bounded)
      return level === 1 ? Math.max(0, bounded) : bounded
    })
  })
}

/**
 * log2(m / u) by level, never rising from one level to the next: neighbours in the wrong order are taken for one
 * level, with the sums of their shares, until all are in order (pool adjacent violators).
 */
function inOrder(m: Float64Array, u: Float64Array): Float64Array {
  const pools: { m: number; u: number; until: number }[] = []
  for (let level = 1; level < m.length; level++) {
    let pool = { m: m[level] ?? 0, u: u[level] ?? 0, until: level }
    for (
      let last = pools.at(-1);
      last !== undefined && pool.m * last.u > last.m * pool.u;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = { m: last.m + pool.m, u: last.u + pool.u, until: level }
    }
    pools.push(pool)
  }
  const bits = new Float64Array(m.length)
  let level = 1
  for (const pool of pools) for (; level <= pool.until; level++) bits[level] = Math.log2(pool.m / pool.u)
  return bits
}

interface Mass {
  total: number
  readonly sums: Float64Array[]
}

/** How many of the pairs match and how many do not, in all and level by level. */
function expect(
  patterns: readonly Pattern[],
  weights: readonly Float64Array[],
  prior: number,
): { readonly matched: Mass; readonly others: Mass } {
  const mass = (): Mass => ({ total: 0, sums: weights.map((bits) => new Float64Array(bits.length)) })
  const [matched, others] = [mass(), mass()]
  const start = Math.log2(prior / (1 - prior))
  for (const { levels, count, ruledOut } of patterns) {
    let bits = start
    for (let at = 0; at < levels.length; at++) bits += weights[at]?.[levels[at] ?? 0] ?? 0
    const probability = ruledOut ? 0 : probabilityOf(bits)
    add(matched, levels, count * probability)
    add(others, levels, count * (1 - probability))
  }
  return { matched, others }
}

function add(to: Mass, levels: Uint8Array, mass: number): void {
  to.total += mass
  for (let at = 0; at < levels.length; at++) {
    const sum = to.sums[at] as Float64Array
    const level = levels[at] ?? 0
    sum[level] = (sum[level] ?? 0) + mass
  }
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
