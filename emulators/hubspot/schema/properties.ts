import { activityProperties } from './activity.ts'
import { companyProperties } from './company.ts'
import { contactProperties } from './contact.ts'
import { dealProperties } from './deal.ts'
import { ticketProperties } from './ticket.ts'
import type { ObjectType, PropertyDefinition, PropertyGroup, PropertyOption, PropertyType } from './types.ts'

/**
 * One property in short: name, label, kind, and flags.
 * Kinds: `text`, `area`, `html`, `number`, `date`, `datetime`, `bool`, `phone`, `owner`, or options `a|b|c`
 * (`*` before them: several may be chosen; `value=Label` where the label differs).
 * Flags: `r` read only, `c` calculated (and read only), `h` hidden, `u` unique, `s` sensitive.
 */
export type Short = readonly [name: string, label: string, kind: string, flags?: string, group?: string]

const shapes: Readonly<Record<string, readonly [PropertyType, string]>> = {
  text: ['string', 'text'],
  area: ['string', 'textarea'],
  html: ['string', 'html'],
  number: ['number', 'number'],
  date: ['date', 'date'],
  datetime: ['datetime', 'date'],
  bool: ['bool', 'booleancheckbox'],
  phone: ['string', 'phonenumber'],
  owner: ['enumeration', 'select'],
}

function optionsOf(kind: string): PropertyOption[] {
  if (kind === 'bool')
    return [
      { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
      { label: 'No', value: 'false', displayOrder: 1, hidden: false },
    ]
  if (kind in shapes) return []
  return kind
    .replace(/^\*/, '')
    .split('|')
    .filter((option) => option !== '')
    .map((option, displayOrder) => {
      const [value = '', label = value] = option.split('=')
      return { label, value, displayOrder, hidden: false }
    })
}

export function definition(
  [name, label, kind, flags = '', group]: Short,
  defaultGroup: string,
): PropertyDefinition {
  const [type, fieldType] = shapes[kind] ?? ['enumeration', kind.startsWith('*') ? 'checkbox' : 'select']
  const calculated = flags.includes('c')
  return {
    name,
    label,
    description: '',
    groupName: group ?? defaultGroup,
    type,
    fieldType: calculated ? `calculation_${type === 'string' ? 'equation' : 'read_time'}` : fieldType,
    options: optionsOf(kind),
    displayOrder: -1,
    hasUniqueValue: flags.includes('u'),
    hidden: flags.includes('h'),
    calculated,
    formField: flags === '' && type !== 'datetime',
    hubspotDefined: true,
    externalOptions: kind === 'owner',
    ...(kind === 'owner' ? { referencedObjectType: 'OWNER' } : {}),
    readOnlyValue: calculated || flags.includes('r'),
    readOnlyDefinition: true,
    archivable: false,
    archived: false,
    dataSensitivity: flags.includes('s') ? 'sensitive' : 'non_sensitive',
  }
}

const everywhere: readonly Short[] = [
  ['hs_object_id', 'Record ID', 'number', 'ru'],
  ['hs_lastmodifieddate', 'Object last modified date/time', 'datetime', 'r'],
  ['hs_createdate', 'Object create date/time', 'datetime', 'r'],
  ['hs_merged_object_ids', 'Merged record IDs', '*', 'r'],
  ['hs_canonical_object_id', 'Canonical record ID', 'number', 'rh'],
  ['hs_object_source', 'Record creation source', 'text', 'r'],
  ['hs_object_source_id', 'Record creation source ID', 'text', 'r'],
  ['hs_object_source_label', 'Record source', 'INTEGRATION|IMPORT|CRM_UI|FORM|EMAIL|SALESFORCE', 'r'],
  ['hs_object_source_user_id', 'Record creation source user ID', 'number', 'r'],
  ['hs_created_by_user_id', 'Created by user ID', 'number', 'r'],
  ['hs_updated_by_user_id', 'Updated by user ID', 'number', 'r'],
  ['hs_was_imported', 'Performed in an import', 'bool', 'rh'],
  ['hs_read_only', 'Read only object', 'bool', 'rh'],
  ['hs_unique_creation_key', 'Unique creation key', 'text', 'ruh'],
  ['hubspot_owner_id', 'Owner', 'owner'],
  ['hubspot_owner_assigneddate', 'Owner assigned date', 'datetime', 'r'],
  ['hubspot_team_id', 'HubSpot team', 'owner', 'r'],
  ['hs_all_owner_ids', 'All owner IDs', '*', 'r'],
  ['hs_all_team_ids', 'All team IDs', '*', 'r'],
  ['hs_all_accessible_team_ids', 'All accessible team IDs', '*', 'r'],
  ['hs_user_ids_of_all_owners', 'User IDs of all owners', '*', 'r'],
]

const own: Readonly<Record<string, readonly Short[]>> = {
  contacts: contactProperties,
  companies: companyProperties,
  deals: dealProperties,
  tickets: ticketProperties,
  ...activityProperties,
}

export function standardGroups(type: ObjectType): PropertyGroup[] {
  const names = new Set(standardProperties(type).map((property) => property.groupName))
  return [...names].map((name, displayOrder) => ({
    name,
    label: label(name),
    displayOrder,
    archived: false,
  }))
}

function label(group: string): string {
  const words = group.replace(/_?information$/, '').replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} information`
}

export function standardProperties(type: ObjectType): PropertyDefinition[] {
  const group = `${type.singular.replace(/^.*_/, '')}information`
  const made = new Map<string, PropertyDefinition>()
  for (const short of [...everywhere, ...(own[type.name] ?? [])]) made.set(short[0], definition(short, group))
  return [...made.values()]
}
