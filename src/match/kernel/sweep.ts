import type { Comparator } from '../comparator.ts'
import { openComparisons, type PackedComparisons } from '../compare/open.ts'
import { type Model, patternOf } from '../model.ts'
import { PairList } from '../pairs.ts'
import type { Score } from '../score.ts'
import { boundedScorer } from './bounded-score.ts'
import type { Chunks } from './chunks.ts'
import { metBefore, type PackedBlocking } from './meet.ts'
import { PatternCounts } from './patterns.ts'

/** All that threads share to go over the candidate pairs. */
export interface Candidates {
  readonly comparisons: PackedComparisons
  readonly blocking: PackedBlocking
  readonly chunks: Chunks
  /** Side of each record; only those of different sides meet. Null: all do. */
  readonly sides: Uint8Array | null
  /** A number that follows from each record's key alone. */
  readonly marks: Int32Array
}

/** One pass over all candidate pairs. */
export type Pass =
  | { readonly type: 'learn'; readonly share: number }
  | {
      readonly type: 'score'
      readonly model: Model
      readonly order: readonly number[]
      readonly floor: number
    }

/** What one thread found in its chunks. */
export interface Found {
  /** Pairs that were looked at, each once. */
  readonly compared: number
  /** Of a pass that learns: how often each pattern of levels was seen. */
  readonly patterns: Float64Array
  readonly counts: Float64Array
  /** Of a pass that scores: the pairs from the floor on. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly bits: Float64Array
}

/** Goes over the chunks that are given to it, one by one. */
export interface Sweep {
  readonly chunk: (nth: number) => void
  readonly found: () => Found
}

export type Opened = Candidates & { readonly comparators: readonly Comparator[] }

export function openCandidates(candidates: Candidates): Opened {
  return { ...candidates, comparators: openComparisons(candidates.comparisons) }
}

export function sweepOf(opened: Opened, pass: Pass): Sweep {
  const patterns = new PatternCounts()
  const pairs = new PairList()
  const visit =
    pass.type === 'learn'
      ? (a: number, b: number): void => patterns.add(patternOf(opened.comparators, a, b))
      : keeper(boundedScorer(opened.comparators, pass.model, pass.floor, pass.order), pass.floor, pairs)
  const share = pass.type === 'learn' ? pass.share : 1
  let compared = 0
  return {
    chunk: (nth) => {
      compared += sweepChunk(opened, nth, share, visit)
    },
    found: () => ({ compared, ...patterns.values(), ...pairs.columns() }),
  }
}

function keeper(score: Score, floor: number, pairs: PairList): (a: number, b: number) => void {
  return (a, b) => {
    const bits = score(a, b)
    if (bits >= floor) pairs.add(a, b, bits)
  }
}

type Visit = (a: number, b: number) => void

/** Visits each pair of the chunk's blocks that no earlier block holds; of all pairs only that share. */
function sweepChunk(
  { blocking, chunks, sides, marks }: Opened,
  nth: number,
  share: number,
  visit: Visit,
): number {
  const [key, first, last] = chunks.runs.subarray(3 * nth, 3 * nth + 3) as unknown as [number, number, number]
  const { starts, members } = blocking.keys[key] as PackedBlocking['keys'][number]
  const below = share * 4_294_967_296
  let visited = 0
  for (let block = first; block < last; block++) {
    const from = starts[block] as number
    const to = starts[block + 1] as number
    for (let i = from; i < to; i++) {
      const a = members[i] as number
      for (let j = i + 1; j < to; j++) {
        const b = members[j] as number
        if (sides !== null && sides[a] === sides[b]) continue
        if (share < 1 && drawOf(marks[a] as number, marks[b] as number) >= below) continue
        if (metBefore(blocking, key, block, a, b)) continue
        visited++
        visit(a, b)
      }
    }
  }
  return visited
}

/** A number below 2^32 that follows from the two records alone: the same pairs are drawn in any order and thread. */
function drawOf(one: number, other: number): number {
  let mixed = Math.imul(one ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
