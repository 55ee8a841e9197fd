import { createClock, type MovableClock } from '../clock.ts'
import { databasePath } from '../database-path.ts'
import { fillBareAccount } from './bare.ts'
import type { HubspotOptions } from './options.ts'
import type { Org } from './org.ts'
import type { SeedCounts } from './seed/index.ts'
import { indexStore, openStore, readSchema } from './store/open.ts'

const defaultAsOf = new Date('2026-01-31T09:00:00Z')

export interface OpenedOrg {
  readonly org: { -readonly [key in keyof Org]: Org[key] }
  readonly clock: MovableClock
  readonly counts: SeedCounts | null
}

/** What a database says of itself when it is opened again. */
interface Kept {
  readonly portalId: string
  readonly asOf: string
  readonly timeZone: string
  readonly counts: SeedCounts | null
}

/** Fills a new account, or goes on with the one that `dbPath` or `copyOf` holds. */
export async function openOrg(options: HubspotOptions, folder: string): Promise<OpenedOrg> {
  const { seed = 1, people = 0, copyOf } = options
  const db = openStore(databasePath(options, folder))
  try {
    db.exec('CREATE TABLE IF NOT EXISTS emulator (kept TEXT)')
    const row = db.prepare('SELECT kept FROM emulator').get()
    const kept = row === undefined ? undefined : (JSON.parse(String(row.kept)) as Kept)
    if (kept === undefined && copyOf !== undefined) throw new Error(`no emulated account in ${copyOf}`)
    const asOf = options.asOf ?? (kept === undefined ? defaultAsOf : new Date(kept.asOf))
    const clock = createClock(asOf, options.clock ?? 'frozen')
    const org: OpenedOrg['org'] = {
      db,
      schema: readSchema(db),
      clock,
      portalId: kept?.portalId ?? String(24_000_000 + seed),
      tier: options.tier ?? 'professional',
      timeZone: kept?.timeZone ?? options.timeZone ?? 'Europe/Berlin',
      behaviour: {
        accountType: options.accountType ?? 'standard',
        salesforceSync: options.salesforceSync ?? false,
        staticLists: options.staticLists ?? 'leave',
        searchLagMs: options.searchLagMs ?? 0,
      },
      url: '',
    }
    let counts = kept?.counts ?? null
    if (kept === undefined) {
      if (people > 0) counts = await seedOrg(org, options, { seed, people, asOf })
      fillBareAccount(org)
      const { portalId, timeZone } = org
      const made: Kept = { portalId, asOf: asOf.toISOString(), timeZone, counts }
      db.prepare('INSERT INTO emulator (kept) VALUES (?)').run(JSON.stringify(made))
      options.fill?.(org)
    }
    indexStore(db, org.schema)
    return { org, clock, counts }
  } catch (error) {
    db.close()
    throw error
  }
}

/** The population's code is loaded only when there is one: empty accounts start at once. */
async function seedOrg(
  org: Org,
  { hostile, activity, truthFile, variant, customProperties }: HubspotOptions,
  world: { readonly seed: number; readonly people: number; readonly asOf: Date },
): Promise<SeedCounts> {
  const { seedHubspot } = await import('./seed/index.ts')
  return seedHubspot(org, {
    ...world,
    ...(variant === undefined ? {} : { variant }),
    ...(hostile === undefined ? {} : { hostile }),
    ...(activity === undefined ? {} : { activity }),
    ...(customProperties === undefined ? {} : { customProperties }),
    ...(truthFile === undefined ? {} : { truthFile }),
  })
}
