import type { DatabaseSync } from 'node:sqlite'
import { statement } from '../../statement.ts'

/** Row 0 of an address stands for all e-mail: opted out of everything. */
const everything = 0

export const consentTables = `
  CREATE TABLE IF NOT EXISTS subscription_type (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, purpose TEXT NOT NULL,
    is_default INTEGER NOT NULL, is_internal INTEGER NOT NULL, is_active INTEGER NOT NULL, created_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS subscription_status (
    email TEXT NOT NULL COLLATE NOCASE, subscription_id INTEGER NOT NULL, status TEXT NOT NULL, legal_basis TEXT,
    explanation TEXT, source TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (email, subscription_id)) WITHOUT ROWID;
`

export const legalBases = [
  'LEGITIMATE_INTEREST_PQL',
  'LEGITIMATE_INTEREST_CLIENT',
  'PERFORMANCE_OF_CONTRACT',
  'CONSENT_WITH_NOTICE',
  'NON_GDPR',
  'PROCESS_AND_STORE',
  'LEGITIMATE_INTEREST_OTHER',
] as const
export type LegalBasis = (typeof legalBases)[number]
export type SubscriptionState = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED'

interface Store {
  readonly db: DatabaseSync
}

export interface SubscriptionTypeSpec {
  readonly id: number
  readonly name: string
  readonly description?: string
  readonly purpose?: string
  readonly isDefault?: boolean
  readonly isInternal?: boolean
  readonly isActive?: boolean
  readonly createdAt: number
}

export interface StatusSpec {
  readonly email: string
  /** `null`: all e-mail. */
  readonly subscriptionId: number | null
  readonly status: SubscriptionState
  readonly legalBasis?: LegalBasis | null
  readonly explanation?: string | null
  readonly source: string
  readonly at: number
}

export interface StatusRow extends StatusSpec {
  readonly legalBasis: LegalBasis | null
  readonly explanation: string | null
}

export function insertSubscriptionType({ db }: Store, spec: SubscriptionTypeSpec): void {
  db.prepare('INSERT INTO subscription_type VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    spec.id,
    spec.name,
    spec.description ?? '',
    spec.purpose ?? 'Marketing',
    spec.isDefault === true ? 1 : 0,
    spec.isInternal === true ? 1 : 0,
    spec.isActive === false ? 0 : 1,
    spec.createdAt,
  )
}

/** Consent belongs to the address, whichever contact has it. */
export function setSubscriptionStatus({ db }: Store, spec: StatusSpec): void {
  statement(db, 'INSERT OR REPLACE INTO subscription_status VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    spec.email,
    spec.subscriptionId ?? everything,
    spec.status,
    spec.legalBasis ?? null,
    spec.explanation ?? null,
    spec.source,
    spec.at,
  )
}

export function statusesOf({ db }: Store, email: string): readonly StatusRow[] {
  const sql = 'SELECT * FROM subscription_status WHERE email = ? ORDER BY subscription_id'
  const rows = statement(db, sql).all(email)
  return rows.map((row) => ({
    email: String(row.email),
    subscriptionId: Number(row.subscription_id) === everything ? null : Number(row.subscription_id),
    status: String(row.status) as SubscriptionState,
    legalBasis: row.legal_basis as LegalBasis | null,
    explanation: row.explanation as string | null,
    source: String(row.source),
    at: Number(row.at),
  }))
}

/** What the contact with this primary address shows as `hs_email_optout` and `hs_email_optout_{id}`. */
export function optOutsOf(
  store: Store,
  email: string,
): { readonly all: boolean; readonly subscriptionIds: readonly number[] } {
  const out = statusesOf(store, email).filter(({ status }) => status === 'UNSUBSCRIBED')
  return {
    all: out.some(({ subscriptionId }) => subscriptionId === null),
    subscriptionIds: out.flatMap(({ subscriptionId }) => subscriptionId ?? []),
  }
}
