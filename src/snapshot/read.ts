import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rows } from '../columns/read.ts'
import { type Entity, exitCodes, KitError } from '../kit/index.ts'
import { batches, type KnownFields, quoteList } from './batches.ts'
import { readCatalogue, readGaps } from './catalogue.ts'
import { columns } from './columns.ts'
import { Database, name } from './database.ts'
import { factsOf } from './facts.ts'
import type { Counterpart, Snapshot, UnknownFields } from './index.ts'
import { keptRows, stateOf } from './kept.ts'
import { refuseWhileWritten } from './lock.ts'
import { snapshotDir, snapshotFile } from './paths.ts'
import { query } from './query.ts'
import { countHeld } from './sync.ts'

export interface OpenOptions {
  readonly home: string
  readonly name: string
  readonly signal?: AbortSignal
}

/** Opens what the last sync left. Throws `KitError` `NO_SNAPSHOT`, `SNAPSHOT_LOCKED`, `SNAPSHOT_UNREADABLE`. */
export async function openSnapshot(options: OpenOptions): Promise<Snapshot> {
  const { home, name: connection, signal } = options
  const file = snapshotFile(home, connection)
  if (!existsSync(file)) throw noSnapshotError(connection)
  refuseWhileWritten(snapshotDir(home, connection), connection)
  const db = await Database.open({ file, connection, home, access: 'read', signal })
  try {
    return await describeSnapshot(db, connection, file)
  } catch (error) {
    await db[Symbol.asyncDispose]()
    throw error
  }
}

async function describeSnapshot(db: Database, connection: string, file: string): Promise<Snapshot> {
  const { identity, syncedAt, entities, objects } = await readCatalogue(db, connection)
  if (!identity || syncedAt === null) throw noSnapshotError(connection) // a first sync that failed
  const state = stateOf(file, syncedAt)
  const known = await readKnownFields(db)
  const aliases = await readAliases(db)
  const urls = await readUrls(db)
  const counterparts = await readCounterparts(db)
  const mustHold = (entity: Entity): void => {
    if (!entities.has(entity)) throw notHeldError(connection, entity)
  }
  return {
    connection,
    orgId: identity.orgId,
    identity,
    syncedAt,
    held: await countHeld(db),
    gaps: await readGaps(db),
    count: async (entity, kinds) => {
      mustHold(entity)
      const where = kinds ? `WHERE _kind IN (${quoteList(kinds)})` : ''
      const [row] = await db.rows(`SELECT count(*) AS rows FROM ${name(entity)} ${where}`)
      return Number(row?.rows)
    },
    unknown: (entity, fields, kinds) => unknownFields(known, entity, fields, kinds),
    async *batches(wanted) {
      mustHold(wanted.entity)
      yield* batches(db, connection, known, objects, wanted)
    },
    async *columns(wanted) {
      mustHold(wanted.entity)
      yield* columns(db, connection, known, wanted)
    },
    async rows({ entity, kinds, fields }, signal) {
      mustHold(entity)
      const { readRows } = await import('../columns/read.ts') // only the matcher wants them
      const read = (missing: readonly string[]): Promise<Rows> => {
        const wanted = { entity, kinds, unordered: true }
        const source = (asked: readonly string[]) =>
          columns(db, connection, known, { ...wanted, fields: asked })
        return readRows({ columns: source }, missing, signal)
      }
      return keptRows({ dir: dirname(file), state, entity, kinds }, fields, read)
    },
    query: (sql, parameters) => query(db, connection, sql, parameters),
    counterparts: (entity) => counterparts.filter((one) => one.entity === entity),
    facts: (kind) => factsOf(db, connection, kind),
    url: (key) => (urls.get(key.object) ?? '').replaceAll('{id}', encodeURIComponent(key.id)),
    resolve: (id, object) => followAliases(aliases, id, object),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

async function readKnownFields(db: Database): Promise<readonly KnownFields[]> {
  const rows = await db.rows(`SELECT m.entity, m.object, m.kind, string_agg(k.field, chr(10)) AS fields
    FROM (SELECT DISTINCT entity, object, kind FROM catalogue.mapping) m
    LEFT JOIN (SELECT DISTINCT * FROM catalogue.known_field) k
      ON k.entity = m.entity AND k.object = m.object AND k.kind = m.kind
    GROUP BY ALL ORDER BY ALL`)
  return rows.map((row) => ({
    entity: row.entity as Entity,
    object: String(row.object),
    kind: String(row.kind),
    fields: new Set(row.fields === null ? [] : String(row.fields).split('\n')),
  }))
}

function unknownFields(
  known: readonly KnownFields[],
  entity: Entity,
  fields: readonly string[],
  kinds?: readonly string[],
): readonly UnknownFields[] {
  return known
    .filter((entry) => entry.entity === entity && (!kinds || kinds.includes(entry.kind)))
    .map(({ object, kind, fields: has }) => ({
      object,
      kind,
      fields: fields.filter((field) => !has.has(field)),
    }))
    .filter((entry) => entry.fields.length > 0)
}

/** Who was merged into whom, by object; under the empty name those of all objects. */
type Aliases = ReadonlyMap<string, ReadonlyMap<string, string>>

async function readAliases(db: Database): Promise<Aliases> {
  const aliases = new Map([['', new Map<string, string>()]])
  for (const row of await db.rows('SELECT object, old, new FROM catalogue.alias ORDER BY ALL')) {
    const object = String(row.object)
    const own = aliases.get(object) ?? new Map<string, string>()
    aliases.set(object, own)
    for (const map of [own, aliases.get('')]) map?.set(String(row.old), String(row.new))
  }
  return aliases
}

function followAliases(aliases: Aliases, id: string, object = ''): string {
  const known = aliases.get(object)
  const seen = new Set<string>()
  let current = id
  for (let next = known?.get(current); next !== undefined && !seen.has(next); next = known?.get(current)) {
    seen.add(next)
    current = next
  }
  return current
}

async function readUrls(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.rows('SELECT object, min(url) AS url FROM catalogue.mapping GROUP BY object')
  return new Map(rows.map((row) => [String(row.object), String(row.url)]))
}

/** A file that an earlier version synced last does not have the table. */
async function readCounterparts(db: Database): Promise<readonly Counterpart[]> {
  const [table] = await db.rows(
    `SELECT 1 AS found FROM duckdb_tables() WHERE schema_name = 'catalogue' AND table_name = 'counterpart'`,
  )
  if (table === undefined) return []
  const rows = await db.rows('SELECT * FROM catalogue.counterpart ORDER BY ALL')
  return rows.map((row) => ({
    entity: row.entity as Entity,
    object: String(row.object),
    kind: String(row.kind),
    crm: row.crm === null ? null : String(row.crm),
    column: String(row.name),
  }))
}

export function noSnapshotError(connection: string): KitError {
  return new KitError('NO_SNAPSHOT', `Nothing has been read from ${connection} yet.`, {
    exit: exitCodes.usage,
    actions: ['Read it', `  steward scan -o ${connection}`],
  })
}

function notHeldError(connection: string, entity: Entity): KitError {
  return new KitError(
    'NOT_IN_SNAPSHOT',
    `The snapshot of ${connection} holds no ${entity} records: no sync asked for them.`,
    {
      exit: exitCodes.usage,
      actions: ['Scan once without --no-sync, with the rules that need them'],
    },
  )
}
