import { createHash, createHmac } from 'node:crypto'
import type { ObjectDescription, Value } from '../../kit/index.ts'

/**
 * JSON with sorted keys and nothing between: the same text for the same data, whatever order it was made in.
 * Keys that are `undefined` are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const parts: string[] = []
  for (const key of Object.keys(value).sort()) {
    const item = (value as Readonly<Record<string, unknown>>)[key]
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`)
  }
  return `{${parts.join(',')}}`
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Hash of a member's values, keyed (hex) so that short values cannot be guessed from the plan alone. */
export function expectHash(key: string, values: Readonly<Record<string, Value>>): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(canonicalJson(values))
    .digest('hex')
    .slice(0, 32)
}

/** Keyed hash (hex) of what a request asks for: says nothing about values once the key is gone. */
export function requestHash(key: string, asked: unknown): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(canonicalJson(asked)).digest('hex')
}

/** Columns whose change makes a decision stale: neither calculated nor set by the CRM. */
export function comparedColumns(description: ObjectDescription): readonly string[] {
  return description.fields
    .filter(({ calculated, system }) => !calculated && !system)
    .map(({ name }) => name)
    .sort()
}

/**
 * What `expect` is the hash of. Empty columns are left out, so that a column that an admin adds after the plan was
 * made changes nothing.
 */
export function comparedValues(
  columns: readonly string[],
  values: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const seen: Record<string, Value> = {}
  for (const column of columns) {
    const value = Object.hasOwn(values, column) ? values[column] : undefined
    if (value !== undefined && value !== null && value !== '') seen[column] = value
  }
  return seen
}
