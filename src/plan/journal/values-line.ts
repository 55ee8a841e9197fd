import { randomBytes } from 'node:crypto'
import { canonicalJson, sha256 } from '../files/canonical.ts'

/** What a line of the values file says; `salt` and `values` (canonical JSON) are null once forgotten. */
export interface ValuesLine {
  readonly seq: number
  readonly held: { readonly salt: string; readonly values: string } | null
}

export interface SealedValues {
  readonly line: string
  readonly hash: string
}

/** Salted, so that the hash that stays in the chain says nothing once the line is gone. */
export function sealValues(seq: number, values: unknown): SealedValues {
  const salt = randomBytes(32).toString('hex')
  const text = canonicalJson(values)
  return { line: `{"salt":"${salt}","seq":${seq},"values":${text}}`, hash: sha256(salt + text) }
}

export function forgottenLine(seq: number): string {
  return `{"seq":${seq}}`
}

const heldPattern = /^\{"salt":"([0-9a-f]{64})","seq":(\d{1,15}),"values":/
const forgottenPattern = /^\{"seq":(\d{1,15})\}$/

/** Null for what is no line of ours. Reads no values: they may be megabytes. */
export function readValuesLine(text: string): ValuesLine | null {
  const [start, salt, seq] = heldPattern.exec(text) ?? []
  if (start !== undefined && salt !== undefined && text.endsWith('}')) {
    return { seq: Number(seq), held: { salt, values: text.slice(start.length, -1) } }
  }
  const forgotten = forgottenPattern.exec(text)
  return forgotten === null ? null : { seq: Number(forgotten[1]), held: null }
}

export function hashOf({ salt, values }: { readonly salt: string; readonly values: string }): string {
  return sha256(salt + values)
}
