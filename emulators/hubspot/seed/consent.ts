import type { Random } from '../../population/random.ts'
import {
  insertSubscriptionType,
  type LegalBasis,
  type StatusSpec,
  setSubscriptionStatus,
} from '../consent/tables.ts'
import { count, type Properties, type Seeding, stream } from './seeding.ts'

/** What people can opt out of; the last one is one-to-one mail. */
const subscriptionTypes = [
  { id: 4_100_101, name: 'Marketing Information', purpose: 'Marketing', isDefault: true },
  { id: 4_100_102, name: 'Newsletter', purpose: 'Marketing' },
  { id: 4_100_103, name: 'Event invitations', purpose: 'Marketing' },
  { id: 4_100_104, name: 'One to One', purpose: 'Sales', isInternal: true },
] as const

const bases: readonly (readonly [LegalBasis, string])[] = [
  ['LEGITIMATE_INTEREST_PQL', 'Legitimate interest – prospect/lead'],
  ['CONSENT_WITH_NOTICE', 'Freely given consent from contact'],
  ['LEGITIMATE_INTEREST_CLIENT', 'Legitimate interest – existing customer'],
  ['PERFORMANCE_OF_CONTRACT', 'Performance of a contract'],
  ['NON_GDPR', 'Not applicable'],
]
const bounces = ['UNKNOWN_USER', 'MAILBOX_FULL', 'POLICY', 'SPAM', 'DNS'] as const

/** What stands in a contact about consent, and the statuses of its addresses; opt-outs are shown by the account. */
export interface Consent {
  readonly properties: Properties
  readonly statuses: readonly StatusSpec[]
}

export function consentOf(seeding: Seeding, row: number, email: string): Consent {
  const { world } = seeding
  const source = stream(world, 120, row)
  const [basis, basisLabel] = source.skewed(bases)
  const legal = source.chance(0.55) ? basis : null
  const marketing = source.chance(0.42)
  const shown: Properties = {
    hs_legal_basis: legal === null ? null : basisLabel,
    hs_marketable_status: marketing ? 'true' : 'false',
    hs_marketable_until_renewal: marketing && source.chance(0.05) ? 'true' : null,
    hs_marketable_reason_type: marketing
      ? source.skewed(['FORM_SUBMISSION', 'IMPORT', 'WORKFLOW', 'USER_SET'])
      : null,
  }
  if (email === '') return { properties: shown, statuses: [] }
  const at = world.calendar.between(world.peopleSince(row), world.calendar.asOf, source)
  const main = statusesOf(source, email, at, legal)
  const more = world.additionalAddresses(row).flatMap((address) => statusesOf(source, address, at, null))
  return {
    properties: { ...shown, ...deliverability(source, at) },
    statuses: [...main, ...more],
  }
}

/** Most have none; 4 % want no mail at all. */
function statusesOf(source: Random, email: string, at: number, legalBasis: LegalBasis | null): StatusSpec[] {
  const from = source.skewed(['Form', 'Unsubscribe link in an email', 'Import', 'Settings page'])
  const base = { email, source: from, at, legalBasis }
  if (source.chance(0.04))
    return [{ ...base, subscriptionId: null, status: 'UNSUBSCRIBED', legalBasis: null }]
  return subscriptionTypes.flatMap(({ id }): StatusSpec[] => {
    const draw = source.next()
    if (draw > 0.18) return []
    return [{ ...base, subscriptionId: id, status: draw < 0.05 ? 'UNSUBSCRIBED' : 'SUBSCRIBED' }]
  })
}

function deliverability(source: Random, at: number): Properties {
  const draw = source.next()
  const bounced = draw < 0.03
  const hard = draw < 0.02
  const quarantined = draw > 0.99
  return {
    hs_email_bounce: bounced ? String(1 + source.int(3)) : null,
    hs_email_hard_bounce_reason_enum: hard ? source.skewed(bounces) : null,
    hs_email_bad_address: hard && source.chance(0.5) ? 'true' : null,
    hs_email_quarantined: quarantined ? 'true' : null,
    hs_email_quarantined_reason: quarantined ? source.pick(['HIGH_RISK', 'LOW_ENGAGEMENT']) : null,
    hs_email_is_ineligible: hard || quarantined ? 'true' : null,
    hs_emailconfirmationstatus: source.chance(0.1) && at > 0 ? 'Confirmed' : null,
  }
}

export function fillSubscriptionTypes({ org, world }: Seeding): void {
  for (const type of subscriptionTypes)
    insertSubscriptionType(org, { ...type, createdAt: world.calendar.start })
}

export function keepStatuses(seeding: Seeding, { statuses }: Consent): void {
  for (const status of statuses) setSubscriptionStatus(seeding.org, status)
  count(seeding, 'subscription statuses', statuses.length)
}
