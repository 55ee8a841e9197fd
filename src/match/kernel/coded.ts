import { IntList } from '../../columns/int-list.ts'
import { type Texts, TextsBuilder } from '../../columns/texts.ts'

/** A field of all records: `codes[record]` points into its distinct texts; code 0 is empty. */
export interface Column {
  readonly codes: Int32Array
  readonly texts: Pick<Texts, 'size' | 'at'>
}

/** A column after normalising: one code per record, 0 where nothing is known. */
export interface Coded {
  readonly codes: Int32Array
  /** What the codes stand for. */
  readonly texts: Texts
  /** Records by code. */
  readonly counts: Int32Array
}

/** Several values per record: those of record `r` are `codes[starts[r]] … codes[starts[r + 1] - 1]`, ascending. */
export interface CodedSet extends Coded {
  readonly starts: Int32Array
  /** By record: a bit for each of the first 32 fields that has a value. */
  readonly filled: Int32Array
}

/**
 * Normalises each distinct value once. Values of one `key` get one code, counting up from 1; `first` sees the first
 * of them.
 */
export function encode<T>(
  { codes, texts }: Column,
  read: (text: string) => T | null,
  key: (item: T) => string,
  first?: (item: T) => void,
): Coded {
  const builder = new TextsBuilder()
  const codeOf = new Int32Array(texts.size)
  for (let value = 1; value < texts.size; value++) {
    const item = read(texts.at(value))
    if (item === null) continue
    const known = builder.size
    const code = builder.internText(key(item))
    codeOf[value] = code
    if (code === known) first?.(item)
  }
  const own = new Int32Array(codes.length)
  for (let record = 0; record < own.length; record++) own[record] = codeOf[codes[record] as number] as number
  const counts = countCodes(own, builder.size)
  return { codes: own, texts: builder.finish(), counts }
}

/** Normalises each distinct value of several columns into a set per record. */
export function encodeSet(
  columns: readonly Column[],
  rows: number,
  read: (text: string) => readonly string[],
): CodedSet {
  const builder = new TextsBuilder()
  const readings = columns.map(({ texts }) => readingsOf(texts, read, builder))
  const starts = new Int32Array(rows + 1)
  const filled = new Int32Array(rows)
  const all = new IntList()
  for (let record = 0; record < rows; record++) {
    const from = all.length
    for (let nth = 0; nth < columns.length; nth++) {
      const value = (columns[nth] as Column).codes[record] as number
      const { starts: begin, codes } = readings[nth] as Readings
      for (let at = begin[value] as number; at < (begin[value + 1] as number); at++) {
        all.insert(from, codes[at] as number)
        filled[record] = (filled[record] as number) | (1 << (nth & 31))
      }
    }
    starts[record + 1] = all.length
  }
  const codes = all.values()
  const size = builder.size
  return { starts, codes, texts: builder.finish(), counts: countCodes(codes, size), filled }
}

/** Codes that each distinct value of a column reads as. */
interface Readings {
  readonly starts: Int32Array
  readonly codes: Int32Array
}

function readingsOf(
  texts: Column['texts'],
  read: (text: string) => readonly string[],
  builder: TextsBuilder,
): Readings {
  const starts = new Int32Array(texts.size + 1)
  const codes = new IntList()
  for (let value = 1; value < texts.size; value++) {
    for (const text of read(texts.at(value))) if (text !== '') codes.push(builder.internText(text))
    starts[value + 1] = codes.length
  }
  return { starts, codes: codes.values() }
}

/** The same set without the codes that `drop` names. */
export function without(set: CodedSet, drop: (code: number) => boolean): CodedSet {
  const rows = set.starts.length - 1
  const starts = new Int32Array(rows + 1)
  const kept = new Int32Array(set.codes.length)
  let length = 0
  for (let record = 0; record < rows; record++) {
    for (let at = set.starts[record] as number; at < (set.starts[record + 1] as number); at++) {
      const code = set.codes[at] as number
      if (!drop(code)) kept[length++] = code
    }
    starts[record + 1] = length
  }
  const codes = kept.slice(0, length)
  return { ...set, starts, codes, counts: countCodes(codes, set.counts.length) }
}

/** The same records with another text for each value; values of one text are one, and an empty one is none. */
export function recode(set: CodedSet, read: (text: string) => string): CodedSet {
  const builder = new TextsBuilder()
  const codeOf = new Int32Array(set.counts.length)
  for (let code = 1; code < codeOf.length; code++) codeOf[code] = builder.internText(read(set.texts.at(code)))
  const rows = set.starts.length - 1
  const starts = new Int32Array(rows + 1)
  const all = new IntList()
  for (let record = 0; record < rows; record++) {
    const from = all.length
    for (let at = set.starts[record] as number; at < (set.starts[record + 1] as number); at++) {
      const code = codeOf[set.codes[at] as number] as number
      if (code !== 0) all.insert(from, code)
    }
    starts[record + 1] = all.length
  }
  const codes = all.values()
  const counts = countCodes(codes, builder.size)
  return { ...set, starts, codes, counts, texts: builder.finish() }
}

export function emptyColumn(rows: number): Column {
  return { codes: new Int32Array(rows), texts: { size: 1, at: () => '' } }
}

export function countCodes(codes: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size)
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number
    counts[code] = (counts[code] as number) + 1
  }
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
  const rarity = new Float32Array(new SharedArrayBuffer(counts.length * 4))
  for (let code = 1; code < counts.length; code++) {
    const own = Math.max((counts[code] ?? 0) - 1, 0.5) / Math.max(1, records)
    rarity[code] = Math.max(-4, Math.min(4, Math.log2(mean / own)))
  }
  return rarity
}
