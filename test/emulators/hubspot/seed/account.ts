import type { DatabaseSync } from 'node:sqlite'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { type SeedCounts, type SeedOptions, seedHubspot } from '../../../../emulators/hubspot/seed/index.ts'
import { openStore, readSchema } from '../../../../emulators/hubspot/store/open.ts'

export const asOf = new Date('2026-10-01T00:00:00Z')

export interface Seeded {
  readonly org: Org
  readonly db: DatabaseSync
  readonly counts: SeedCounts
}

interface Wanted extends Partial<SeedOptions> {
  readonly salesforceSync?: boolean
}

export function seeded(people: number, { salesforceSync = false, ...more }: Wanted = {}): Seeded {
  const db = openStore(':memory:')
  const org: Org = {
    db,
    schema: readSchema(db),
    clock: { now: () => asOf },
    portalId: '24000011',
    tier: 'professional',
    timeZone: 'UTC',
    behaviour: { accountType: 'standard', salesforceSync, staticLists: 'leave', searchLagMs: 0 },
    url: '',
  }
  return { org, db, counts: seedHubspot(org, { seed: 11, people, asOf, ...more }) }
}

export function number(db: DatabaseSync, sql: string, ...values: (string | number)[]): number {
  return Number(Object.values(db.prepare(sql).get(...values) ?? {})[0])
}

/** One property of all living records. */
export function valuesOf(db: DatabaseSync, type: string, name: string): (string | null)[] {
  return db
    .prepare(
      `SELECT json_extract(properties, '$.${name}') AS value FROM "record_${type}" WHERE archived IS NULL ORDER BY id`,
    )
    .all()
    .map(({ value }) => (value === null ? null : String(value)))
}
