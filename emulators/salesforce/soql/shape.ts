import type { SQLOutputValue } from 'node:sqlite'
import type { FieldType } from '../schema/types.ts'

export type Row = readonly SQLOutputValue[]
export type JsonRecord = Record<string, unknown>

/** A list of child records, read with the parent's id. */
export interface Children {
  readonly read: (parentId: string, version: string) => JsonRecord[]
}

/** How one row of the flat result becomes a record. */
export type Entry =
  | { readonly kind: 'value'; readonly key: string; readonly at: number; readonly type: FieldType }
  | { readonly kind: 'address'; readonly key: string; readonly at: readonly number[] }
  | {
      readonly kind: 'parent'
      readonly key: string
      readonly idAt: number
      /** Of the object, or `Name` for what a polymorphic lookup may point to. */
      readonly type: string
      readonly entries: Entry[]
    }
  | {
      readonly kind: 'typeof'
      readonly key: string
      readonly idAt: number
      readonly byType: ReadonlyMap<string, Entry[]>
      readonly otherwise: Entry[]
    }
  | { readonly kind: 'children'; readonly key: string; readonly children: Children }

export interface Shape {
  readonly object: string
  readonly idAt: number
  readonly entries: readonly Entry[]
  readonly aggregate: boolean
  readonly objectOfPrefix: (prefix: string) => string
}

/** In the order of the address parts that follow the street. */
export const ADDRESS_PARTS = [
  'City',
  'Country',
  'GeocodeAccuracy',
  'Latitude',
  'Longitude',
  'PostalCode',
  'State',
  'Street',
] as const

export function cellValue(
  type: FieldType,
  value: SQLOutputValue | undefined,
): string | number | boolean | null {
  if (value === null || value === undefined) return type === 'boolean' ? false : null
  if (type === 'boolean') return value === 1 || value === 1n
  return typeof value === 'bigint' ? Number(value) : (value as string | number)
}

function address(row: Row, at: readonly number[]): JsonRecord | null {
  const parts = ADDRESS_PARTS.map((part, index) => {
    const position = at[index] ?? -1
    return [
      part.charAt(0).toLowerCase() + part.slice(1),
      position < 0 ? null : (row[position] ?? null),
    ] as const
  })
  return parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts)
}

function attributes(type: string, object: string, id: string, version: string) {
  return { type, url: `/services/data/v${version}/sobjects/${object}/${id}` }
}

function parentOf(
  shape: Shape,
  entry: Extract<Entry, { kind: 'parent' | 'typeof' }>,
  row: Row,
  version: string,
) {
  const id = row[entry.idAt] as string | null
  if (id === null || id === undefined) return null
  const object = shape.objectOfPrefix(id.slice(0, 3))
  if (entry.kind === 'parent') {
    const owner = entry.type === 'Name' ? object : entry.type
    const record: JsonRecord = { attributes: attributes(entry.type, owner, id, version) }
    fill(shape, record, entry.entries, row, version)
    return record
  }
  const record: JsonRecord = { attributes: attributes(object, object, id, version) }
  fill(shape, record, entry.byType.get(object) ?? entry.otherwise, row, version)
  return record
}

function fill(shape: Shape, record: JsonRecord, entries: readonly Entry[], row: Row, version: string): void {
  for (const entry of entries) {
    if (entry.kind === 'value') record[entry.key] = present(entry, row, record, version)
    else if (entry.kind === 'address') record[entry.key] = address(row, entry.at)
    else if (entry.kind === 'children') {
      const records = entry.children.read(row[shape.idAt] as string, version)
      record[entry.key] = records.length === 0 ? null : { totalSize: records.length, done: true, records }
    } else record[entry.key] = parentOf(shape, entry, row, version)
  }
}

/** Bodies of files are given as an address to read them from. */
function present(
  entry: Extract<Entry, { kind: 'value' }>,
  row: Row,
  record: JsonRecord,
  version: string,
): unknown {
  const value = row[entry.at]
  if (entry.type !== 'base64') return cellValue(entry.type, value)
  const url = (record.attributes as { url?: string } | undefined)?.url
  return value === null || url === undefined ? null : `${url || `/services/data/v${version}`}/${entry.key}`
}

export function recordOf(shape: Shape, row: Row, version: string): JsonRecord {
  const record: JsonRecord = {
    attributes: shape.aggregate
      ? { type: 'AggregateResult' }
      : attributes(shape.object, shape.object, row[shape.idAt] as string, version),
  }
  fill(shape, record, shape.entries, row, version)
  return record
}
