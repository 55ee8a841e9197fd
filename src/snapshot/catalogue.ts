import {
  type ColumnType,
  type ConnectionIdentity,
  type Entity,
  exitCodes,
  type Gap,
  KitError,
} from '../kit/index.ts'
import { type Database, literal, name as quoted, unreadableError } from './database.ts'

/** Counts up whenever the tables below, or what they mean, change. */
const layout = '1'

export const catalogueSql = `
  BEGIN;
  CREATE SCHEMA IF NOT EXISTS native;
  CREATE SCHEMA IF NOT EXISTS catalogue;
  CREATE TABLE IF NOT EXISTS catalogue.meta (name VARCHAR, value VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.entity (entity VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.object (object VARCHAR, watermark VARCHAR, syncedAt VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.held_column
    (object VARCHAR, name VARCHAR, type VARCHAR, email BOOLEAN);
  CREATE TABLE IF NOT EXISTS catalogue.mapping (entity VARCHAR, object VARCHAR, kind VARCHAR, url VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.counterpart
    (entity VARCHAR, object VARCHAR, kind VARCHAR, crm VARCHAR, name VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.known_field
    (entity VARCHAR, object VARCHAR, kind VARCHAR, field VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.gap (object VARCHAR, what VARCHAR, why VARCHAR, remedy VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.alias (object VARCHAR, old VARCHAR, new VARCHAR);
  CREATE TABLE IF NOT EXISTS catalogue.fact_kind
    (kind VARCHAR, complete BOOLEAN, what VARCHAR, why VARCHAR, remedy VARCHAR, observedAt VARCHAR);
  COMMIT;
`

/** A column as the snapshot keeps it. */
export interface HeldColumn {
  readonly name: string
  readonly type: ColumnType
  /** Holds e-mail addresses; `forget` looks here. */
  readonly email: boolean
}

export interface HeldObject {
  readonly watermark: string | null
  readonly columns: ReadonlyMap<string, HeldColumn>
}

/** What the file knows about itself. */
export interface Catalogue {
  /** Null in a file that no sync has completed yet. */
  readonly identity: ConnectionIdentity | null
  readonly syncedAt: string | null
  readonly entities: ReadonlySet<Entity>
  readonly objects: ReadonlyMap<string, HeldObject>
}

export async function readCatalogue(db: Database, connection: string): Promise<Catalogue> {
  const meta = await readMeta(db, connection)
  if (meta.size > 0 && meta.get('layout') !== layout) {
    throw unreadableError(connection, 'another version of this program wrote it')
  }
  const objects = new Map<string, { watermark: string | null; columns: Map<string, HeldColumn> }>()
  for (const row of await db.rows('SELECT object, watermark FROM catalogue.object ORDER BY object')) {
    objects.set(String(row.object), { watermark: row.watermark as string | null, columns: new Map() })
  }
  for (const row of await db.rows('SELECT object, name, type, email FROM catalogue.held_column')) {
    const column = {
      name: String(row.name),
      type: row.type as ColumnType,
      email: row.email === true,
    }
    objects.get(String(row.object))?.columns.set(column.name, column)
  }
  const entities = await db.rows('SELECT entity FROM catalogue.entity')
  return {
    identity: identityFrom(meta),
    syncedAt: meta.get('syncedAt') ?? null,
    entities: new Set(entities.map((row) => row.entity as Entity)),
    objects,
  }
}

async function readMeta(db: Database, connection: string): Promise<ReadonlyMap<string, string>> {
  try {
    const rows = await db.rows('SELECT name, value FROM catalogue.meta')
    return new Map(rows.map((row) => [String(row.name), String(row.value)]))
  } catch (error) {
    if (error instanceof Error && /Catalog Error/.test(error.message)) {
      throw unreadableError(connection, 'no sync ever ended, or another program wrote it', error)
    }
    throw error
  }
}

function identityFrom(meta: ReadonlyMap<string, string>): ConnectionIdentity | null {
  const orgId = meta.get('orgId')
  if (orgId === undefined) return null
  return {
    crm: meta.get('crm') ?? '',
    orgId,
    host: meta.get('host') ?? '',
    user: meta.get('user') ?? '',
    production: meta.get('production') === 'true',
    apiVersion: meta.get('apiVersion') ?? '',
  }
}

/** Empties the file for another org; runs inside the sync's transaction. */
export async function wipe(db: Database, keepPrefix: string): Promise<void> {
  const views = await db.rows(
    "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'",
  )
  for (const row of views) await db.run(`DROP VIEW ${quoted(String(row.view_name))}`)
  const tables = await db.rows(
    `SELECT schema_name, table_name FROM duckdb_tables()
     WHERE schema_name IN ('native', 'catalogue', 'main') AND database_name = current_database()`,
  )
  for (const row of tables) {
    if (String(row.table_name).startsWith(keepPrefix)) continue
    const table = `${row.schema_name}.${quoted(String(row.table_name))}`
    await db.run(row.schema_name === 'native' ? `DROP TABLE ${table}` : `DELETE FROM ${table}`)
  }
}

export function metaSql(identity: ConnectionIdentity, syncedAt: string): string {
  const rows = Object.entries({ layout, ...identity, syncedAt }).map(
    ([key, value]) => `(${literal(key)}, ${literal(String(value))})`,
  )
  return `DELETE FROM catalogue.meta; INSERT INTO catalogue.meta VALUES ${rows.join(', ')};`
}

export function refuseOtherOrg(
  held: ConnectionIdentity | null,
  found: ConnectionIdentity,
  name: string,
): void {
  if (!held || held.orgId === found.orgId) return
  throw new KitError(
    'OTHER_ORG',
    `Another source was read under the name ${name} before: it was org ${held.orgId} (${held.host}) and is now org ${found.orgId} (${found.host}).`,
    {
      exit: exitCodes.usage,
      actions: [
        'If it takes the place of that one (a refreshed sandbox, a file that moved), read everything anew; decisions stay',
        `  steward scan -o ${name} --full`,
        'Otherwise give it a name of its own under "connections" in steward.yml, a file simply by its full path',
        'If neither is meant, correct the login or path of this connection',
      ],
    },
  )
}

export async function readGaps(db: Database): Promise<readonly Gap[]> {
  const rows = await db.rows(`
    SELECT what, why, remedy FROM catalogue.gap
    UNION SELECT what, why, remedy FROM catalogue.fact_kind WHERE NOT complete ORDER BY what, why`)
  return rows.map((row) => ({
    what: String(row.what),
    why: String(row.why),
    ...(row.remedy === null ? {} : { remedy: String(row.remedy) }),
  }))
}
