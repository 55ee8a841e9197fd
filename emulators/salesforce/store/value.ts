import type { SQLInputValue } from 'node:sqlite'
import type { FieldSchema } from '../schema/types.ts'
import { notDeserialised, refuse, tooLong } from './fault.ts'
import { toDate, toMoment } from './moment.ts'

const EMAIL = /^[^\s@<>()[\],;:"]+@[^\s@<>()[\],;:"]+\.[^\s@<>()[\],;:".]{2,}$/

function text(field: FieldSchema, value: unknown): string | null {
  if (typeof value === 'object') throw notDeserialised('string', value)
  const kept = String(value).trim()
  if (kept === '') return null
  if (field.length > 0 && kept.length > field.length) throw tooLong(field, kept)
  return kept
}

function email(field: FieldSchema, value: unknown): string | null {
  const kept = text(field, value)
  if (kept !== null && !EMAIL.test(kept))
    throw refuse('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${kept}`, [field.name])
  return kept
}

function picklist(field: FieldSchema, value: unknown): string | null {
  const kept = text(field, value)
  if (kept === null || !field.restrictedPicklist || field.picklist.length === 0) return kept
  const known = field.picklist.find((each) => each.toLowerCase() === kept.toLowerCase())
  if (known === undefined)
    throw refuse(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.label}: bad value for restricted picklist field: ${kept}`,
      [field.name],
    )
  return known
}

function bool(value: unknown): number {
  if (value === true || (typeof value === 'string' && /^(true|1)$/i.test(value))) return 1
  if (value === false || (typeof value === 'string' && /^(false|0)$/i.test(value))) return 0
  throw notDeserialised('boolean', value)
}

function number(field: FieldSchema, value: unknown): number {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof parsed !== 'number' || !Number.isFinite(parsed))
    throw notDeserialised(field.type === 'int' ? 'int' : 'double', value)
  if (Math.abs(parsed) >= 10 ** (field.precision - field.scale))
    throw refuse(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${value}`,
      [field.name],
    )
  return field.type === 'int' ? Math.round(parsed) : Number(parsed.toFixed(field.scale))
}

function day(value: unknown): string {
  const kept = typeof value === 'string' ? toDate(value) : null
  if (kept === null) throw notDeserialised('date', value)
  return kept
}

function time(value: unknown): string {
  const kept = typeof value === 'string' ? toMoment(value) : null
  if (kept === null) throw notDeserialised('datetime', value)
  return kept
}

/** What the API sent to what is stored; references are looked at elsewhere. */
export function toStored(field: FieldSchema, value: unknown): SQLInputValue {
  if (value === undefined || value === null || value === '') return field.type === 'boolean' ? 0 : null
  switch (field.type) {
    case 'boolean':
      return bool(value)
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return number(field, value)
    case 'date':
      return day(value)
    case 'datetime':
      return time(value)
    case 'email':
      return email(field, value)
    case 'picklist':
      return picklist(field, value)
    case 'base64':
      return String(value)
    default:
      return text(field, value)
  }
}
