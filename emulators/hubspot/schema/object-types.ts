import type { ObjectType } from './types.ts'

interface Spec {
  readonly shown?: readonly string[]
  readonly mergeable?: boolean
  readonly required?: readonly string[]
  readonly modified?: string
  readonly created?: string
}

function objectType(name: string, singular: string, typeId: string, spec: Spec = {}): ObjectType {
  const modified = spec.modified ?? 'hs_lastmodifieddate'
  const created = spec.created ?? 'hs_createdate'
  return {
    name,
    singular,
    typeId,
    modified,
    created,
    shown: spec.shown ?? [created, modified],
    mergeable: spec.mergeable ?? false,
    required: spec.required ?? [],
    custom: false,
  }
}

const activity: Spec = { required: ['hs_timestamp'] }

export const standardTypes: readonly ObjectType[] = [
  objectType('contacts', 'contact', '0-1', {
    modified: 'lastmodifieddate',
    created: 'createdate',
    shown: ['createdate', 'email', 'firstname', 'lastmodifieddate', 'lastname'],
    mergeable: true,
  }),
  objectType('companies', 'company', '0-2', {
    created: 'createdate',
    shown: ['createdate', 'domain', 'hs_lastmodifieddate', 'name'],
    mergeable: true,
  }),
  objectType('deals', 'deal', '0-3', {
    created: 'createdate',
    shown: ['amount', 'closedate', 'createdate', 'dealname', 'dealstage', 'hs_lastmodifieddate', 'pipeline'],
    mergeable: true,
    required: ['dealname', 'dealstage'],
  }),
  objectType('tickets', 'ticket', '0-5', {
    created: 'createdate',
    shown: [
      'content',
      'createdate',
      'hs_lastmodifieddate',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
      'subject',
    ],
    mergeable: true,
    required: ['subject', 'hs_pipeline_stage'],
  }),
  objectType('leads', 'lead', '0-136', { mergeable: true, required: ['hs_lead_name'] }),
  objectType('tasks', 'task', '0-27', activity),
  objectType('notes', 'note', '0-46', activity),
  objectType('calls', 'call', '0-48', activity),
  objectType('emails', 'email', '0-49', activity),
  objectType('meetings', 'meeting', '0-47', activity),
  objectType('users', 'user', '0-115'),
]

export function customType(name: string, singular: string, typeId: string, required: readonly string[]) {
  return { ...objectType(name, singular, typeId, { mergeable: true, required }), custom: true }
}
