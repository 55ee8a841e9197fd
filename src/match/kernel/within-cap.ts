import { IntList } from '../../columns/int-list.ts'
import type { Groups, Part } from './group.ts'

export interface Sum {
  blocks: number
  records: number
  pairs: number
}

export interface Fitted extends Groups {
  /** Over the cap, and nothing could split them. */
  readonly left: Readonly<Sum>
  /** Over the cap, and split. */
  readonly apart: Readonly<Sum>
}

/** Leaves out blocks of one, splits those over the cap by further parts. */
export function withinCap({ starts, members }: Groups, cap: number, further: readonly Part[]): Fitted {
  const left: Sum = { blocks: 0, records: 0, pairs: 0 }
  const apart: Sum = { blocks: 0, records: 0, pairs: 0 }
  const ends = new IntList()
  ends.push(0)
  const kept = new Int32Array(members.length)
  let length = 0
  for (let block = 0; block + 1 < starts.length; block++) {
    const whole = members.subarray(starts[block], starts[block + 1])
    if (whole.length < 2) continue
    const pieces = whole.length <= cap ? [whole] : splitBlock(whole, cap, further)
    if (pieces.length > 1) {
      const met = pieces.reduce((sum, one) => sum + pairsOf(one.length), 0)
      note(apart, whole.length, pairsOf(whole.length) - met)
    }
    for (const piece of pieces) {
      if (piece.length < 2) continue
      if (piece.length > cap) {
        note(left, piece.length, pairsOf(piece.length))
        continue
      }
      kept.set(piece, length)
      length += piece.length
      ends.push(length)
    }
  }
  return { starts: ends.values(), members: kept.subarray(0, length), left, apart }
}

function note(sum: Sum, records: number, pairs: number): void {
  sum.blocks++
  sum.records += records
  sum.pairs += pairs
}

export function pairsOf(size: number): number {
  return (size * (size - 1)) / 2
}

/** Splits by the part that leaves the fewest pairs, again and again until the cap is met or nothing helps. */
function splitBlock(members: Int32Array, cap: number, parts: readonly Part[]): readonly Int32Array[] {
  if (members.length <= cap || parts.length === 0) return [members]
  let best: readonly Int32Array[] | null = null
  let bestPart: Part | null = null
  let fewest = pairsOf(members.length) * 0.8
  for (const part of parts) {
    const pieces = byFirstCode(members, part)
    const pairs = pieces.reduce((sum, piece) => sum + pairsOf(piece.length), 0)
    if (pairs >= fewest) continue
    fewest = pairs
    best = pieces
    bestPart = part
  }
  if (best === null) return [members]
  const rest = parts.filter((part) => part !== bestPart)
  return best.flatMap((piece) => splitBlock(piece, cap, rest))
}

/** Records without a value are a piece of their own. */
function byFirstCode(members: Int32Array, { starts, codes }: Part): readonly Int32Array[] {
  const size = members.length
  const keys = new Float64Array(size) // code, then place: both fit the 53 bits of a number
  for (let at = 0; at < size; at++) {
    const record = members[at] as number
    const from = starts[record] as number
    const code = from < (starts[record + 1] as number) ? (codes[from] as number) : 0
    keys[at] = code * size + at
  }
  keys.sort()
  const sorted = Int32Array.from(keys, (key) => members[key % size] as number)
  const pieces: Int32Array[] = []
  let from = 0
  for (let at = 1; at <= size; at++) {
    if (at < size && Math.floor((keys[at] as number) / size) === Math.floor((keys[from] as number) / size))
      continue
    pieces.push(sorted.subarray(from, at))
    from = at
  }
  return pieces
}
