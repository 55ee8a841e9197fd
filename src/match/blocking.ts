import type { MatchRule } from '../kit/index.ts'
import type { Comparisons } from './compare/index.ts'
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

export interface Oversize {
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
    return index(name, fitted.lists, table.rows)
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
  readonly records: readonly number[]
  readonly codes: readonly number[]
  readonly size: number
}

function keysOf(parts: readonly Part[], rows: number): Keys {
  const [first, ...rest] = parts
  if (first === undefined) return { records: [], codes: [], size: 0 }
  let records: number[] = []
  let codes: number[] = []
  for (let record = 0; record < rows; record++) {
    for (let at = first.starts[record] ?? 0; at < (first.starts[record + 1] ?? 0); at++) {
      records.push(record)
      codes.push(first.codes[at] ?? 0)
    }
  }
  let size = first.counts.length
  for (const part of rest) {
    const joined = joinPart(records, codes, part)
    records = joined.records
    codes = joined.codes
    size = joined.size
  }
  return { records, codes, size }
}

function joinPart(
  records: readonly number[],
  codes: readonly number[],
  part: Part,
): { records: number[]; codes: number[]; size: number } {
  const denseOf = new Map<number, number>()
  const width = part.counts.length
  const [outRecords, outCodes]: [number[], number[]] = [[], []]
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
  return { records: outRecords, codes: outCodes, size: denseOf.size }
}

interface Fitted {
  readonly lists: readonly Int32Array[]
  readonly left: { blocks: number; records: number; pairs: number }
  readonly apart: { blocks: number; records: number; pairs: number }
}

/** Leaves out blocks of one, splits those over the cap. */
function withinCap(groups: Groups, cap: number, further: readonly Part[]): Fitted {
  const lists: Int32Array[] = []
  const left = { blocks: 0, records: 0, pairs: 0 }
  const apart = { blocks: 0, records: 0, pairs: 0 }
  for (let block = 0; block + 1 < groups.starts.length; block++) {
    const members = groups.members.subarray(groups.starts[block], groups.starts[block + 1])
    if (members.length < 2) continue
    if (members.length <= cap) {
      lists.push(members)
      continue
    }
    const pieces = splitBlock(members, cap, further)
    const within = pieces.reduce((sum, piece) => sum + pairsOf(piece.length), 0)
    if (pieces.length > 1) {
      apart.blocks++
      apart.records += members.length
      apart.pairs += pairsOf(members.length) - within
    }
    for (const piece of pieces) {
      if (piece.length < 2) continue
      if (piece.length <= cap) lists.push(piece)
      else {
        left.blocks++
        left.records += piece.length
        left.pairs += pairsOf(piece.length)
      }
    }
  }
  return { lists, left, apart }
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

function index(key: string, lists: readonly Int32Array[], rows: number): KeyBlocks {
  const starts = new Int32Array(lists.length + 1)
  const blockStarts = new Int32Array(rows + 1)
  for (const [block, list] of lists.entries()) {
    starts[block + 1] = (starts[block] ?? 0) + list.length
    for (const record of list) blockStarts[record + 1] = (blockStarts[record + 1] ?? 0) + 1
  }
  for (let record = 0; record < rows; record++)
    blockStarts[record + 1] = (blockStarts[record + 1] ?? 0) + (blockStarts[record] ?? 0)
  const members = new Int32Array(starts.at(-1) ?? 0)
  const blocks = new Int32Array(members.length)
  const next = blockStarts.slice()
  for (const [block, list] of lists.entries()) {
    members.set(list, starts[block])
    for (const record of list) {
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
