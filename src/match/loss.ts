import type { Groups, Part } from './kernel/group.ts'
import type { PairList } from './pairs.ts'

/** What one key would have brought together without the cap: its blocks over it, before they were split or left out. */
export interface Oversized {
  /** Number of the key. */
  readonly key: number
  readonly blocks: readonly Int32Array[]
}

export function oversizedOf(key: number, { starts, members }: Groups, cap: number): Oversized | null {
  const blocks: Int32Array[] = []
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] ?? 0, starts[block + 1] ?? 0]
    if (to - from > cap) blocks.push(members.slice(from, to))
  }
  return blocks.length === 0 ? null : { key, blocks }
}

/** Records that have a value for no key: nothing ever brings them together with another. */
export function keylessOf(keys: readonly (readonly Part[])[], rows: number): number {
  let count = 0
  for (let record = 0; record < rows; record++) {
    const has = keys.some((parts) =>
      parts.every(({ starts }) => (starts[record + 1] ?? 0) > (starts[record] ?? 0)),
    )
    if (!has) count++
  }
  return count
}

/** Fewer pairs behind an estimate, and none is given. */
const leastEvidence = 20

/**
 * How many true pairs of a key's oversized blocks no key brought together. Of the links that the key finds in its
 * other blocks, a share is also found by further keys; where blocks were too large, only that share is known, and
 * tells what is missing (as animals are counted by catching them twice). Null without enough links to tell.
 */
export function estimatedLoss(
  oversized: Oversized,
  links: PairList,
  meets: (key: number, a: number, b: number) => boolean,
  keys: number,
): number | null {
  const shares = sharing(oversized)
  const byOthers = (a: number, b: number): boolean => {
    for (let key = 0; key < keys; key++) if (key !== oversized.key && meets(key, a, b)) return true
    return false
  }
  let found = 0
  let again = 0
  let known = 0
  for (let at = 0; at < links.length; at++) {
    const [a, b] = [links.a(at), links.b(at)]
    if (meets(oversized.key, a, b)) {
      found++
      if (byOthers(a, b)) again++
    } else if (shares(a, b)) known++
  }
  if (found < leastEvidence || again === 0) return null
  return Math.round(known * (found / again - 1))
}

/** Whether two records share an oversized block. */
function sharing({ blocks }: Oversized): (a: number, b: number) => boolean {
  const of = new Map<number, number[]>()
  for (const [block, members] of blocks.entries()) {
    for (const record of members) {
      const own = of.get(record)
      if (own === undefined) of.set(record, [block])
      else own.push(block)
    }
  }
  return (a, b) => of.get(a)?.some((block) => of.get(b)?.includes(block)) ?? false
}
