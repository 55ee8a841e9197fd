import type { MatchRule } from '../kit/index.ts'
import type { Comparisons } from './compare/index.ts'
import { IntList } from './int-list.ts'
import { buildPart, type Part } from './parts.ts'
import type { RecordTable } from './table.ts'

/** One blocking key over all records: which records share a value, and which blocks a record is in. */
export interface KeyBlocks {
  readonly key: string
  /** Block `b` holds `members[starts[b]] … members[starts[b + 1] - 1]`, ascending. */
  readonly starts: Int32Array
  readonly members: Int32Array
  /** Blocks of record `r`: `blocks[blockStarts[r]] … blocks[blockStarts[r + 1] - 1]`, ascending. */
  readonly blockStarts: Int32Array
  readonly blocks: Int32Array
}

interface Oversize {
  readonly key: string
  readonly blocks: number
  readonly records: number
  readonly pairs: number
}

export interface Blocking {
  readonly keys: readonly KeyBlocks[]
  /** Blocks over the cap that nothing could split; their pairs are not compared through this key. */
  readonly capped: readonly Oversize[]
  /** Blocks over the cap that further fields split; `pairs` lie in different parts of one block. */
  readonly split: readonly Oversize[]
}

/** Values that one record may have under one key. */
const keysPerRecord = 12

export function buildBlocking(
  rule: MatchRule,
  table: RecordTable,
  comparisons: Comparisons,
  blockCap: number,
): Blocking {
  const parts = new Map<string, Part>()
  for (const part of new Set(rule.blockOn.flat())) parts.set(part, buildPart(part, rule, table, comparisons))
  const capped: Oversize[] = []
  const split: Oversize[] = []
  const keys = rule.blockOn.map((key) => {
    const own = key.map((part) => parts.get(part) as Part)
    const groups = group(own, table.rows)
    const further = [...parts].filter(([name]) => !key.includes(name)).map(([, part]) => part)
    const fitted = withinCap(groups, blockCap, further)
    const name = key.join(' + ')
    if (fitted.left.blocks > 0) capped.push({ key: name, ...fitted.left })
    if (fitted.apart.blocks > 0) split.push({ key: name, ...fitted.apart })
    return index(name, fitted, table.rows)
  })
  return { keys, capped, split }
}

interface Groups {
  readonly starts: Int32Array
  readonly members: Int32Array
}

/** Groups records by all parts: dense codes part by part, then a counting sort. */
function group(parts: readonly Part[], rows: number): Groups {
  const { records, codes, size } = keysOf(parts, rows)
  const starts = new Int32Array(size + 1)
  for (const code of codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1
  for (let code = 0; code < size; code++) starts[code + 1] = (starts[code + 1] ?? 0) + (starts[code] ?? 0)
  const next = starts.slice()
  const members = new Int32Array(codes.length)
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0
    const to = next[code] ?? 0
    members[to] = records[at] ?? 0
    next[code] = to + 1
  }
  return { starts, members }
}

interface Keys {
  readonly records: Int32Array
  readonly codes: Int32Array
  readonly size: number
}

function keysOf(parts: readonly Part[], rows: number): Keys {
  const [first, ...rest] = parts
  if (first === undefined) return { records: new Int32Array(0), codes: new Int32Array(0), size: 0 }
  const records = new Int32Array(first.codes.length)
  for (let record = 0; record < rows; record++)
    records.fill(record, first.starts[record], first.starts[record + 1])
  let keys: Keys = { records, codes: first.codes, size: first.counts.length }
  for (const part of rest) keys = joinPart(keys, part)
  return keys
}

function joinPart({ records, codes }: Keys, part: Part): Keys {
  const denseOf = new Map<number, number>()
  const width = part.counts.length
  const outRecords = new IntList()
  const outCodes = new IntList()
  let last = -1
  let taken = 0
  for (let nth = 0; nth < records.length; nth++) {
    const record = records[nth] ?? 0
    taken = record === last ? taken : 0
    last = record
    for (
      let at = part.starts[record] ?? 0;
      at < (part.starts[record + 1] ?? 0) && taken < keysPerRecord;
      at++
    ) {
      const key = (codes[nth] ?? 0) * width + (part.codes[at] ?? 0)
      let dense = denseOf.get(key)
      if (dense === undefined) {
        dense = denseOf.size
        denseOf.set(key, dense)
      }
      outRecords.push(record)
      outCodes.push(dense)
      taken++
    }
  }
  return { records: outRecords.values(), codes: outCodes.values(), size: denseOf.size }
}

interface Fitted extends Groups {
  readonly left: { blocks: number; records: number; pairs: number }
  readonly apart: { blocks: number; records: number; pairs: number }
}

