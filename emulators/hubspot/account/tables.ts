import type { DatabaseSync } from 'node:sqlite'

export const activityTables = `
  CREATE TABLE IF NOT EXISTS login_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, user_id INTEGER, email TEXT, succeeded INTEGER NOT NULL,
    ip TEXT, location TEXT, user_agent TEXT, country TEXT, region TEXT);
  CREATE INDEX IF NOT EXISTS login_event_at ON login_event (at);
  CREATE TABLE IF NOT EXISTS security_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL, user_id INTEGER NOT NULL,
    acting_user TEXT, object_id TEXT, info_url TEXT, ip TEXT, location TEXT, country TEXT, region TEXT);
  CREATE INDEX IF NOT EXISTS security_event_at ON security_event (at);
  CREATE TABLE IF NOT EXISTS audit_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, category TEXT NOT NULL, sub_category TEXT NOT NULL,
    action TEXT NOT NULL, target TEXT NOT NULL, user_id INTEGER NOT NULL, email TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS audit_event_at ON audit_event (at);
`

interface Store {
  readonly db: DatabaseSync
}

interface Place {
  readonly ipAddress?: string
  readonly location?: string
  readonly countryCode?: string
  readonly regionCode?: string
}

export interface LoginSpec extends Place {
  readonly at: number
  /** `null` when the address is nobody's. */
  readonly userId: number | null
  readonly email: string
  readonly succeeded: boolean
  readonly userAgent?: string
}

export interface SecuritySpec extends Place {
  readonly at: number
  /** e.g. `ADD_ADMIN_PERMISSIONS`. */
  readonly type: string
  readonly userId: number
  readonly actingUser?: string
  readonly objectId?: string
  readonly infoUrl?: string
}

export interface AuditSpec {
  readonly at: number
  readonly category: string
  readonly subCategory: string
  readonly action: string
  readonly targetObjectId: string
  readonly userId: number
  readonly userEmail: string
}

export function insertLogin({ db }: Store, spec: LoginSpec): void {
  db.prepare(
    `INSERT INTO login_event (at, user_id, email, succeeded, ip, location, user_agent, country, region)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    spec.at,
    spec.userId,
    spec.email,
    spec.succeeded ? 1 : 0,
    spec.ipAddress ?? null,
    spec.location ?? null,
    spec.userAgent ?? null,
    spec.countryCode ?? null,
    spec.regionCode ?? null,
  )
}

export function insertSecurityEvent({ db }: Store, spec: SecuritySpec): void {
  db.prepare(
    `INSERT INTO security_event (at, type, user_id, acting_user, object_id, info_url, ip, location, country, region)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    spec.at,
    spec.type,
    spec.userId,
    spec.actingUser ?? null,
    spec.objectId ?? null,
    spec.infoUrl ?? null,
    spec.ipAddress ?? null,
    spec.location ?? null,
    spec.countryCode ?? null,
    spec.regionCode ?? null,
  )
}

export function insertAuditEvent({ db }: Store, spec: AuditSpec): void {
  db.prepare(
    `INSERT INTO audit_event (at, category, sub_category, action, target, user_id, email)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    spec.at,
    spec.category,
    spec.subCategory,
    spec.action,
    spec.targetObjectId,
    spec.userId,
    spec.userEmail,
  )
}
