import { isMergeable } from '../objects.ts'

/** Activities hang on everything. */
const activities = ['calls', 'emails', 'meetings', 'notes', 'tasks'] as const

/** What records of HubSpot's own objects are associated with (associations API guide, "Association type IDs"). */
const associated: Readonly<Record<string, readonly string[]>> = {
  contacts: ['companies', 'contacts', 'deals', 'tickets', 'leads', ...activities],
  companies: ['contacts', 'companies', 'deals', 'tickets', 'leads', ...activities],
  deals: ['contacts', 'companies', 'deals', 'tickets', ...activities],
  tickets: ['contacts', 'companies', 'deals', 'tickets', ...activities],
  leads: ['contacts', 'companies', ...activities],
}

/** Custom objects may be associated with these and with one another, where the account says so. */
const ofCustom = ['contacts', 'companies', 'deals', 'tickets', ...activities]

/**
 * Where a record has one at most: primary company or contact, parent company. Seen from the other end there may be
 * many ("Association type IDs").
 */
const single: ReadonlyMap<number, string> = new Map([
  [1, 'primary'],
  [5, 'primary'],
  [26, 'primary'],
  [578, 'primary'],
  [14, 'parent'],
])

export function isActivity(object: string): boolean {
  return (activities as readonly string[]).includes(object)
}

export function associatedWith(object: string): readonly string[] {
  return associated[object] ?? (isMergeable(object) ? ofCustom : [])
}

/** The slot of an association that a record can have one of only; else null. */
export function slotOf(category: string, typeId: number): string | null {
  return category === 'HUBSPOT_DEFINED' ? (single.get(typeId) ?? null) : null
}
