import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createClock, type MovableClock } from '../clock.ts'
import { copyDatabase, databasePath } from '../database-path.ts'
import { addUser } from './access/add-user.ts'
import { fillBareOrg } from './bare.ts'
import type { SalesforceOrgOptions } from './options.ts'
import type { Org } from './org.ts'
import { makeSandbox } from './sandbox.ts'
import { buildSchema } from './schema/index.ts'
import type { Schema } from './schema/types.ts'
import type { SeedCounts } from './seed/index.ts'
import { idOf } from './store/id.ts'
import { indexStore, openStore } from './store/open.ts'

const defaultAsOf = new Date('2026-01-31T09:00:00Z')

export interface OpenedOrg {
  readonly org: { -readonly [key in keyof Org]: Org[key] }
  readonly clock: MovableClock
  readonly counts: SeedCounts | null
}

/** What a database says of itself when it is opened again. */
interface Kept {
  readonly orgId: string
  readonly asOf: string
  readonly variant: string
  readonly currencies?: boolean
  readonly counts: SeedCounts | null
}

/** Fills a new org, or goes on with the one that `dbPath` or `copyOf` holds. */
export async function openOrg(asked: SalesforceOrgOptions, folder: string): Promise<OpenedOrg> {
  const options = asked.sandboxOf === undefined ? asked : await copied(asked, asked.sandboxOf, folder)
  const { seed = 1, people = 0, variant = 'standard', currencies = false, copyOf, users = [] } = options
  const schema = schemaOf({ variant, currencies })
  const db = openStore(databasePath(options, folder), schema, { index: 'later' })
  try {
    db.exec('CREATE TABLE IF NOT EXISTS emulator (kept TEXT)')
    const row = db.prepare('SELECT kept FROM emulator').get()
    const kept = row === undefined ? undefined : (JSON.parse(String(row.kept)) as Kept)
    if (kept === undefined && copyOf !== undefined) throw new Error(`no emulated org in ${copyOf}`)
    if (kept !== undefined && kept.variant !== variant)
      throw new Error(`the database holds an org of variant ${kept.variant}, not ${variant}`)
    if (kept !== undefined && (kept.currencies ?? false) !== currencies)
      throw new Error(`the database holds an org ${kept.currencies ? 'with' : 'without'} "currencies"`)
    const asOf = options.asOf ?? (kept === undefined ? defaultAsOf : new Date(kept.asOf))
    const clock = createClock(asOf, options.clock ?? 'frozen')
    const org = { db, schema, clock, id: kept?.orgId ?? idOf('00D', seed), url: '' }
    let counts = kept?.counts ?? null
    if (kept === undefined) {
      if (people > 0) counts = await seedOrg(org, options, { seed, people, asOf })
      else fillBareOrg(org)
      const made: Kept = { orgId: org.id, asOf: asOf.toISOString(), variant, currencies, counts }
      db.prepare('INSERT INTO emulator (kept) VALUES (?)').run(JSON.stringify(made))
      options.fill?.(org)
    }
    for (const spec of users) addUser(org, spec)
    indexStore(db, schema)
    return { org, clock, counts }
  } catch (error) {
    db.close()
    throw error
  }
}

/** The options with which the copy of another org's database is opened. */
async function copied(
  options: SalesforceOrgOptions,
  source: string,
  folder: string,
): Promise<SalesforceOrgOptions> {
  const dbPath = options.dbPath ?? join(folder, 'org.sqlite')
  await copyDatabase(source, dbPath)
  const db = new DatabaseSync(dbPath)
  try {
    const { kept } = db.prepare('SELECT kept FROM emulator').get() ?? {}
    const was = JSON.parse(String(kept)) as Kept
    const currencies = was.currencies ?? false
    const variant = was.variant as NonNullable<SalesforceOrgOptions['variant']>
    const schema = schemaOf({ variant, currencies })
    const { seed = 1, copyShare = 1 } = options
    const orgId = makeSandbox({ db, schema, orgId: was.orgId, seed, share: copyShare })
    const now: Kept = { ...was, orgId, ...(copyShare < 1 ? { counts: null } : {}) }
    db.prepare('UPDATE emulator SET kept = ?').run(JSON.stringify(now))
    return { ...options, dbPath, variant, currencies }
  } catch (cause) {
    throw new Error(`no emulated org in ${source}`, { cause })
  } finally {
    db.close()
  }
}

function schemaOf({ variant = 'standard', currencies = false }: SalesforceOrgOptions): Schema {
  return buildSchema({
    personAccounts: variant === 'standard',
    nonprofit: variant === 'nonprofit',
    currencies,
  })
}

/** The population's code is loaded only when there is one: empty orgs start at once. */
async function seedOrg(
  org: Org,
  { hostile, activity, truthFile }: SalesforceOrgOptions,
  world: { readonly seed: number; readonly people: number; readonly asOf: Date },
): Promise<SeedCounts> {
  const { seedSalesforce } = await import('./seed/index.ts')
  return seedSalesforce(org, {
    ...world,
    ...(hostile === undefined ? {} : { hostile }),
    ...(activity === undefined ? {} : { activity }),
    ...(truthFile === undefined ? {} : { truthFile }),
  })
}
