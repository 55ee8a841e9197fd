import { DatabaseSync } from 'node:sqlite'

type Row = Readonly<Record<string, unknown>>

const notData = /^(sqlite_|emulator$|OauthToken$|object_type$)/

/**
 * Every row of every table of an emulated org, but for sessions and what the emulator keeps of itself. Records that
 * HubSpot made by merging, whose numbers tell the order of the merges, go by the oldest record in them.
 */
export function dumpOf(path: string): readonly string[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
    const names = tables.map(({ name }) => String(name)).filter((name) => !notData.test(name))
    const made = names.includes('forward') ? mergedNames(db) : new Map<string, string>()
    const lines: string[] = []
    for (const name of names)
      for (const row of db.prepare(`SELECT * FROM "${name}"`).iterate())
        lines.push(`${name} ${lineOf(name, row, made)}`)
    return lines.sort()
  } finally {
    db.close()
  }
}

/**
 * Forwarded ids count up with the merges of one record, and lead to the last of them: so all but the oldest that no
 * record had when the account was new. Those come after the highest id of the rest.
 */
function mergedNames(db: DatabaseSync): ReadonlyMap<string, string> {
  const all = db.prepare('SELECT type, id, target FROM forward ORDER BY id').all()
  const names = new Map<string, string>()
  for (const rows of Map.groupBy(all, ({ type, target }) => `${type} ${target}`).values()) {
    const ids = [...rows.map(({ id }) => Number(id)), Number(rows[0]?.target)]
    // n records become one by n - 1 merges, each of which makes an id
    const merges = ids.slice((ids.length + 1) / 2)
    for (const [n, id] of merges.entries()) names.set(String(id), `${ids[0]} merged ${n + 1}`)
  }
  return names
}

function lineOf(table: string, row: Row, made: ReadonlyMap<string, string>): string {
  const cells = Object.entries(row).filter(([column]) => !(table.endsWith('History') && column === 'Id'))
  return JSON.stringify(
    Object.fromEntries(cells.map(([column, value]) => [column, named(column, value, made)])),
  )
}

/** Ids are told from other numbers by where they stand. */
function named(column: string, value: unknown, made: ReadonlyMap<string, string>): unknown {
  if (made.size === 0) return value
  if (typeof value === 'number')
    return /id$|^target$/.test(column) ? (made.get(String(value)) ?? value) : value
  if (typeof value !== 'string') return value
  if (column !== 'properties') return renamed(value, made)
  const properties: Row = JSON.parse(value)
  return Object.fromEntries(
    Object.entries(properties).map(([name, text]) => [name, renamed(String(text), made)]),
  )
}

function renamed(text: string, made: ReadonlyMap<string, string>): string {
  if (!/^\d+([;:]\d+)*$/.test(text)) return text
  return text.replaceAll(/\d+/g, (id) => made.get(id) ?? id)
}
