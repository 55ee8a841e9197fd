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
export const standardObjects: ReadonlySet<string> = new Set([...mappedObjects, 'leads', 'users'])

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
  return object === owners || object in stagesOf || object in tiedTo
}

const mergeable: ReadonlySet<string> = new Set(['contacts', 'companies', 'deals', 'tickets', 'leads'])

/** HubSpot merges records of every object but activities and users (CRM API, "Merge"). */
export function isMergeable(object: string): boolean {
  return mergeable.has(object) || !(standardObjects.has(object) || isPseudo(object) || columnless.has(object))
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
