import { IntList } from '../../columns/int-list.ts'
import type { Groups } from './group.ts'
import { sharedInts, sharedIntsOf } from './shared.ts'

/** One blocking key over all records: which of them share a value. */
export interface KeyBlocks extends Groups {
  readonly key: string
}

/**
 * All blocks, and which of them each record is in: in memory that threads share. Whether two records met before is
 * read from their two lines, so that no set of pairs is ever stored.
 */
export interface PackedBlocking {
  readonly rows: number
  readonly keys: readonly KeyBlocks[]
  /**
   * A place per record and key: 0 for no block, `n` for block `n - 1`, `-n` for those of `several`, from
   * `several[n]` on: their number, then the blocks, ascending.
   */
  readonly lines: Int32Array
  readonly several: Int32Array
}

export function indexBlocks(keys: readonly KeyBlocks[], rows: number): PackedBlocking {
  const width = keys.length
  const lines = sharedInts(rows * width)
  const several = new IntList()
  several.push(0) // places in `several` begin at 1
  for (const [key, groups] of keys.entries()) indexKey(groups, { lines, width, key, several, rows })
  const shared = keys.map(({ key, starts, members }) => ({
    key,
    starts: sharedIntsOf(starts),
    members: sharedIntsOf(members),
  }))
  return { rows, keys: shared, lines, several: sharedIntsOf(several.values()) }
}

interface Indexing {
  readonly lines: Int32Array
  readonly width: number
  readonly key: number
  readonly several: IntList
  readonly rows: number
}

function indexKey({ starts, members }: Groups, { lines, width, key, several, rows }: Indexing): void {
  const counts = new Int32Array(rows)
  for (let at = 0; at < members.length; at++) {
    const record = members[at] as number
    counts[record] = (counts[record] as number) + 1
  }
  for (let block = 0; block + 1 < starts.length; block++) {
    for (let at = starts[block] as number; at < (starts[block + 1] as number); at++) {
      const record = members[at] as number
      const place = record * width + key
      if (counts[record] === 1) lines[place] = block + 1
      else addToSeveral(place, counts[record] as number, block)
    }
  }
  function addToSeveral(place: number, count: number, block: number): void {
    if (lines[place] === 0) {
      lines[place] = -several.length
      several.push(0)
      for (let nth = 0; nth < count; nth++) several.push(0)
    }
    const from = -(lines[place] as number)
    const known = several.at(from)
    several.set(from + 1 + known, block)
    several.set(from, known + 1)
  }
}

/** The first block of a key that holds both; -1 when there is none. */
export function sharedBlock(
  { lines, several, keys }: PackedBlocking,
  key: number,
  a: number,
  b: number,
): number {
  const one = lines[a * keys.length + key] as number
  const other = lines[b * keys.length + key] as number
  if (one === 0 || other === 0) return -1
  if (one > 0 && other > 0) return one === other ? one - 1 : -1
  if (one > 0) return holds(several, -other, one - 1)
  return other > 0 ? holds(several, -one, other - 1) : firstOfBoth(several, -one, -other)
}

function holds(several: Int32Array, from: number, block: number): number {
  const to = from + 1 + (several[from] as number)
  for (let at = from + 1; at < to; at++) if (several[at] === block) return block
  return -1
}

function firstOfBoth(several: Int32Array, fromA: number, fromB: number): number {
  const toA = fromA + 1 + (several[fromA] as number)
  const toB = fromB + 1 + (several[fromB] as number)
  let a = fromA + 1
  let b = fromB + 1
  while (a < toA && b < toB) {
    const one = several[a] as number
    const other = several[b] as number
    if (one === other) return one
    if (one < other) a++
    else b++
  }
  return -1
}

/** True when the pair meets in an earlier key, or in an earlier block of this key: then it was visited there. */
export function metBefore(
  blocking: PackedBlocking,
  key: number,
  block: number,
  a: number,
  b: number,
): boolean {
  for (let earlier = 0; earlier < key; earlier++) if (sharedBlock(blocking, earlier, a, b) >= 0) return true
  const shared = sharedBlock(blocking, key, a, b)
  return shared >= 0 && shared < block
}
