import type { Org } from '../org.ts'
import { validation } from '../page.ts'
import { type StatusRow, type SubscriptionState, statusesOf } from './tables.ts'

export interface SubscriptionType {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly purpose: string
  readonly communicationMethod: 'Email'
  readonly isActive: boolean
  readonly isDefault: boolean
  readonly isInternal: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export function subscriptionTypes(org: Org): readonly SubscriptionType[] {
  return org.db
    .prepare('SELECT * FROM subscription_type ORDER BY id')
    .all()
    .map((row) => ({
      id: String(row.id),
      name: String(row.name),
      description: String(row.description),
      purpose: String(row.purpose),
      communicationMethod: 'Email',
      isActive: row.is_active === 1,
      isDefault: row.is_default === 1,
      isInternal: row.is_internal === 1,
      createdAt: new Date(Number(row.created_at)).toISOString(),
      updatedAt: new Date(Number(row.created_at)).toISOString(),
    }))
}

export function needSubscriptionType(org: Org, id: unknown): SubscriptionType {
  const found = subscriptionTypes(org).find((type) => type.id === String(id))
  if (found === undefined) throw validation(`Subscription type ${String(id)} does not exist`)
  return found
}

export interface Status {
  readonly type: SubscriptionType
  readonly state: SubscriptionState
  /** Whether the address, rather than this type, was opted out. */
  readonly wide: boolean
  readonly row: StatusRow | undefined
}

/** One for each active type; an address that left all e-mail has left each. */
export function statesOf(org: Org, email: string): readonly Status[] {
  const rows = statusesOf(org, email)
  const all = wideOptOut(rows)
  return subscriptionTypes(org)
    .filter(({ isActive, isInternal }) => isActive && !isInternal)
    .map((type) => {
      const own = rows.find(({ subscriptionId }) => subscriptionId === Number(type.id))
      if (all !== undefined) return { type, state: 'UNSUBSCRIBED', wide: true, row: all }
      return { type, state: own?.status ?? 'NOT_SPECIFIED', wide: false, row: own }
    })
}

export function wideOptOut(rows: readonly StatusRow[]): StatusRow | undefined {
  return rows.find(({ subscriptionId, status }) => subscriptionId === null && status === 'UNSUBSCRIBED')
}
