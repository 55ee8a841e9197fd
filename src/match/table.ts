import type { ColumnBatch, Value } from '../kit/index.ts'
import type { MatchSource } from './index.ts'

/** A field of all records: `codes[record]` points into `values`; code 0 is empty. */
export interface Column {
  readonly codes: Int32Array
  readonly values: readonly string[]
}

/** What the matcher keeps of the source: distinct values once, four bytes per record and field. */
export interface RecordTable {
  readonly rows: number
  readonly connection: string
  readonly objects: readonly string[]
  readonly object: Uint8Array
  readonly ids: readonly string[]
  readonly kinds: readonly string[]
  readonly kind: Uint8Array
  readonly columns: Map<string, Column>
  /** Fields that the source does not have. */
  readonly unknown: readonly string[]
}

/** Longer texts are cut for matching: their beginning says what they are about. */
const longest = 400

/** Reads the fields once and sorts the records by object and id, so that nothing depends on the reading order. */
export async function loadTable(
  source: MatchSource,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<RecordTable> {
  const ids: string[] = []
  const objects = new Labels()
  const kinds = new Labels()
  const building = new Map(fields.map((field) => [field, new ColumnBuilder()]))
  const seen = new Set<string>()
  for await (const batch of source.batches(fields)) {
    signal?.throwIfAborted()
    addBatch(batch, building, seen)
    for (let row = 0; row < batch.rows; row++) {
      ids.push(batch.id[row] ?? '')
      objects.add(batch.object[row] ?? '')
      kinds.add(batch.kind[row] ?? '')
    }
  }
  for (const column of building.values()) column.seal()
  const order = sortedOrder(ids, objects)
  const columns = new Map<string, Column>()
  for (const [field, column] of building) {
    columns.set(field, column.finish(order))
    building.delete(field) // or every text would be held twice until the last column is done
  }
  return {
    rows: ids.length,
    connection: source.connection,
    objects: objects.names,
    object: Uint8Array.from(order, (at) => objects.codes[at] ?? 0),
    ids: Array.from(order, (at) => ids[at] ?? ''),
    kinds: kinds.names,
    kind: Uint8Array.from(order, (at) => kinds.codes[at] ?? 0),
    columns,
    unknown: fields.filter((field) => !seen.has(field)),
  }
}

function addBatch(batch: ColumnBatch, building: ReadonlyMap<string, ColumnBuilder>, seen: Set<string>): void {
  for (const [field, column] of building) {
    const values = batch.columns[field]
    if (values !== undefined) seen.add(field)
    for (let row = 0; row < batch.rows; row++) column.add(values?.[row] ?? null)
  }
}

function sortedOrder(ids: readonly string[], objects: Labels): Int32Array {
  const order = Int32Array.from(ids, (_, at) => at)
  const name = (at: number): string => objects.names[objects.codes[at] ?? 0] ?? ''
  return order.sort((a, b) => byText(name(a), name(b)) || byText(ids[a] ?? '', ids[b] ?? ''))
}

/** Lets go of the columns that are not in `keep`: the comparisons hold what they need of them. */
export function release(table: RecordTable, keep: readonly string[]): void {
  for (const field of table.columns.keys()) if (!keep.includes(field)) table.columns.delete(field)
}

/** Order of code units: the same on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

class Labels {
  readonly names: string[] = []
  readonly codes: number[] = []
  readonly #codeOf = new Map<string, number>()

  add(name: string): void {
    let code = this.#codeOf.get(name)
    if (code === undefined) {
      code = this.names.push(name) - 1
      this.#codeOf.set(name, code)
    }
    this.codes.push(code)
  }
}

class ColumnBuilder {
  readonly #values: string[] = ['']
  readonly #codeOf = new Map<string, number>()
  #codes = new Int32Array(1024)
  #length = 0

  add(value: Value): void {
    if (this.#length === this.#codes.length) {
      const larger = new Int32Array(this.#codes.length * 2)
      larger.set(this.#codes)
      this.#codes = larger
    }
    this.#codes[this.#length++] = value === null || value === '' ? 0 : this.#code(String(value))
  }

  #code(text: string): number {
    const cut = text.length > longest ? text.slice(0, longest) : text
    const known = this.#codeOf.get(cut)
    if (known !== undefined) return known
    const code = this.#values.push(cut) - 1
    this.#codeOf.set(cut, code)
    return code
  }

  /** No more values: the index is not needed again. */
  seal(): void {
    this.#codeOf.clear()
  }

  /** Codes count up in the order of the records, whatever order they were read in. */
  finish(order: Int32Array): Column {
    const codes = new Int32Array(order.length)
    const newCode = new Int32Array(this.#values.length)
    const values = ['']
    for (let to = 0; to < order.length; to++) {
      const code = this.#codes[order[to] ?? 0] ?? 0
      if (code !== 0 && newCode[code] === 0) newCode[code] = values.push(this.#values[code] ?? '') - 1
      codes[to] = newCode[code] ?? 0
    }
    return { codes, values }
  }
}
