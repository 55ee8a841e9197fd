/** Objects that have scopes of their own, by the name that those scopes carry. */
const objects = ['companies', 'contacts', 'custom', 'deals', 'leads', 'owners', 'tickets', 'users'] as const

/** Activities belong to contacts: HubSpot has no scopes for tasks, notes, calls, emails or meetings. */
const activities: ReadonlySet<string> = new Set(['tasks', 'notes', 'calls', 'emails', 'meetings'])

const others: readonly string[] = [
  'account-info.security.read',
  'communication_preferences.read',
  'communication_preferences.read_write',
  'communication_preferences.statuses.batch.read',
  'communication_preferences.write',
  'crm.lists.read',
  'crm.lists.write',
  'oauth',
  'settings.users.read',
  'settings.users.teams.read',
  'settings.users.write',
]

/** Reading a sensitive property needs one of these beside the scope of its object. */
const sensitive = ['companies', 'contacts', 'custom', 'deals', 'tickets'].flatMap((object) => [
  `crm.objects.${object}.sensitive.read.v2`,
  `crm.objects.${object}.highly_sensitive.read.v2`,
])

export const allScopes: readonly string[] = [
  ...objects.flatMap((object) => [
    `crm.objects.${object}.read`,
    `crm.objects.${object}.write`,
    `crm.schemas.${object}.read`,
    `crm.schemas.${object}.write`,
  ]),
  ...others,
  ...sensitive,
].toSorted()

/** Only an Enterprise account has them to give. */
export const enterpriseScopes: ReadonlySet<string> = new Set([
  'communication_preferences.statuses.batch.read',
])

/** What a token has that names no scopes: everything but sensitive values and what needs Enterprise. */
export const usualScopes: readonly string[] = allScopes.filter(
  (scope) => !scope.includes('sensitive') && !enterpriseScopes.has(scope),
)

/** `crm.objects.contacts.read` for tasks too. */
export function objectScope(object: string, custom: boolean, access: 'read' | 'write'): string {
  return `crm.objects.${family(object, custom)}.${access}`
}

export function schemaScope(object: string, custom: boolean, access: 'read' | 'write'): string {
  return `crm.schemas.${family(object, custom)}.${access}`
}

function family(object: string, custom: boolean): string {
  if (custom) return 'custom'
  return activities.has(object) ? 'contacts' : object
}
