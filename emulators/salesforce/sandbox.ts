import type { DatabaseSync } from 'node:sqlite'
import { mix } from '../population/random.ts'
import type { Schema } from './schema/types.ts'
import { idOf } from './store/id.ts'
import { isWritten } from './store/open.ts'

interface Copy {
  readonly db: DatabaseSync
  readonly schema: Schema
  /** Of the org that was copied. */
  readonly orgId: string
  readonly seed: number
  /** Of its people and companies, 0 to 1. */
  readonly share: number
}

/**
 * Makes a sandbox of a copied org: another org id, the ids of its records (help, "Servers and IDs"), and users with a
 * name and an address of their own. Of a partial copy the seed says which people and companies are in it; what hangs
 * on the others goes with them, or points to nothing. Returns the new org id.
 */
export function makeSandbox(copy: Copy): string {
  const { db, orgId, seed, share } = copy
  const id = idOf('00D', 1_000_000 + (numberOf(orgId, seed) % 1_000_000_000))
  db.exec('BEGIN')
  db.prepare(`UPDATE "Organization" SET "Id" = ?, "IsSandbox" = 1, "InstanceName" = 'EMU2'`).run(id)
  db.exec(`UPDATE "User" SET "Username" = "Username" || '.copy', "Email" = "Email" || '.invalid'`)
  if (share < 1) leaveOut(copy)
  db.exec('COMMIT')
  return id
}

function leaveOut({ db, schema, seed, share }: Copy): void {
  db.function('left_out', { deterministic: true }, (id) =>
    numberOf(String(id), seed) / 2 ** 32 < share ? 0 : 1,
  )
  db.exec('CREATE TEMP TABLE gone (id TEXT PRIMARY KEY)')
  const person = schema.personAccounts ? ' AND "IsPersonAccount" = 0' : ''
  for (const [object, more] of [
    ['Account', ''],
    ['Contact', person],
    ['Lead', ''],
  ])
    db.exec(`INSERT INTO gone SELECT "Id" FROM "${object}" WHERE left_out("Id")${more}`)
  if (schema.personAccounts)
    db.exec(
      `INSERT OR IGNORE INTO gone SELECT "Id" FROM "Contact"
       WHERE "IsPersonAccount" = 1 AND "AccountId" IN (SELECT id FROM gone)`,
    )
  const pointers = pointersOf(schema)
  for (let before = -1, now = countGone(db); now > before; before = now, now = countGone(db))
    for (const { object, field, needed } of pointers)
      if (needed) db.exec(`INSERT OR IGNORE INTO gone ${pointing(object, field)}`)
  for (const { object, field, needed } of pointers)
    if (!needed) db.exec(`UPDATE "${object}" SET "${field}" = NULL WHERE "${field}" IN (SELECT id FROM gone)`)
  for (const { name } of schema.objects.values())
    db.exec(`DELETE FROM "${name}" WHERE "Id" IN (SELECT id FROM gone)`)
  db.exec('DROP TABLE gone')
}

interface Pointer {
  readonly object: string
  readonly field: string
  /** A row without it cannot be. */
  readonly needed: boolean
}

function pointersOf(schema: Schema): readonly Pointer[] {
  const cascades = new Set(
    [...schema.objects.values()].flatMap(({ children }) =>
      children.filter(({ cascadeDelete }) => cascadeDelete).map(({ object, field }) => `${object}.${field}`),
    ),
  )
  return [...schema.objects.values()].flatMap(({ name, fields }) =>
    fields
      .filter((field) => field.type === 'reference' && isWritten(field))
      .map((field) => ({
        object: name,
        field: field.name,
        needed: !field.nillable || cascades.has(`${name}.${field.name}`),
      })),
  )
}

function pointing(object: string, field: string): string {
  return `SELECT "Id" FROM "${object}" WHERE "${field}" IN (SELECT id FROM gone)`
}

function countGone(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count(*) AS n FROM gone').get()?.n)
}

/** 32 bits. */
function numberOf(id: string, seed: number): number {
  let value = mix(seed + 1)
  for (let at = 0; at < id.length; at++) value = mix(value ^ id.charCodeAt(at))
  return value
}
