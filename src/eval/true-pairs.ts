import { randomBelow } from '../match/random.ts'
import type { Truth } from './truth.ts'

/** So many true pairs are looked at one by one; of more, as many are drawn. */
const most = 1_000_000

export interface TruePairs {
  /** How many there are. */
  readonly all: number
  /** How many are looked at. */
  readonly looked: number
  readonly drawn: boolean
  readonly each: () => Iterable<readonly [number, number]>
}

/** Pairs of records that are one; never all in memory. */
export function truePairsOf(truth: Truth, seed: number, cap = most): TruePairs {
  if (truth.kind === 'pairs') {
    const same = truth.pairs.filter((pair) => pair.same).map(({ a, b }) => [a, b] as const)
    return { all: same.length, looked: same.length, drawn: false, each: () => same }
  }
  const { entityOf, sizes, truePairs } = truth
  const starts = new Int32Array(sizes.length + 1)
  for (const [entity, size] of sizes.entries()) starts[entity + 1] = (starts[entity] ?? 0) + size
  const next = starts.slice()
  const members = new Int32Array(starts.at(-1) ?? 0)
  for (const [record, entity] of entityOf.entries()) {
    if (entity < 0) continue
    const to = next[entity] ?? 0
    members[to] = record
    next[entity] = to + 1
  }
  const drawn = truePairs > cap
  const blocks = { starts, members }
  return {
    all: truePairs,
    looked: drawn ? cap : truePairs,
    drawn,
    each: () => (drawn ? draw(blocks, truePairs, cap, seed) : every(blocks)),
  }
}

interface Blocks {
  readonly starts: Int32Array
  readonly members: Int32Array
}

function* every({ starts, members }: Blocks): Generator<readonly [number, number]> {
  for (let entity = 0; entity + 1 < starts.length; entity++) {
    const own = members.subarray(starts[entity], starts[entity + 1])
    for (let i = 0; i < own.length; i++)
      for (let j = i + 1; j < own.length; j++) yield [own[i] ?? 0, own[j] ?? 0]
  }
}

/** Uniform, with replacement: an entity by its pairs, then two of its records. */
function* draw(
  { starts, members }: Blocks,
  truePairs: number,
  count: number,
  seed: number,
): Generator<readonly [number, number]> {
  const below = randomBelow(seed)
  const until = new Float64Array(starts.length - 1)
  let sum = 0
  for (let entity = 0; entity < until.length; entity++) {
    const size = (starts[entity + 1] ?? 0) - (starts[entity] ?? 0)
    sum += (size * (size - 1)) / 2
    until[entity] = sum
  }
  for (let drawn = 0; drawn < count; drawn++) {
    const entity = firstAbove(until, below(truePairs))
    const own = members.subarray(starts[entity], starts[entity + 1])
    const one = below(own.length)
    const other = (one + 1 + below(own.length - 1)) % own.length
    const [a, b] = [own[one] ?? 0, own[other] ?? 0]
    yield a < b ? [a, b] : [b, a]
  }
}

function firstAbove(until: Float64Array, value: number): number {
  let [low, high] = [0, until.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((until[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
