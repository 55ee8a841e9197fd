import type { CodedSet } from './coded.ts'
import type { Carried, Encoding } from './kind.ts'
import type { Lines } from './lines.ts'
import { sharedIntsOf } from './shared.ts'

/**
 * A set of values per record in one code: 0 for none, up to `singles` the value itself, above it the set of several
 * `items[starts[code - singles - 1]] … items[starts[code - singles] - 1]`.
 */
export interface PackedSet {
  readonly place: number
  readonly singles: number
  readonly starts: Int32Array
  readonly items: Int32Array
}

export function packSet({ starts, codes, counts }: CodedSet, line: Encoding['line']): PackedSet {
  const rows = starts.length - 1
  const own = new Int32Array(rows)
  const singles = counts.length - 1
  const several: number[] = [0]
  const items = new Int32Array(codes.length)
  let length = 0
  for (let record = 0; record < rows; record++) {
    const from = starts[record] as number
    const to = starts[record + 1] as number
    if (to - from === 1) own[record] = codes[from] as number
    if (to - from < 2) continue
    for (let at = from; at < to; at++) items[length++] = codes[at] as number
    own[record] = singles + several.push(length) - 1
  }
  const place = line(own)
  return { place, singles, starts: sharedIntsOf(several), items: sharedIntsOf(items.subarray(0, length)) }
}

/** How two values of a set compare; neither is 0, and they differ. */
export type ItemLevel = (one: number, other: number) => number

/** The best level of any two values, `equal` being that of two that are one; 0 when a side has none. */
export function bestOf(
  { place, singles, starts, items }: PackedSet,
  { codes, width }: Lines,
  level: ItemLevel,
  equal: (item: number) => number = () => 1,
): (a: number, b: number) => number {
  const single = (one: number, other: number): number => (one === other ? equal(one) : level(one, other))
  const oneOfSeveral = (one: number, set: number): number => {
    let best = 0
    for (let at = starts[set - 1] as number; at < (starts[set] as number); at++) {
      const next = single(one, items[at] as number)
      if (next === 1) return 1
      if (best === 0 || next < best) best = next
    }
    return best
  }
  const several = (set: number, other: number): number => {
    let best = 0
    for (let at = starts[set - 1] as number; at < (starts[set] as number); at++) {
      const next = oneOfSeveral(items[at] as number, other)
      if (next === 1) return 1
      if (best === 0 || next < best) best = next
    }
    return best
  }
  return (a, b) => {
    const one = codes[a * width + place] as number
    const other = codes[b * width + place] as number
    if (one === 0 || other === 0) return 0
    if (one <= singles) return other <= singles ? single(one, other) : oneOfSeveral(one, other - singles)
    return other <= singles ? reversed(one - singles, other) : several(one - singles, other - singles)
  }
  /** Asks with the values in the order of the records: not every comparison is the same both ways. */
  function reversed(set: number, other: number): number {
    let best = 0
    for (let at = starts[set - 1] as number; at < (starts[set] as number); at++) {
      const next = single(items[at] as number, other)
      if (next === 1) return 1
      if (best === 0 || next < best) best = next
    }
    return best
  }
}

/** The values of a record, ascending. */
export function itemsOf(
  { place, singles, starts, items }: PackedSet,
  { codes, width }: Lines,
  record: number,
): Int32Array {
  const code = codes[record * width + place] as number
  if (code === 0) return new Int32Array(0)
  if (code <= singles) return Int32Array.of(code)
  return items.subarray(starts[code - singles - 1], starts[code - singles])
}

/** Bits to take away when more than three records carry the shared value. */
export function crowd(set: PackedSet, lines: Lines, counts: Int32Array, a: number, b: number): number {
  const others = itemsOf(set, lines, b)
  let fewest = Number.POSITIVE_INFINITY
  for (const item of itemsOf(set, lines, a)) {
    if (others.includes(item)) fewest = Math.min(fewest, counts[item] as number)
  }
  return Number.isFinite(fewest) ? -Math.max(0, Math.log2(Math.max(1, fewest) / 3)) : 0
}

/** Most bits that a shared value may give to these two. */
export function ceilingOfColleagues(
  among: Carried['amongColleagues'],
  { codes, width }: Lines,
): (a: number, b: number) => number {
  if (among === null) return () => Number.POSITIVE_INFINITY
  const { place, bits } = among
  return (a, b) => {
    const company = codes[a * width + place]
    return company !== 0 && company === codes[b * width + place] ? bits : Number.POSITIVE_INFINITY
  }
}

/** The highest figure of the values that two records share; infinite when they share none. */
export function highestShared(
  set: PackedSet,
  lines: Lines,
  figures: Float64Array,
  a: number,
  b: number,
): number {
  const others = itemsOf(set, lines, b)
  let highest = Number.NEGATIVE_INFINITY
  for (const item of itemsOf(set, lines, a)) {
    if (others.includes(item)) highest = Math.max(highest, figures[item] as number)
  }
  return highest === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : highest
}
