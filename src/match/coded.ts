import { IntList } from './int-list.ts'
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
  const all = new IntList()
  const starts = new Int32Array(rows + 1)
  const readings = columns.map((column) =>
    readingsOf(column, (text) => read(text).map((item) => intern(item, key(item), items, codeOf))),
  )
  for (let record = 0; record < rows; record++) {
    const from = all.length
    for (const [at, column] of columns.entries()) {
      const reading = readings[at] as Readings
      const value = column.codes[record] ?? 0
      for (let nth = reading.starts[value] ?? 0; nth < (reading.starts[value + 1] ?? 0); nth++) {
        pushNew(all, from, reading.codes[nth] ?? 0)
      }
    }
    starts[record + 1] = all.length
    if (all.length - from > 1) all.values().subarray(from).sort()
  }
  const codes = all.values()
  return { starts, codes, items, counts: countCodes(codes, items.length) }
}

/** Codes that each distinct value of a column reads as. */
interface Readings {
  readonly starts: Int32Array
  readonly codes: Int32Array
}

function readingsOf(column: Column, read: (text: string) => readonly number[]): Readings {
  const starts = new Int32Array(column.values.length + 1)
  const codes = new IntList()
  for (let at = 1; at < column.values.length; at++) {
    for (const code of read(column.values[at] ?? '')) codes.push(code)
    starts[at + 1] = codes.length
  }
  return { starts, codes: codes.values() }
}

function pushNew(list: IntList, from: number, code: number): void {
  for (let at = from; at < list.length; at++) if (list.at(at) === code) return
  list.push(code)
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
