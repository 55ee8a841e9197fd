import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { activityTables } from '../account/tables.ts'
import { consentTables } from '../consent/tables.ts'
import { listTables } from '../lists/tables.ts'
import { pipelineTables } from '../metadata/pipeline-tables.ts'
import { validationTables } from '../metadata/validation-tables.ts'
import { peopleTables } from '../people/tables.ts'
import { associationTypes } from '../schema/association-types.ts'
import { standardTypes } from '../schema/object-types.ts'
import { standardGroups, standardProperties } from '../schema/properties.ts'
import type { ObjectType, PropertyDefinition, PropertyGroup, Schema } from '../schema/types.ts'

/**
 * `property`, `property_group`, `object_type` keep the schema, read into `Org.schema` when opened.
 * `forward`: merged-away id to the record that it was merged into.
 * `history`: only what came after the first value; the first one stands with the record.
 * `hidden_association`: those of a record in the recycle bin, until it comes back.
 * `email`: every address of every living contact, lower case.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS object_type (name TEXT PRIMARY KEY, next_id INTEGER, definition TEXT);
  CREATE TABLE IF NOT EXISTS property (type TEXT, name TEXT, definition TEXT, PRIMARY KEY (type, name));
  CREATE TABLE IF NOT EXISTS property_group (type TEXT, name TEXT, definition TEXT, PRIMARY KEY (type, name));
  CREATE TABLE IF NOT EXISTS forward (type TEXT, id INTEGER, target INTEGER, PRIMARY KEY (type, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS forward_target ON forward (type, target);
  CREATE TABLE IF NOT EXISTS history (type TEXT, id INTEGER, name TEXT, serial INTEGER, at INTEGER, value TEXT,
    source_type TEXT, source_id TEXT, user_id TEXT, PRIMARY KEY (type, id, name, serial)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS email (address TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS email_id ON email (id);
  CREATE TABLE IF NOT EXISTS unique_value (type TEXT, name TEXT, value TEXT, id INTEGER,
    PRIMARY KEY (type, name, value)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS forgotten (address TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS association_type (from_type TEXT, to_type TEXT, category TEXT, type_id INTEGER,
    name TEXT, label TEXT, inverse_id INTEGER, PRIMARY KEY (from_type, to_type, category, type_id));
  CREATE TABLE IF NOT EXISTS association (from_type TEXT, from_id INTEGER, to_type TEXT, to_id INTEGER,
    category TEXT, type_id INTEGER,
    PRIMARY KEY (from_type, from_id, to_type, to_id, category, type_id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hidden_association (owner_type TEXT, owner_id INTEGER, from_type TEXT, from_id INTEGER,
    to_type TEXT, to_id INTEGER, category TEXT, type_id INTEGER);
  CREATE INDEX IF NOT EXISTS hidden_association_owner ON hidden_association (owner_type, owner_id)`

/** Table of the records of one type, quoted. Columns: id, created, updated (ms), archived (ms or null), source, properties (JSON without nulls). */
export function recordTable(type: string): string {
  return `"record_${type.replaceAll('"', '""')}"`
}

/** A file is made readable for its owner only. */
export function openStore(path: string): DatabaseSync {
  const db = new DatabaseSync(path)
  if (path !== ':memory:') chmodSync(path, 0o600)
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536',
  )
  for (const tables of [
    TABLES,
    peopleTables,
    listTables,
    consentTables,
    pipelineTables,
    activityTables,
    validationTables,
  ])
    db.exec(tables)
  return db
}

/** What the database says; a new one gets HubSpot's own objects first. */
export function readSchema(db: DatabaseSync): Schema {
  const schema: Schema = { types: new Map(), properties: new Map(), groups: new Map() }
  if (db.prepare('SELECT 1 FROM object_type').get() === undefined) fill(db)
  for (const row of db.prepare('SELECT definition FROM object_type ORDER BY rowid').iterate())
    remember(schema, JSON.parse(String(row.definition)) as ObjectType)
  for (const row of db.prepare('SELECT type, definition FROM property_group ORDER BY rowid').iterate()) {
    const group = JSON.parse(String(row.definition)) as PropertyGroup
    schema.groups.get(String(row.type))?.set(group.name, group)
  }
  for (const row of db.prepare('SELECT type, definition FROM property ORDER BY rowid').iterate()) {
    const property = JSON.parse(String(row.definition)) as PropertyDefinition
    schema.properties.get(String(row.type))?.set(property.name, property)
  }
  return schema
}

export function remember(schema: Schema, type: ObjectType): void {
  schema.types.set(type.name, type)
  schema.properties.set(type.name, new Map())
  schema.groups.set(type.name, new Map())
}

/** Ids of a type count up from its own start; crossing a power of ten shows who sorts ids as texts. */
export function createType(db: DatabaseSync, type: ObjectType, firstId: number): void {
  db.prepare('INSERT INTO object_type VALUES (?, ?, ?)').run(type.name, firstId, JSON.stringify(type))
  db.exec(`CREATE TABLE ${recordTable(type.name)} (id INTEGER PRIMARY KEY, created INTEGER NOT NULL,
    updated INTEGER NOT NULL, archived INTEGER, source TEXT, properties TEXT NOT NULL)`)
}

/** Search orders and filters by these; seeding is quicker when they come last. */
export function indexStore(db: DatabaseSync, schema: Schema): void {
  for (const type of schema.types.keys()) {
    const table = recordTable(type)
    db.exec(
      `CREATE INDEX IF NOT EXISTS "updated_${type}" ON ${table} (updated, id) WHERE archived IS NULL;
       CREATE INDEX IF NOT EXISTS "archived_${type}" ON ${table} (id) WHERE archived IS NOT NULL`,
    )
  }
}

function fill(db: DatabaseSync): void {
  db.exec('BEGIN')
  let firstId = 951
  for (const type of standardTypes) {
    createType(db, type, firstId)
    firstId += 1000
    for (const group of standardGroups(type))
      db.prepare('INSERT INTO property_group VALUES (?, ?, ?)').run(
        type.name,
        group.name,
        JSON.stringify(group),
      )
    for (const property of standardProperties(type))
      db.prepare('INSERT INTO property VALUES (?, ?, ?)').run(
        type.name,
        property.name,
        JSON.stringify(property),
      )
  }
  const insert = db.prepare('INSERT INTO association_type VALUES (?, ?, ?, ?, ?, ?, ?)')
  for (const each of associationTypes())
    insert.run(each.from, each.to, each.category, each.typeId, each.name, each.label, each.inverseId)
  db.exec('COMMIT')
}
