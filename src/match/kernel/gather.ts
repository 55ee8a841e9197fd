import type { Found } from './sweep.ts'

/** Sums do not depend on which thread saw what: counts are whole numbers. */
export function sumPatterns(parts: readonly Found[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { patterns, counts } of parts) {
    for (let at = 0; at < patterns.length; at++) {
      const pattern = patterns[at] as number
      sums.set(pattern, (sums.get(pattern) ?? 0) + (counts[at] as number))
    }
  }
  return sums
}

export function comparedIn(parts: readonly Found[]): number {
  return parts.reduce((sum, { compared }) => sum + compared, 0)
}

export interface ScoredPairs {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly bits: Float64Array
}

/** The pairs of all threads, by their records: two counting sorts, the second record first. */
export function sortedPairs(parts: readonly Found[], rows: number): ScoredPairs {
  const size = parts.reduce((sum, { a }) => sum + a.length, 0)
  const all: ScoredPairs = { a: new Int32Array(size), b: new Int32Array(size), bits: new Float64Array(size) }
  let to = 0
  for (const part of parts) {
    all.a.set(part.a, to)
    all.b.set(part.b, to)
    all.bits.set(part.bits, to)
    to += part.a.length
  }
  const order = orderBy(all.a, rows, orderBy(all.b, rows, null))
  return {
    a: Int32Array.from(order, (at) => all.a[at] as number),
    b: Int32Array.from(order, (at) => all.b[at] as number),
    bits: Float64Array.from(order, (at) => all.bits[at] as number),
  }
}

function orderBy(records: Int32Array, rows: number, before: Int32Array | null): Int32Array {
  const next = new Int32Array(rows + 1)
  for (let at = 0; at < records.length; at++) {
    const record = (records[at] as number) + 1
    next[record] = (next[record] as number) + 1
  }
  for (let record = 0; record < rows; record++) {
    next[record + 1] = (next[record + 1] as number) + (next[record] as number)
  }
  const order = new Int32Array(records.length)
  for (let at = 0; at < records.length; at++) {
    const entry = before === null ? at : (before[at] as number)
    const record = records[entry] as number
    const to = next[record] as number
    order[to] = entry
    next[record] = to + 1
  }
  return order
}
