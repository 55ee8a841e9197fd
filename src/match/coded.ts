import type { Column } from './table.ts'

/** A column after normalising: `codes[record]` points into `items`; code 0 means that nothing is known. */
export interface Coded<T> {
  readonly codes: Int32Array
  readonly items: readonly (T | undefined)[]
  /** Records by code. */
  readonly counts: Int32Array
}

/** Several values per record: those of record `r` are `codes[starts[r]] … codes[starts[r + 1] - 1]`, ascending. */
export interface CodedSet<T> {
  readonly starts: Int32Array
  readonly codes: Int32Array
  readonly items: readonly (T | undefined)[]
  readonly counts: Int32Array
}

/** Normalises each distinct value once. Values of one `key` get one code. */
export function encode<T>(
  column: Column,
  read: (text: string) => T | null,
  key: (item: T) => string,
): Coded<T> {
  const items: (T | undefined)[] = [undefined]
  const codeOf = new Map<string, number>()
  const codeOfValue = new Int32Array(column.values.length)
  for (let at = 1; at < column.values.length; at++) {
    const item = read(column.values[at] ?? '')
    if (item !== null) codeOfValue[at] = intern(item, key(item), items, codeOf)
  }
  const codes = column.codes.map((at) => codeOfValue[at] ?? 0)
  return { codes, items, counts: countCodes(codes, items.length) }
}

/** Normalises each distinct value of several columns into a set per record. */
export function encodeSet<T>(
  columns: readonly Column[],
  rows: number,
  read: (text: string) => readonly T[],
  key: (item: T) => string,
): CodedSet<T> {
  const items: (T | undefined)[] = [undefined]
  const codeOf = new Map<string, number>()
  const codesOfValue = columns.map((column) =>
    column.values.map((text, at) =>
      at === 0 ? [] : read(text).map((item) => intern(item, key(item), items, codeOf)),
    ),
  )
  const starts = new Int32Array(rows + 1)
  const all: number[] = []
  for (let record = 0; record < rows; record++) {
    const set = new Set<number>()
    for (const [at, column] of columns.entries()) {
      for (const code of codesOfValue[at]?.[column.codes[record] ?? 0] ?? []) set.add(code)
    }
    for (const code of [...set].sort((a, b) => a - b)) all.push(code)
    starts[record + 1] = all.length
  }
  const codes = Int32Array.from(all)
  return { starts, codes, items, counts: countCodes(codes, items.length) }
}

/** The same set without the codes that `drop` names. */
export function without<T>(set: CodedSet<T>, drop: (code: number) => boolean): CodedSet<T> {
  const rows = set.starts.length - 1
  const starts = new Int32Array(rows + 1)
  const kept = new Int32Array(set.codes.length)
  let length = 0
  for (let record = 0; record < rows; record++) {
    for (let at = set.starts[record] ?? 0; at < (set.starts[record + 1] ?? 0); at++) {
      const code = set.codes[at] ?? 0
      if (!drop(code)) kept[length++] = code
    }
    starts[record + 1] = length
  }
  const codes = kept.slice(0, length)
  return { starts, codes, items: set.items, counts: countCodes(codes, set.items.length) }
}

function intern<T>(item: T, key: string, items: (T | undefined)[], codeOf: Map<string, number>): number {
  const known = codeOf.get(key)
  if (known !== undefined) return known
  const code = items.push(item) - 1
  codeOf.set(key, code)
  return code
}

function countCodes(codes: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/**
 * How much more (or less) than the average it says that two records share this value, in bits: log2 of the mean
 * frequency over the value's own, at most 4 either way. A shared Smith says less than a shared Zaragoza.
 */
export function rarityOf(counts: Int32Array): Float32Array {
  let records = 0
  let pairs = 0
  for (let code = 1; code < counts.length; code++) {
    const count = counts[code] ?? 0
    records += count
    pairs += count * (count - 1)
  }
  const mean = Math.max(pairs / Math.max(1, records * (records - 1)), 0.5 / Math.max(1, records))
  return Float32Array.from(counts, (count, code) => {
    if (code === 0) return 0
    const own = Math.max(count - 1, 0.5) / Math.max(1, records)
    return Math.max(-4, Math.min(4, Math.log2(mean / own)))
  })
}
