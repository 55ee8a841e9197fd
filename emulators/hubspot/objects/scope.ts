import type { Org, Parameters } from '../org.ts'
import { findType } from '../store/define.ts'

/** The scope of each standard object; tasks, notes and their like go with contacts. */
const areas: Readonly<Record<string, string>> = {
  contacts: 'crm.objects.contacts',
  companies: 'crm.objects.companies',
  deals: 'crm.objects.deals',
  leads: 'crm.objects.leads',
  users: 'crm.objects.users',
  tasks: 'crm.objects.contacts',
  notes: 'crm.objects.contacts',
  calls: 'crm.objects.contacts',
  emails: 'sales-email-read',
  meetings: 'crm.objects.contacts',
}

export function objectScopes(org: Org, objectType: string, access: 'read' | 'write'): readonly string[] {
  const type = findType(org, objectType)
  if (type === undefined) return []
  if (type.name === 'tickets') return ['tickets']
  const area = type.custom ? 'crm.objects.custom' : areas[type.name]
  if (area === 'sales-email-read') return access === 'read' ? [area] : ['crm.objects.contacts.write']
  return area === undefined ? [] : [`${area}.${access}`]
}

export function reading(org: Org, { objectType = '' }: Parameters): readonly string[] {
  return objectScopes(org, objectType, 'read')
}

export function writing(org: Org, { objectType = '' }: Parameters): readonly string[] {
  return objectScopes(org, objectType, 'write')
}
