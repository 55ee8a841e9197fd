import type { Ids } from '../columns/ids.ts'
import { readRows } from '../columns/read.ts'
import type { Texts } from '../columns/texts.ts'
import type { MatchSource } from './index.ts'

/** A field of all records: `codes[record]` points into `values`; code 0 is empty. */
export interface Column {
  readonly codes: Int32Array
  readonly values: readonly string[]
}

/** A field as it was read: `texts` are its `values` as bytes. */
export interface ReadColumn extends Column {
  readonly texts: Texts
}

/** What the matcher keeps of the source: distinct values once, four bytes per record and field. */
export interface RecordTable {
  readonly rows: number
  readonly connection: string
  readonly objects: readonly string[]
  readonly object: Uint8Array
  readonly ids: Ids
  readonly kinds: readonly string[]
  readonly kind: Uint8Array
  readonly columns: Map<string, ReadColumn>
  /** Fields that the source does not have. */
  readonly unknown: readonly string[]
}

/** Reads the fields once and sorts the records by object and id, so that nothing depends on the reading order. */
export async function loadTable(
  source: MatchSource,
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<RecordTable> {
  const { columns, ...rows } = await (source.encoded?.(fields, signal) ?? readRows(source, fields, signal))
  const read = [...columns].map(([field, { codes, texts }]) => [field, readColumn(codes, texts)] as const)
  return { ...rows, rows: rows.ids.length, connection: source.connection, columns: new Map(read) }
}

/** The values become JavaScript strings when somebody asks for them. */
function readColumn(codes: Int32Array, texts: Texts): ReadColumn {
  let values: readonly string[] | undefined
  return {
    codes,
    texts,
    get values() {
      values ??= Array.from({ length: texts.size }, (_, code) => texts.at(code))
      return values
    },
  }
}

/** Lets go of the columns that are not in `keep`: the comparisons hold what they need of them. */
export function release(table: RecordTable, keep: readonly string[]): void {
  for (const field of table.columns.keys()) if (!keep.includes(field)) table.columns.delete(field)
}

/** Order of code units: the same on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
