import type { ColumnBatch, Entity, Value } from '../kit/index.ts'
import type { HeldObject } from './catalogue.ts'
import { type Chunk, type Database, literal, name } from './database.ts'
import type { BatchQuery } from './index.ts'
import { queryError, refuseMeddling } from './query.ts'

/** What the mapping of one kind fills. */
export interface KnownFields {
  readonly entity: Entity
  readonly object: string
  readonly kind: string
  readonly fields: ReadonlySet<string>
}

/** Object by object, so that memory stays bounded and each batch holds only what is known of its rows. */
export async function* batches(
  db: Database,
  connection: string,
  known: readonly KnownFields[],
  objects: ReadonlyMap<string, HeldObject>,
  query: BatchQuery,
): AsyncGenerator<ColumnBatch> {
  if (query.where !== undefined) refuseMeddling(query.where)
  for (const { object, kinds, fields } of askedObjects(known, query)) {
    const held = objects.get(object)?.columns
    const native = [...new Set(query.native?.[object] ?? [])].filter((column) => held?.has(column))
    const sql = batchSql(query, object, [...kinds.keys()], fields, native)
    try {
      for (const ids of piecesOf(query.ids)) {
        for await (const chunk of db.stream(sql, ids)) {
          yield* cut(chunk, { entity: query.entity, object, kinds, fields, native })
        }
      }
    } catch (error) {
      throw queryError(error, db, connection)
    }
  }
}

/** An object of which a query wants rows: what is known of its kinds, and the wanted fields that any of them has. */
export interface AskedObject {
  readonly object: string
  readonly kinds: ReadonlyMap<string, ReadonlySet<string>>
  readonly fields: readonly string[]
}

export function askedObjects(known: readonly KnownFields[], query: BatchQuery): readonly AskedObject[] {
  const asked = known.filter((entry) => {
    return entry.entity === query.entity && (!query.kinds || query.kinds.includes(entry.kind))
  })
  return [...new Set(asked.map((entry) => entry.object))].sort().map((object) => {
    const kinds = new Map<string, ReadonlySet<string>>()
    for (const entry of asked) if (entry.object === object) kinds.set(entry.kind, entry.fields)
    const has = (field: string): boolean => [...kinds.values()].some((known) => known.has(field))
    return { object, kinds, fields: [...new Set(query.fields)].filter(has) }
  })
}

export function quoteList(texts: readonly string[]): string {
  return texts.length === 0 ? 'NULL' : texts.map((text) => literal(text)).join(', ')
}

/** Ids that one statement asks for. */
const idsAtOnce = 200_000

/** Parameters of the statements, each with some of the ids as JSON; one without parameters where all rows are asked for. */
function piecesOf(ids: readonly string[] | undefined): readonly (readonly string[])[] {
  if (ids === undefined) return [[]]
  const sorted = [...new Set(ids)].sort()
  const pieces = Array.from({ length: Math.ceil(sorted.length / idsAtOnce) }, (_, nth) =>
    sorted.slice(nth * idsAtOnce, (nth + 1) * idsAtOnce),
  )
  return pieces.map((piece) => [JSON.stringify(piece)])
}

function batchSql(
  query: BatchQuery,
  object: string,
  kinds: readonly string[],
  fields: readonly string[],
  native: readonly string[],
): string {
  const columns = [
    'v._id',
    kinds.length > 1 ? 'v._kind' : 'NULL AS _kind', // a text costs a microsecond per row to fetch
    'v._revision',
    ...fields.map((field) => `v.${name(field)}`),
    ...native.map((column) => `n.${name(column)}`),
  ]
  // a line comment in the rule's condition ends with its line
  const where = query.where === undefined ? '' : `AND (${query.where}\n)`
  const only = query.ids === undefined ? '' : 'AND _id IN (SELECT unnest(CAST($1::JSON AS VARCHAR[])))'
  const join = native.length === 0 ? '' : `JOIN native.${name(object)} n ON n._id = v._id`
  return `SELECT ${columns.join(', ')} FROM (
    SELECT * FROM ${name(query.entity)}
    WHERE _object = ${literal(object)} AND _kind IN (${quoteList(kinds)}) ${only} ${where}
  ) v ${join} ${query.unordered === true ? '' : 'ORDER BY v._id'}`
}

interface Layout {
  readonly entity: Entity
  readonly object: string
  readonly kinds: ReadonlyMap<string, ReadonlySet<string>>
  readonly fields: readonly string[]
  readonly native: readonly string[]
}

/** Cuts a chunk where kinds follow each other of which different fields are known. */
function* cut(chunk: Chunk, layout: Layout): Generator<ColumnBatch> {
  if (layout.kinds.size === 1) return yield toBatch(chunk, layout, 0, chunk.count)
  const kinds = chunk.columns[1] as readonly string[]
  const signatures = new Map(
    [...layout.kinds].map(([kind, has]) => [kind, layout.fields.map((field) => has.has(field)).join()]),
  )
  let start = 0
  for (let row = 1; row <= chunk.count; row++) {
    const same = row < chunk.count && signatures.get(kinds[row] ?? '') === signatures.get(kinds[start] ?? '')
    if (same) continue
    yield toBatch(chunk, layout, start, row)
    start = row
  }
}

function toBatch(chunk: Chunk, layout: Layout, start: number, end: number): ColumnBatch {
  const whole = start === 0 && end === chunk.count
  const column = (index: number): readonly Value[] => {
    const values = chunk.columns[index] ?? []
    return whole ? values : values.slice(start, end)
  }
  const [only] = layout.kinds.size === 1 ? layout.kinds.keys() : []
  const kind =
    only === undefined ? (column(1) as readonly string[]) : new Array<string>(end - start).fill(only)
  const has = layout.kinds.get(kind[0] ?? '')
  const columns: Record<string, readonly Value[]> = {}
  for (const [index, field] of layout.fields.entries())
    if (has?.has(field)) columns[field] = column(3 + index)
  const native: Record<string, readonly Value[]> = {}
  for (const [index, name] of layout.native.entries()) native[name] = column(3 + layout.fields.length + index)
  return {
    entity: layout.entity,
    rows: end - start,
    object: new Array<string>(end - start).fill(layout.object),
    id: column(0) as readonly string[],
    kind,
    revision: column(2) as readonly (string | null)[],
    columns,
    ...(layout.native.length > 0 ? { native } : {}),
  }
}
