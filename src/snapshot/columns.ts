import type { DuckDBBlobVector, DuckDBDataChunk } from '@duckdb/node-api'
import type { Slices, TextBatch } from '../columns/text-batch.ts'
import { longestText } from '../columns/texts.ts'
import type { Entity, Value } from '../kit/index.ts'
import { type AskedObject, askedObjects, type KnownFields, quoteList } from './batches.ts'
import { type Database, literal, name } from './database.ts'
import type { BatchQuery } from './index.ts'
import { queryError, refuseMeddling } from './query.ts'
import { toValues } from './values.ts'

/**
 * What `batches` reads, as bytes. A value of a text column takes a microsecond to fetch, so those of a row come as
 * one, with their lengths beside: nothing has to be escaped, and whole numbers come without a conversion.
 */
export async function* columns(
  db: Database,
  connection: string,
  known: readonly KnownFields[],
  query: Omit<BatchQuery, 'native' | 'ids'>,
): AsyncGenerator<TextBatch> {
  if (query.where !== undefined) refuseMeddling(query.where)
  const types = await typesOf(db, query.entity)
  for (const asked of askedObjects(known, query)) {
    const texts = asked.fields.filter((field) => types.get(field) === 'VARCHAR')
    const others = asked.fields.filter((field) => types.get(field) !== 'VARCHAR')
    const layout = { ...asked, texts, others, names: [...asked.kinds.keys()] }
    const reader = new BatchReader(layout)
    try {
      for await (const { chunk } of db.chunks(sqlOf(query, layout))) yield reader.read(chunk)
    } catch (error) {
      throw queryError(error, db, connection)
    }
  }
}

async function typesOf(db: Database, entity: Entity): Promise<ReadonlyMap<string, string>> {
  const rows = await db.rows(
    "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = $1",
    [entity],
  )
  return new Map(rows.map((row) => [String(row.column_name), String(row.data_type)]))
}

interface Layout extends AskedObject {
  readonly texts: readonly string[]
  readonly others: readonly string[]
  /** Of the kinds, as the statement numbers them. */
  readonly names: readonly string[]
}

/** A character has four bytes at most; only what is longer than any that is kept is worth cutting. */
function cutSql(sql: string): string {
  return `CASE WHEN strlen(${sql}) > ${longestText * 4} THEN left(${sql}, ${longestText}) ELSE ${sql} END`
}

function sqlOf(query: Pick<BatchQuery, 'entity' | 'where' | 'unordered'>, layout: Layout): string {
  const { object, names, texts, others } = layout
  const parts = texts.map((field, at) => `${cutSql(`v.${name(field)}`)} AS t${at}`)
  const values = others.map((field, at) => `v.${name(field)} AS o${at}`)
  const kind = names.length > 1 ? `list_position([${quoteList(names)}], v._kind) - 1` : '0'
  const bytes = ['_id', ...texts.map((_, at) => `t${at}`)]
  const lengths = bytes.map((part) => `coalesce(strlen(${part}), 0)::INTEGER`)
  // a line comment in the rule's condition ends with its line
  const where = query.where === undefined ? '' : `AND (${query.where}\n)`
  return `SELECT ${[`encode(concat(${bytes.join(', ')}))`, 'kind', ...lengths, ...others.map((_, at) => `o${at}`)].join(', ')}
    FROM (
      SELECT ${['v._id', `(${kind})::INTEGER AS kind`, ...parts, ...values].join(', ')}
      FROM (SELECT * FROM ${name(query.entity)}
        WHERE _object = ${literal(object)} AND _kind IN (${quoteList(names)}) ${where}) v
    ) ${query.unordered === true ? '' : 'ORDER BY _id'}`
}

/** Takes chunks apart; the memory is the same for all of them. */
class BatchReader {
  readonly #layout: Layout
  #bytes = new Uint8Array(1 << 18)
  /** The first value begins at `#bounds[0]`, each ends where the next one begins. */
  readonly #bounds: Int32Array[]

  constructor(layout: Layout) {
    this.#layout = layout
    this.#bounds = Array.from({ length: layout.texts.length + 2 }, () => new Int32Array(0))
  }

  read(chunk: DuckDBDataChunk): TextBatch {
    const { object, texts, others, names, kinds } = this.#layout
    const rows = chunk.rowCount // asks DuckDB each time
    this.#takeBytes(chunk, rows)
    this.#takeLengths(chunk, rows)
    const numbers = chunk.getColumnVector(1)
    const kind = Array.from({ length: rows }, (_, row) => names[numbers.getItem(row) as number] ?? '')
    const present = [...new Set(kind)]
    const columns = new Map<string, Slices | readonly Value[]>()
    const isKnown = (field: string): boolean => present.some((one) => kinds.get(one)?.has(field) === true)
    for (const [at, field] of texts.entries()) if (isKnown(field)) columns.set(field, this.#slices(at + 1))
    for (const [at, field] of others.entries()) {
      if (isKnown(field)) columns.set(field, toValues(chunk.getColumnValues(3 + texts.length + at)))
    }
    return { object, rows, kind, bytes: this.#bytes, ids: this.#slices(0), columns }
  }

  #slices(at: number): Slices {
    return { from: this.#bounds[at] as Int32Array, to: this.#bounds[at + 1] as Int32Array }
  }

  #takeBytes(chunk: DuckDBDataChunk, rows: number): void {
    const vector = chunk.getColumnVector(0) as DuckDBBlobVector
    if ((this.#bounds[0] as Int32Array).length < rows) {
      for (const at of this.#bounds.keys()) this.#bounds[at] = new Int32Array(rows)
    }
    const starts = this.#bounds[0] as Int32Array
    let length = 0
    for (let row = 0; row < rows; row++) {
      const bytes = vector.getItemBytes(row) ?? nothing
      const end = length + bytes.length
      if (end > this.#bytes.length) this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(end * 2))
      this.#bytes.set(bytes, length)
      starts[row] = length
      length = end
    }
  }

  #takeLengths(chunk: DuckDBDataChunk, rows: number): void {
    for (let at = 1; at < this.#bounds.length; at++) {
      const [from, to] = [this.#bounds[at - 1] as Int32Array, this.#bounds[at] as Int32Array]
      const lengths = chunk.getColumnVector(at + 1)
      for (let row = 0; row < rows; row++) to[row] = (from[row] as number) + (lengths.getItem(row) as number)
    }
  }
}

const nothing = new Uint8Array(0)
