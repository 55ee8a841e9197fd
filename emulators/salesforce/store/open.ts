import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { FieldSchema, ObjectSchema, Schema } from '../schema/types.ts'
import { fillDefinitions } from './definition.ts'

const INTEGER: ReadonlySet<string> = new Set(['boolean', 'int'])
const REAL: ReadonlySet<string> = new Set(['double', 'currency', 'percent'])
/** Compared byte by byte; all other text regardless of case, as the platform does. */
const EXACT: ReadonlySet<string> = new Set(['id', 'reference', 'date', 'datetime', 'time', 'base64'])

/** Addresses are put together when read, derived fields computed. */
function isStored(field: FieldSchema): boolean {
  return field.type !== 'address' && field.type !== 'location' && field.derived === null
}

/** Stored and not computed from the row's other columns. */
export function isWritten(field: FieldSchema): boolean {
  return isStored(field) && field.generated === null
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}

function column(field: FieldSchema): string {
  const text = EXACT.has(field.type) ? 'TEXT' : 'TEXT COLLATE NOCASE'
  const kind = INTEGER.has(field.type) ? 'INTEGER' : REAL.has(field.type) ? 'REAL' : text
  if (field.name === 'Id') return '"Id" TEXT PRIMARY KEY'
  if (field.generated !== null) return `"${field.name}" ${kind} AS (${field.generated}) VIRTUAL`
  const fallback = field.defaultValue === null ? '' : ` DEFAULT ${literal(field.defaultValue)}`
  return `"${field.name}" ${kind}${fallback}`
}

function createTable(object: ObjectSchema): string {
  return `CREATE TABLE IF NOT EXISTS "${object.name}" (${object.fields.filter(isStored).map(column).join(', ')})`
}

const UNINDEXED: ReadonlySet<string> = new Set([
  'CreatedById',
  'LastModifiedById',
  'InsertedById',
  'LastEditById',
  'RecordTypeId',
])

function indexed(object: ObjectSchema, field: FieldSchema): boolean {
  if (UNINDEXED.has(field.name)) return false
  if (field.type === 'reference') return isWritten(field)
  const known = ['SystemModstamp', 'Email', 'PersonEmail', 'Username', 'CreatedDate', 'CaseNumber']
  return isWritten(field) && (known.includes(field.name) || field.externalId) && object.fields.length > 5
}

/** Seeding is quicker when this comes last; creating records one by one needs it first. */
export function indexStore(db: DatabaseSync, schema: Schema): void {
  for (const object of schema.objects.values())
    for (const field of object.fields) {
      if (!indexed(object, field)) continue
      const partial =
        field.type === 'reference' || field.externalId ? ` WHERE "${field.name}" IS NOT NULL` : ''
      db.exec(
        `CREATE INDEX IF NOT EXISTS "${object.name}_${field.name}" ON "${object.name}" ("${field.name}")${partial}`,
      )
    }
}

/** What was deleted together, and the lookups that were emptied by it, so that undelete can put both back. */
const BIN = `
  CREATE TABLE IF NOT EXISTS bin (id TEXT PRIMARY KEY, object TEXT, root TEXT, deleted_at TEXT);
  CREATE INDEX IF NOT EXISTS bin_root ON bin (root);
  CREATE TABLE IF NOT EXISTS bin_link (root TEXT, object TEXT, id TEXT, field TEXT, value TEXT);
  CREATE INDEX IF NOT EXISTS bin_link_root ON bin_link (root)`

/** What automation does; how setup shows it stands in the tables of ApexTrigger and its like. */
const AUTOMATION = `
  CREATE TABLE IF NOT EXISTS automation
    (serial INTEGER PRIMARY KEY, object TEXT, active INTEGER, planted INTEGER, spec TEXT, shown TEXT);
  CREATE INDEX IF NOT EXISTS automation_object ON automation (object)`

interface StoreOptions {
  /** `later`: the caller seeds first and then calls indexStore. */
  readonly index?: 'now' | 'later'
}

/** One table per object; a file is made readable for its owner only. */
export function openStore(path: string, schema: Schema, options: StoreOptions = {}): DatabaseSync {
  const db = new DatabaseSync(path)
  if (path !== ':memory:') chmodSync(path, 0o600)
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536',
  )
  db.exec('BEGIN')
  for (const object of schema.objects.values()) db.exec(createTable(object))
  db.exec(BIN)
  db.exec(AUTOMATION)
  fillDefinitions(db, schema)
  db.exec('COMMIT')
  if (options.index !== 'later') indexStore(db, schema)
  return db
}
