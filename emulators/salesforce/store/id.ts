import type { DatabaseSync } from 'node:sqlite'
import { ALPHABET, checksum, idOf, POD } from '../../population/salesforce-id.ts'
import type { Org } from '../org.ts'
import type { Schema } from '../schema/types.ts'

export { checksum, idOf }

const counters = new WeakMap<DatabaseSync, Map<string, number>>()

function decode(text: string): number {
  let value = 0
  for (const character of text) value = value * 62 + ALPHABET.indexOf(character)
  return value
}

function lastSerial(db: DatabaseSync, object: string, prefix: string): number {
  const from = `${prefix}${POD}`
  const row = db
    .prepare(`SELECT max(Id) AS id FROM "${object}" WHERE Id >= ? AND Id < ?`)
    .get(from, `${from}~`) as { id: string | null } | undefined
  return row?.id ? decode(row.id.slice(6, 15)) : 0
}

/** The next id of the object; counts on after what the table already holds. */
export function newId(org: { readonly db: DatabaseSync; readonly schema: Schema }, object: string): string {
  const prefix = org.schema.objects.get(object)?.keyPrefix
  if (!prefix) throw new Error(`${object} has no key prefix`)
  const known = counters.get(org.db) ?? new Map<string, number>()
  counters.set(org.db, known)
  const next = (known.get(object) ?? lastSerial(org.db, object, prefix)) + 1
  known.set(object, next)
  return idOf(prefix, next)
}

/** 15 or 18 characters to 18; null when it cannot be an id. */
export function fullId(text: unknown): string | null {
  if (typeof text !== 'string' || !/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(text)) return null
  const id15 = text.slice(0, 15)
  const suffix = checksum(id15)
  if (text.length === 15) return id15 + suffix
  return text.slice(15).toUpperCase() === suffix ? id15 + suffix : null
}

export function objectOfId(org: Org, id: string) {
  return org.schema.byPrefix(id.slice(0, 3))
}
