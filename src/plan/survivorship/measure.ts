import type { Value } from '../../kit/index.ts'
import type { Member } from '../group/group.ts'

/** What the CRM or a sync fills by itself says nothing about how well a record is kept. */
const kept: ReadonlySet<string> = new Set([
  'ownerId',
  'ownerName',
  'ownerActive',
  'recordType',
  'currency',
  'createdAt',
  'createdBy',
  'modifiedAt',
  'modifiedBy',
  'lastActivityAt',
  'lastTouchAt',
  'lastTouchSource',
  'nextActivityAt',
  'openWork',
  'portalUser',
  'householdId',
  'closed',
  'won',
])

/** True for canonical fields that people fill, not the CRM. */
export function isFilledByPeople(field: string): boolean {
  return !kept.has(field)
}

export function completenessOf({ values }: Member): number {
  return Object.entries(values).filter(([field, value]) => isFilledByPeople(field) && !isBlank(value)).length
}

/** A mere change may be an integration's: it counts only where nothing tells whether somebody touched the record. */
export function touchedAt({ values }: Member): number {
  const { lastTouchAt, lastActivityAt, modifiedAt } = values
  const known = timeOf(lastTouchAt) ?? timeOf(lastActivityAt)
  const changed = lastTouchAt === undefined ? timeOf(modifiedAt) : null
  return known ?? changed ?? Number.NEGATIVE_INFINITY
}

/** Milliseconds; null when there is none. */
export function timeOf(value: Value | undefined): number | null {
  if (typeof value !== 'string') return null
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : time
}

export function textOf(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim()
}

/** Unknown counts as blank here; who writes must look first whether it is known. */
export function isBlank(value: Value | undefined): boolean {
  return textOf(value) === ''
}

/** The same for a reader: white space around a text and the style of its line ends do not count. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b)
  if (typeof a === 'string' && typeof b === 'string') return tidy(a) === tidy(b)
  return a === b
}

function tidy(text: string): string {
  return text.trim().replace(/\r\n?/g, '\n')
}
