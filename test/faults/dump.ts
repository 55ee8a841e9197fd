import { DatabaseSync } from 'node:sqlite'

/** Every row of every table of an emulated org by table and key, but for what the emulator keeps of itself. */
export type Dump = ReadonlyMap<string, string>

type Cell = string | number | bigint | null | Uint8Array

/** `history` of HubSpot also tells of what it computes, in the order of writes. */
const notData = /^(sqlite_|emulator$|OauthToken$|object_type$|history$)/

/** Computed by HubSpot from associations and other properties. */
const computed = /^(hs_num_|num_associated_|hs_searchable_|hs_calculated_)/

/** Ids, or several of them in one cell, by the names under which they are compared. */
export type Names = ReadonlyMap<string, string>

const noNames: Names = new Map()

function named(value: unknown, names: Names): unknown {
  if (names.size === 0 || (typeof value !== 'number' && typeof value !== 'string')) return value
  const name = String(value)
    .split(/([;:])/)
    .map((part) => names.get(part) ?? part)
    .join('')
  return typeof value === 'number' && /^\d+$/.test(name) ? Number(name) : name
}

function flat(row: Readonly<Record<string, Cell>>): Readonly<Record<string, unknown>> {
  const { properties, updated: _, ...rest } = row
  if (typeof properties !== 'string') return row
  const values = Object.entries(JSON.parse(properties) as object).filter(([name]) => !computed.test(name))
  return { ...rest, ...Object.fromEntries(values.sort(([one], [other]) => (one < other ? -1 : 1))) }
}

/** `names`: of ids that another run may have made in another order. */
export function dumpOf(path: string, names: Names = noNames): Dump {
  using db = new DatabaseSync(path, { readOnly: true })
  const rows = new Map<string, string>()
  for (const { name } of db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()) {
    const table = String(name)
    if (notData.test(table)) continue
    const columns = db.prepare(`PRAGMA table_info("${table}")`).all()
    const keys = columns.filter(({ pk }) => Number(pk) > 0).map((column) => String(column.name))
    for (const row of db.prepare(`SELECT * FROM "${table}"`).iterate() as Iterable<Record<string, Cell>>) {
      // Numbered in the order of writes, which other ways to the same end have not in common.
      if (table.endsWith('History')) delete row.Id
      const cells = Object.entries(flat(row)).map(([column, value]) => [column, named(value, names)])
      const text = JSON.stringify(Object.fromEntries(cells))
      const key =
        keys.length === 0 || table.endsWith('History')
          ? text
          : keys.map((column) => String(named(row[column], names))).join(' ')
      rows.set(`${table} ${key}`, text)
    }
  }
  return rows
}

/** Keys of rows that only one has, or that are not the same. */
export function differing(one: Dump, other: Dump): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key))
    .sort()
}
