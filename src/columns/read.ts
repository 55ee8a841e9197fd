import type { ColumnBatch, Value } from '../kit/index.ts'
import { ColumnBuilder, type TextColumn } from './column.ts'
import { IdsBuilder, type StoredIds } from './ids.ts'
import { isSlices, type TextBatch } from './text-batch.ts'

/** All rows of a source, sorted by object and id. */
export interface Rows {
  readonly ids: StoredIds
  readonly objects: readonly string[]
  readonly object: Uint8Array
  readonly kinds: readonly string[]
  readonly kind: Uint8Array
  readonly columns: ReadonlyMap<string, TextColumn>
  /** Fields that no row has. */
  readonly unknown: readonly string[]
}

/** Rows as values, or as bytes. */
export type RowSource =
  | { readonly batches: (fields: readonly string[]) => AsyncIterable<ColumnBatch> }
  | { readonly columns: (fields: readonly string[]) => AsyncIterable<TextBatch> }

/** Reads the fields once; what comes out depends on the rows alone, not on the order or the form they came in. */
export async function readRows(
  source: RowSource,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<Rows> {
  const reading = new Reading(fields)
  if ('columns' in source) {
    for await (const batch of source.columns(fields)) {
      signal?.throwIfAborted()
      reading.addTexts(batch)
    }
  } else {
    for await (const batch of source.batches(fields)) {
      signal?.throwIfAborted()
      reading.addValues(batch)
    }
  }
  return reading.finish()
}

class Reading {
  readonly #ids = new IdsBuilder()
  readonly #objects = new Names()
  readonly #kinds = new Names()
  readonly #kind: number[] = []
  readonly #building: Map<string, ColumnBuilder>
  readonly #seen = new Set<string>()

  constructor(fields: readonly string[]) {
    this.#building = new Map(fields.map((field) => [field, new ColumnBuilder()]))
  }

  addValues(batch: ColumnBatch): void {
    for (let row = 0; row < batch.rows; row++) {
      this.#ids.addText(this.#objects.code(batch.object[row] ?? ''), batch.id[row] ?? '')
      this.#kind.push(this.#kinds.code(batch.kind[row] ?? ''))
    }
    this.#addColumns((field) => batch.columns[field], batch.rows)
  }

  addTexts(batch: TextBatch): void {
    const object = this.#objects.code(batch.object)
    const { from, to } = batch.ids
    for (let row = 0; row < batch.rows; row++) {
      this.#ids.add(object, batch.bytes, from[row] as number, to[row] as number)
      this.#kind.push(this.#kinds.code(batch.kind[row] ?? ''))
    }
    this.#addColumns((field) => {
      const column = batch.columns.get(field)
      if (column === undefined || !isSlices(column)) return column
      this.#seen.add(field)
      this.#building.get(field)?.addSlices(batch.bytes, column, batch.rows)
      return null
    }, batch.rows)
  }

  /** Null where the column was taken already. */
  #addColumns(columnOf: (field: string) => readonly Value[] | null | undefined, rows: number): void {
    for (const [field, builder] of this.#building) {
      const values = columnOf(field)
      if (values === null) continue
      if (values !== undefined) this.#seen.add(field)
      for (let row = 0; row < rows; row++) builder.add(values?.[row] ?? null)
    }
  }

  finish(): Rows {
    const { ids, order, object } = this.#ids.finish(this.#objects.names)
    const columns = new Map<string, TextColumn>()
    const fields = [...this.#building.keys()]
    for (const [field, builder] of this.#building) {
      columns.set(field, builder.finish(order))
      this.#building.delete(field) // or every text would be held twice until the last column is done
    }
    return {
      ids,
      objects: this.#objects.names,
      object,
      kinds: this.#kinds.names,
      kind: Uint8Array.from(order, (row) => this.#kind[row] ?? 0),
      columns,
      unknown: fields.filter((field) => !this.#seen.has(field)),
    }
  }
}

class Names {
  readonly names: string[] = []
  readonly #codeOf = new Map<string, number>()

  code(name: string): number {
    let code = this.#codeOf.get(name)
    if (code === undefined) {
      code = this.names.push(name) - 1
      this.#codeOf.set(name, code)
    }
    return code
  }
}
