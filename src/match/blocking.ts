import type { MatchRule } from '../kit/index.ts'
import type { Comparisons } from './compare/index.ts'
import { group, type Part } from './kernel/group.ts'
import { indexBlocks, type KeyBlocks, type PackedBlocking, sharedBlock } from './kernel/meet.ts'
import { type Sum, withinCap } from './kernel/within-cap.ts'
import { keylessOf, type Oversized, oversizedOf } from './loss.ts'
import { buildPart } from './parts.ts'
import type { RecordTable } from './table.ts'

interface Oversize extends Readonly<Sum> {
  readonly key: string
}

export interface Blocking extends PackedBlocking {
  /** Blocks over the cap that nothing could split; their pairs are not compared through this key. */
  readonly capped: readonly Oversize[]
  /** Blocks over the cap that further fields split; `pairs` lie in different parts of one block. */
  readonly split: readonly Oversize[]
  /** The same blocks whole, to tell what was lost. */
  readonly oversized: readonly Oversized[]
  /** Records without a value for any key. */
  readonly keyless: number
}

export function buildBlocking(
  rule: MatchRule,
  table: RecordTable,
  comparisons: Comparisons,
  blockCap: number,
): Blocking {
  const parts = new Map<string, Part>()
  for (const part of new Set(rule.blockOn.flat())) parts.set(part, buildPart(part, rule, table, comparisons))
  return blocksOf(rule.blockOn, parts, table.rows, blockCap)
}

/** Blocks of all keys; a block over the cap is split by the parts that its key does not have. */
export function blocksOf(
  blockOn: readonly (readonly string[])[],
  parts: ReadonlyMap<string, Part>,
  rows: number,
  blockCap: number,
): Blocking {
  const capped: Oversize[] = []
  const split: Oversize[] = []
  const oversized: Oversized[] = []
  const partsOf = (key: readonly string[]): readonly Part[] => key.map((part) => parts.get(part) as Part)
  const keys = blockOn.map((key, nth): KeyBlocks => {
    const further = [...parts].filter(([name]) => !key.includes(name)).map(([, part]) => part)
    const groups = group(partsOf(key), rows)
    const { starts, members, left, apart } = withinCap(groups, blockCap, further)
    const over = oversizedOf(nth, groups, blockCap)
    if (over !== null) oversized.push(over)
    const name = key.join(' + ')
    if (left.blocks > 0) capped.push({ key: name, ...left })
    if (apart.blocks > 0) split.push({ key: name, ...apart })
    return { key: name, starts, members }
  })
  const keyless = keylessOf(blockOn.map(partsOf), rows)
  return { ...indexBlocks(keys, rows), capped, split, oversized, keyless }
}

/** True when this key brings the two together. */
export function shareBlock(blocking: PackedBlocking, key: number, a: number, b: number): boolean {
  return key < blocking.keys.length && sharedBlock(blocking, key, a, b) >= 0
}
