import type { MergeTraits } from '../../../src/kit/abilities.ts'
import type { FieldDescription } from '../../../src/kit/connector.ts'
import { counterparts } from '../mapping-table.ts'
import { gatheredOf } from './gathered.ts'

const address = [
  'address',
  'address2',
  'city',
  'state',
  'zip',
  'country',
  'hs_state_code',
  'hs_country_region_code',
]

const pipelines: Readonly<Record<string, string>> = { deals: 'pipeline', tickets: 'hs_pipeline' }

/** One for all e-mail, and one for each subscription type. */
const optOut = /^hs_email_optout(_\d+)?$/

/** What HubSpot's Salesforce integration writes. */
const ofSync = /^(hs_)?salesforce/

export function traitsOf(object: string, fields: readonly FieldDescription[]): MergeTraits {
  const names = new Set(fields.map(({ name }) => name))
  const there = (all: readonly string[]): readonly string[] => all.filter((name) => names.has(name))
  const parts = there(address)
  const pipeline = pipelines[object]
  const synced = there(counterparts[object] ?? [])
  const external = fields.filter(({ externalId }) => externalId).map(({ name }) => name)
  return {
    groups: parts.length > 1 ? { address: parts } : {},
    consents:
      object === 'contacts' && names.has('email')
        ? fields
            .filter(({ name }) => optOut.test(name))
            .map(({ name }) => ({ field: name, address: 'email', out: true, ofAddress: true }))
        : [],
    ...gatheredOf(object, names),
    ...(object === 'contacts' && names.has('email') && names.has('hs_legal_basis')
      ? { boundTo: [{ field: 'hs_legal_basis', address: 'email' }] }
      : {}),
    ofSync: [...names].filter((name) => ofSync.test(name)),
    foreignIds: [...new Set([...synced, ...external])],
    owner: names.has('hubspot_owner_id') ? 'hubspot_owner_id' : null,
    recordType: pipeline !== undefined && names.has(pipeline) ? pipeline : null,
  }
}
