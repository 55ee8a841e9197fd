import type { DatabaseSync } from 'node:sqlite'
import type { Org } from '../org.ts'
import type { Schema } from '../schema/types.ts'

// ASCII order, so that ids sort in the order in which they were given.
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
/** The instance's two characters and the reserved one, as in `0035e0…`. */
const POD = '5e0'

const counters = new WeakMap<DatabaseSync, Map<string, number>>()

/** The three characters that make an id safe where case is lost: one bit per capital, five to a character. */
export function checksum(id15: string): string {
  let suffix = ''
  for (let block = 0; block < 15; block += 5) {
    let bits = 0
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(block + i)
      if (code >= 65 && code <= 90) bits |= 1 << i
    }
    suffix += CHECK[bits]
  }
  return suffix
}

function encode(counter: number): string {
  let text = ''
  for (let rest = counter; rest > 0; rest = Math.floor(rest / 62)) text = ALPHABET[rest % 62] + text
  return text.padStart(9, '0')
}

function decode(text: string): number {
  let value = 0
  for (const character of text) value = value * 62 + ALPHABET.indexOf(character)
  return value
}

/** `serial` 1, 2, 3, … of an object with that key prefix. */
export function idOf(prefix: string, serial: number): string {
  const id15 = `${prefix}${POD}${encode(serial)}`
  return id15 + checksum(id15)
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