/** Leaves out blocks of one, splits those over the cap. */
function withinCap(groups: Groups, cap: number, further: readonly Part[]): Fitted {
  const members = new IntList()
  const starts = new IntList()
  starts.push(0)
  const left = { blocks: 0, records: 0, pairs: 0 }
  const apart = { blocks: 0, records: 0, pairs: 0 }
  const add = (block: Int32Array): void => {
    for (const record of block) members.push(record)
    starts.push(members.length)
  }
  for (let block = 0; block + 1 < groups.starts.length; block++) {
    const [from, to] = [groups.starts[block] ?? 0, groups.starts[block + 1] ?? 0]
    if (to - from < 2) continue
    const whole = groups.members.subarray(from, to)
    const pieces = to - from <= cap ? [whole] : splitBlock(whole, cap, further)
    if (pieces.length > 1)
      note(
        apart,
        whole.length,
        pairsOf(whole.length) - pieces.reduce((sum, one) => sum + pairsOf(one.length), 0),
      )
    for (const piece of pieces) {
      if (piece.length < 2) continue
      if (piece.length <= cap) add(piece)
      else note(left, piece.length, pairsOf(piece.length))
    }
  }
  return { starts: starts.values(), members: members.values(), left, apart }
}

function note(count: Fitted['left'], records: number, pairs: number): void {
  count.blocks++
  count.records += records
  count.pairs += pairs
}

function pairsOf(size: number): number {
  return (size * (size - 1)) / 2
}

/** Splits by the part that leaves the fewest pairs, again and again until the cap is met or nothing helps. */
function splitBlock(members: Int32Array, cap: number, parts: readonly Part[]): readonly Int32Array[] {
  if (members.length <= cap || parts.length === 0) return [members]
  let best: Int32Array[] | null = null
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
function byFirstCode(members: Int32Array, part: Part): Int32Array[] {
  const pieces = new Map<number, number[]>()
  for (const record of members) {
    const at = part.starts[record] ?? 0
    const code = at < (part.starts[record + 1] ?? 0) ? (part.codes[at] ?? 0) : 0
    const piece = pieces.get(code)
    if (piece === undefined) pieces.set(code, [record])
    else piece.push(record)
  }
  return [...pieces.values()].map((piece) => Int32Array.from(piece))
}

function index(key: string, { starts, members }: Groups, rows: number): KeyBlocks {
  const blockStarts = new Int32Array(rows + 1)
  for (const record of members) blockStarts[record + 1] = (blockStarts[record + 1] ?? 0) + 1
  for (let record = 0; record < rows; record++) {
    blockStarts[record + 1] = (blockStarts[record + 1] ?? 0) + (blockStarts[record] ?? 0)
  }
  const blocks = new Int32Array(members.length)
  const next = blockStarts.slice()
  for (let block = 0; block + 1 < starts.length; block++) {
    for (let nth = starts[block] ?? 0; nth < (starts[block + 1] ?? 0); nth++) {
      const record = members[nth] ?? 0
      const at = next[record] ?? 0
      blocks[at] = block
      next[record] = at + 1
    }
  }
  return { key, starts, members, blockStarts, blocks }
}

/** True when the pair meets in an earlier key, or in an earlier block of this key: then it was visited there. */
export function metBefore(
  keys: readonly KeyBlocks[],
  key: number,
  block: number,
  a: number,
  b: number,
): boolean {
  for (let earlier = 0; earlier < key; earlier++) {
    if (firstShared(keys[earlier] as KeyBlocks, a, b) >= 0) return true
  }
  const shared = firstShared(keys[key] as KeyBlocks, a, b)
  return shared >= 0 && shared < block
}

/** True when this key brings the two together. */
export function shareBlock({ keys }: Blocking, key: number, a: number, b: number): boolean {
  const one = keys[key]
  return one !== undefined && firstShared(one, a, b) >= 0
}

function firstShared({ blockStarts, blocks }: KeyBlocks, a: number, b: number): number {
  let left = blockStarts[a] ?? 0
  let right = blockStarts[b] ?? 0
  const endLeft = blockStarts[a + 1] ?? 0
  const endRight = blockStarts[b + 1] ?? 0
  while (left < endLeft && right < endRight) {
    const one = blocks[left] ?? 0
    const other = blocks[right] ?? 0
    if (one === other) return one
    if (one < other) left++
    else right++
  }
  return -1
}

/** Each pair that shares a block of any key, once, in an order that depends on the records alone. */
export function* pairBlocks(
  blocking: Blocking,
): Generator<{ readonly key: number; readonly block: number; readonly members: Int32Array }> {
  for (const [key, { starts, members }] of blocking.keys.entries()) {
    for (let block = 0; block + 1 < starts.length; block++) {
      yield { key, block, members: members.subarray(starts[block], starts[block + 1]) }
    }
  }
}
