import { exitCodes, KitError } from '../../src/kit/error.ts'

/** HubSpot's own objects that mappings read, and what to ask them by. */
export const mappedObjects = [
  'contacts',
  'companies',
  'deals',
  'tickets',
  'tasks',
  'calls',
  'emails',
  'meetings',
  'notes',
] as const

/** Known to every account, though not every subscription has records of them. */
export const standardObjects: ReadonlySet<string> = new Set([
  ...mappedObjects,
  'leads',
  'users',
  'products',
  'line_items',
  'quotes',
])

/** Objects of ours, made of answers that are no CRM records, so that mappings can look names up in them. */
export const owners = 'owners'
export const stagesOf: Readonly<Record<string, string>> = {
  'deal stages': 'deals',
  'ticket stages': 'tickets',
}

/** What hangs on records and is no record: it has no columns. */
export const columnless: ReadonlySet<string> = new Set(['lists', 'subscriptions'])

/** Which contact a record hangs on, which HubSpot keeps in no property of the record. */
export const tiedTo: Readonly<Record<string, string>> = {
  'deals and contacts': 'deals',
  'tickets and contacts': 'tickets',
}

export function isPseudo(object: string): boolean {
  return object === owners || Object.hasOwn(stagesOf, object) || Object.hasOwn(tiedTo, object)
}

const mergeable: ReadonlySet<string> = new Set(['contacts', 'companies', 'deals', 'tickets', 'leads'])

/** An object of the account's own: `p123_name`, or its type id `2-456`. */
const custom = /^(p\d{1,20}_\w{1,100}|2-\d{1,20})$/

/**
 * HubSpot knows its own objects by other names as well (`0-1`, `contact`), under which none of what protects
 * contacts and companies would be found: each has one name here.
 */
export function isObjectName(object: string): boolean {
  return standardObjects.has(object) || isPseudo(object) || columnless.has(object) || custom.test(object)
}

export function unknownObject(object: string, host: string): KitError {
  const named = /^[\w.-]{1,100}$/.test(object) ? object : JSON.stringify(object.slice(0, 100))
  return new KitError('UNKNOWN_OBJECT', `${host} has no object ${named}.`, {
    exit: exitCodes.usage,
    actions: [
      'Check the spelling: contacts, companies, deals, tickets, or p123_name and 2-456 for custom objects.',
    ],
  })
}

/** Of HubSpot's own objects these, and all of the account's own (CRM API, "Merge"). */
export function isMergeable(object: string): boolean {
  return mergeable.has(object) || custom.test(object)
}

/** Where the modification time of a record stands. */
export function modifiedColumn(object: string): string {
  return object === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate'
}

const activities: ReadonlySet<string> = new Set(['tasks', 'calls', 'emails', 'meetings', 'notes'])

/** The scope with which records of an object can be read; activities go with contacts. */
export function readScope(object: string): string {
  if (object === owners) return 'crm.objects.owners.read'
  const of = stagesOf[object] ?? tiedTo[object]
  if (of !== undefined) return readScope(of)
  if (activities.has(object)) return 'crm.objects.contacts.read'
  return `crm.objects.${standardObjects.has(object) ? object : 'custom'}.read`
}
