import { IntList } from './int-list.ts'
import { openTexts, type SharedTexts } from './texts.ts'

/** The ids of all records, `at(record)`, without a JavaScript string each. */
export interface Ids {
  readonly length: number
  readonly at: (record: number) => string
}

/** Ids as they lie in memory: that of record `n` ends at `ends[n + 1]`, where the next begins. */
export interface StoredIds extends Ids, SharedTexts {}

export function openIds(stored: SharedTexts): StoredIds {
  const texts = openTexts(stored)
  return { ...stored, length: stored.ends.length - 1, at: (record) => texts.at(record + 1) }
}

/** Takes ids as bytes and puts them in order: by object, then by the bytes of the id. */
export class IdsBuilder {
  #bytes = new Uint8Array(4096)
  #length = 0
  readonly #ends = new IntList()
  readonly #objects = new IntList()

  get rows(): number {
    return this.#ends.length
  }

  add(object: number, source: Uint8Array, from: number, to: number): void {
    const end = this.#length + to - from
    if (end > this.#bytes.length) this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(end * 2))
    for (let at = from, own = this.#length; at < to; at++, own++) this.#bytes[own] = source[at] as number
    this.#length = end
    this.#ends.push(end)
    this.#objects.push(object)
  }

  addText(object: number, id: string): void {
    const bytes = Buffer.from(id)
    this.add(object, bytes, 0, bytes.length)
  }

  /** Record `n` is what came as the `order[n]`th; `objects` are the names behind the numbers given. */
  finish(objects: readonly string[]): {
    readonly ids: StoredIds
    readonly order: Int32Array
    object: Uint8Array
  } {
    const ends = this.#ends.values()
    const numbers = this.#objects.values()
    const place = placesOf(objects)
    const bytes = this.#bytes
    const order = orderOf({ bytes, ends, place: (row) => place[numbers[row] as number] as number })
    const sorted = new Uint8Array(new SharedArrayBuffer(this.#length))
    const bounds = new Uint32Array(new SharedArrayBuffer((order.length + 1) * 4))
    for (let record = 0; record < order.length; record++) {
      const row = order[record] as number
      const id = bytes.subarray(startOf(ends, row), ends[row])
      sorted.set(id, bounds[record])
      bounds[record + 1] = (bounds[record] as number) + id.length
    }
    const object = Uint8Array.from(order, (row) => numbers[row] as number)
    return { ids: openIds({ bytes: sorted, ends: bounds }), order, object }
  }
}

/** Where each name stands when they are sorted. */
function placesOf(names: readonly string[]): Int32Array {
  const places = new Int32Array(names.length)
  const sorted = names.map((name, at) => ({ name, at })).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const [place, { at }] of sorted.entries()) places[at] = place
  return places
}

interface Sorting {
  readonly bytes: Uint8Array
  readonly ends: Int32Array
  readonly place: (row: number) => number
}

function startOf(ends: Int32Array, row: number): number {
  return row === 0 ? 0 : (ends[row - 1] as number)
}

function compareRows({ bytes, ends, place }: Sorting, a: number, b: number): number {
  const objects = place(a) - place(b)
  if (objects !== 0) return objects
  let [left, right] = [startOf(ends, a), startOf(ends, b)]
  const [endLeft, endRight] = [ends[a] as number, ends[b] as number]
  for (; left < endLeft && right < endRight; left++, right++) {
    const bit = (bytes[left] as number) - (bytes[right] as number)
    if (bit !== 0) return bit
  }
  return endLeft - left - (endRight - right)
}

/** Most snapshots keep the order in which the CRM gives out its ids: then nothing is left to sort. */
function orderOf(sorting: Sorting): Int32Array {
  const order = Int32Array.from(sorting.ends, (_, row) => row)
  if (isSorted(sorting, order)) return order
  const keys = keysOf(sorting)
  const sorted = sortByKeys(keys, order)
  let from = 0
  for (let to = 1; to <= sorted.length; to++) {
    if (keys[sorted[from] as number] === keys[sorted[to] as number]) continue
    if (to - from > 1) sorted.subarray(from, to).sort((a, b) => compareRows(sorting, a, b))
    from = to
  }
  return sorted
}

function isSorted(sorting: Sorting, order: Int32Array): boolean {
  for (let at = 1; at < order.length; at++) {
    if (compareRows(sorting, order[at - 1] as number, order[at] as number) > 0) return false
  }
  return true
}

/** Object and the first five bytes in which ids differ, as whole numbers of 48 bits. */
function keysOf({ bytes, ends, place }: Sorting): Float64Array {
  const from = commonPrefix(bytes, ends)
  const keys = new Float64Array(ends.length)
  for (let row = 0; row < ends.length; row++) {
    const start = startOf(ends, row) + from
    let key = place(row)
    for (let at = start; at < start + 5; at++)
      key = key * 256 + (at < (ends[row] as number) ? (bytes[at] as number) : 0)
    keys[row] = key
  }
  return keys
}

function commonPrefix(bytes: Uint8Array, ends: Int32Array): number {
  let length = ends[0] ?? 0
  for (let row = 1; row < ends.length; row++) {
    const start = startOf(ends, row)
    let same = 0
    while (same < length && start + same < (ends[row] as number) && bytes[same] === bytes[start + same])
      same++
    length = same
  }
  return length
}

/** Sixteen bits at a time, the lowest first; rows of one key keep their order. */
function sortByKeys(keys: Float64Array, rows: Int32Array): Int32Array {
  let from = rows
  let to: Int32Array = new Int32Array(rows.length)
  for (const unit of [1, 2 ** 16, 2 ** 32]) {
    const digit = (row: number): number => Math.floor((keys[row] as number) / unit) % 2 ** 16
    const next = new Int32Array(2 ** 16 + 1)
    for (const row of from) next[digit(row) + 1] = (next[digit(row) + 1] as number) + 1
    for (let at = 0; at < 2 ** 16; at++) next[at + 1] = (next[at + 1] as number) + (next[at] as number)
    for (const row of from) {
      const at = digit(row)
      to[next[at] as number] = row
      next[at] = (next[at] as number) + 1
    }
    ;[from, to] = [to, from]
  }
  return from
}
