import { IntList } from '../../columns/int-list.ts'

/** Part of a blocking key: the codes of each record, ascending; none when the record has no value. */
export interface Part {
  /** Codes of record `r`: `codes[starts[r]] … codes[starts[r + 1] - 1]`. */
  readonly starts: Int32Array
  readonly codes: Int32Array
  /** Records by code. */
  readonly counts: Int32Array
}

/** Group `g` holds `members[starts[g]] … members[starts[g + 1] - 1]`, ascending. */
export interface Groups {
  readonly starts: Int32Array
  readonly members: Int32Array
}

/** Values that one record may have under one key of several parts. */
const keysPerRecord = 12

/** Groups records by all parts: a counting sort part by part, the last one first, leaves equal keys side by side. */
export function group(parts: readonly Part[], rows: number): Groups {
  const { records, codes } = entriesOf(parts, rows)
  let order = Int32Array.from(records, (_, at) => at)
  for (let nth = parts.length - 1; nth >= 0; nth--) {
    order = sortedBy(codes[nth] as Int32Array, (parts[nth] as Part).counts.length, order)
  }
  const starts = new IntList()
  const members = new Int32Array(order.length)
  for (let at = 0; at < order.length; at++) {
    const entry = order[at] as number
    members[at] = records[entry] as number
    if (at === 0 || codes.some((list) => list[entry] !== list[order[at - 1] as number])) starts.push(at)
  }
  starts.push(order.length)
  return { starts: starts.values(), members }
}

interface Entries {
  readonly records: Int32Array
  /** Per part the code of each entry. */
  readonly codes: readonly Int32Array[]
}

/** Each record once per combination of its values. */
function entriesOf([first, ...rest]: readonly Part[], rows: number): Entries {
  if (first === undefined) return { records: new Int32Array(0), codes: [] }
  const records = new Int32Array(first.codes.length)
  for (let record = 0; record < rows; record++) {
    records.fill(record, first.starts[record], first.starts[record + 1])
  }
  let entries: Entries = { records, codes: [first.codes] }
  for (const part of rest) entries = joinPart(entries, part)
  return entries
}

function joinPart({ records, codes }: Entries, { starts, codes: own }: Part): Entries {
  const kept = new IntList()
  const added = new IntList()
  let last = -1
  let taken = 0
  for (let entry = 0; entry < records.length; entry++) {
    const record = records[entry] as number
    if (record !== last) taken = 0
    last = record
    const to = starts[record + 1] as number
    for (let at = starts[record] as number; at < to && taken < keysPerRecord; at++, taken++) {
      kept.push(entry)
      added.push(own[at] as number)
    }
  }
  const entries = kept.values()
  const pick = (list: Int32Array): Int32Array => {
    const out = new Int32Array(entries.length)
    for (let at = 0; at < out.length; at++) out[at] = list[entries[at] as number] as number
    return out
  }
  return { records: pick(records), codes: [...codes.map(pick), added.values()] }
}

/** The order sorted by code; what has one code stays as it was. */
function sortedBy(codes: Int32Array, size: number, order: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size + 1)
  for (let at = 0; at < codes.length; at++) {
    const code = (codes[at] as number) + 1
    next[code] = (next[code] as number) + 1
  }
  for (let code = 0; code < size; code++) next[code + 1] = (next[code + 1] as number) + (next[code] as number)
  const sorted = new Int32Array(order.length)
  for (let at = 0; at < order.length; at++) {
    const entry = order[at] as number
    const code = codes[entry] as number
    const to = next[code] as number
    sorted[to] = entry
    next[code] = to + 1
  }
  return sorted
}
