import { randomBelow } from '../random.ts'
import { metBefore, type PackedBlocking } from './meet.ts'
import { pairsOf } from './within-cap.ts'

export interface KeyEstimate {
  readonly key: string
  readonly blocks: number
  readonly records: number
  /** Pairs of this key. */
  readonly pairs: number
  /** Of these, about how many no earlier key brings together. */
  readonly fresh: number
}

/** Pairs drawn per key. */
const drawn = 4000

/** What scoring will have to do, before any pair is scored: exact per key, drawn for what keys have in common. */
export function estimatePairs(blocking: PackedBlocking): readonly KeyEstimate[] {
  return blocking.keys.map(({ key, starts, members }, nth) => {
    const sums = new Float64Array(starts.length)
    for (let block = 0; block + 1 < starts.length; block++) {
      const size = (starts[block + 1] as number) - (starts[block] as number)
      sums[block + 1] = (sums[block] as number) + pairsOf(size)
    }
    const pairs = sums[starts.length - 1] as number
    const fresh = pairs === 0 ? 0 : Math.round(pairs * shareOfFresh(blocking, nth, sums))
    return { key, blocks: starts.length - 1, records: members.length, pairs, fresh }
  })
}

function shareOfFresh(blocking: PackedBlocking, key: number, sums: Float64Array): number {
  const { starts, members } = blocking.keys[key] as PackedBlocking['keys'][number]
  const below = randomBelow(key + 1)
  const pairs = sums[sums.length - 1] as number
  let fresh = 0
  for (let nth = 0; nth < drawn; nth++) {
    const block = blockOf(sums, below(pairs))
    const from = starts[block] as number
    const size = (starts[block + 1] as number) - from
    const one = below(size)
    const other = (one + 1 + below(size - 1)) % size
    const a = members[from + Math.min(one, other)] as number
    const b = members[from + Math.max(one, other)] as number
    if (!metBefore(blocking, key, block, a, b)) fresh++
  }
  return fresh / drawn
}

/** The block in which the pair of that number lies. */
function blockOf(sums: Float64Array, pair: number): number {
  let low = 0
  let high = sums.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sums[middle] as number) <= pair) low = middle
    else high = middle - 1
  }
  return low
}
