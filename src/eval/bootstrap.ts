import type { Interval } from '../labels/wilson.ts'
import { randomBelow } from '../match/random.ts'

/** So many entities whose figures are the same, e.g. 5,120 with one true pair that was found. */
export interface Stratum {
  readonly count: number
  readonly figures: readonly number[]
}

/** Entities with the same figures as one stratum each, in order of their figures. */
export function strata(
  entities: number,
  figuresOf: (entity: number) => readonly number[],
): readonly Stratum[] {
  const found = new Map<string, { count: number; readonly figures: readonly number[] }>()
  for (let entity = 0; entity < entities; entity++) {
    const figures = figuresOf(entity)
    const key = figures.join(' ')
    const known = found.get(key)
    if (known === undefined) found.set(key, { count: 1, figures })
    else known.count++
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stratum]) => stratum)
}

const replicates = 1000

/**
 * Percentile intervals, 95 %, of statistics of sums over entities. Entities are drawn again as wholes, because the pairs
 * of one are right or wrong together; each counts Poisson(1) times in a replicate (J. A. Hanley and B. MacGibbon,
 * "Creating non-parametric bootstrap samples using Poisson frequencies", Computer Methods and Programs in Biomedicine
 * 83, 2006), so that a stratum of n counts Poisson(n) times.
 */
export function bootstrap(
  list: readonly Stratum[],
  statistics: readonly ((sums: readonly number[]) => number)[],
  seed: number,
): readonly Interval[] {
  const poisson = poissonDraws(seed)
  const width = list[0]?.figures.length ?? 0
  const values = statistics.map(() => new Float64Array(replicates))
  for (let replicate = 0; replicate < replicates; replicate++) {
    const sums = new Array<number>(width).fill(0)
    for (const { count, figures } of list) {
      const times = poisson(count)
      for (let at = 0; at < width; at++) sums[at] = (sums[at] ?? 0) + times * (figures[at] ?? 0)
    }
    for (const [at, statistic] of statistics.entries()) {
      const column = values[at]
      if (column !== undefined) column[replicate] = statistic(sums)
    }
  }
  return values.map((column) => {
    const sorted = column.sort()
    return {
      low: sorted[Math.floor(0.025 * replicates)] ?? 0,
      high: sorted[Math.ceil(0.975 * replicates) - 1] ?? 1,
    }
  })
}

const range = 2 ** 32
/** Above it the normal curve serves for the Poisson distribution. */
const many = 500
/** Sums of Poisson draws are Poisson draws; the product of so many uniforms does not vanish. */
const atOnce = 25

function poissonDraws(seed: number): (mean: number) => number {
  const below = randomBelow(seed)
  const uniform = (): number => (below(range) + 0.5) / range
  const few = (mean: number): number => {
    const end = Math.exp(-mean)
    let product = uniform()
    let count = 0
    while (product > end) {
      product *= uniform()
      count++
    }
    return count
  }
  return (mean) => {
    if (mean > many) {
      const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
    }
    let count = 0
    let rest = mean
    for (; rest > atOnce; rest -= atOnce) count += few(atOnce)
    return count + few(rest)
  }
}
