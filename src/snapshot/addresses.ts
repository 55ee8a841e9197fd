import type { Value } from '../kit/index.ts'
import { literal, name } from './database.ts'

// What an address may have before and behind its @, in the words of JavaScript and of RE2 alike. Marks that only
// surround one, as in "(ana@acme.es).", are cut off: it begins with a letter, digit or _, and ends with a letter or digit.
const local = String.raw`\p{L}\p{N}\p{M}_.!#$%&'*+^~-`
const domain = String.raw`\p{L}\p{N}\p{M}.-`
const before = String.raw`[\p{L}\p{N}_][${local}]*$`
const behind = String.raw`^[${domain}]*[\p{L}\p{N}]`

/** Every address within a text, in lower case, whatever stands around it. */
export function addressesIn(value: Value | undefined): readonly string[] {
  if (typeof value !== 'string' || !value.includes('@')) return []
  const parts = value.toLowerCase().split('@')
  return parts.slice(1).flatMap((part, at) => {
    const user = new RegExp(before, 'u').exec(parts[at] ?? '')?.[0]
    const host = new RegExp(behind, 'u').exec(part)?.[0]
    return user === undefined || host === undefined ? [] : [`${user}@${host}`]
  })
}

/** True when one of the addresses in the column, as `addressesIn` finds them, satisfies the condition. */
export function emailMatchSql(column: string, condition: (address: string) => string): string {
  const parts = `string_split(lower(${name(column)}), '@')`
  const user = `regexp_extract(parts[n], ${literal(before)})`
  const host = `regexp_extract(parts[n + 1], ${literal(behind)})`
  const held = `list_transform([${parts}], parts -> list_bool_or(list_transform(range(1, len(parts)), n -> ${user} <> '' AND ${host} <> '' AND ${condition(`(${user} || '@' || ${host})`)})))`
  return `coalesce(list_bool_or(${held}), false)`
}

/** For `regexp_replace`: the address between what can be no part of it, as groups 1 and 2. */
export function mentionPattern(address: string): string {
  const marks = `[.!#$%&'*+^~-]*`
  const escaped = address.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return `((?:^|[^${local}])${marks})${escaped}([.-]*(?:$|[^${domain}]))`
}
