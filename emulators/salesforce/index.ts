import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '../faults.ts'
import { accessOf } from './access/access.ts'
import { addUser, type UserSpec } from './access/add-user.ts'
import { permissionsOf } from './access/permissions.ts'
import { defaultUser, findUser } from './access/users.ts'
import { createApps } from './auth/apps.ts'
import { createSessions } from './auth/sessions.ts'
import { fillBareOrg } from './bare.ts'
import { bulkIngestRoutes } from './bulk/ingest-routes.ts'
import { bulkQueryRoutes } from './bulk/query-routes.ts'
import { createClock } from './control/clock.ts'
import { createMeter } from './control/meter.ts'
import { presetNames } from './control/presets.ts'
import { loginAs } from './control/users.ts'
import type { Door } from './door.ts'
import { createLimits } from './limits/quota.ts'
import { limitRoutes } from './limits/routes.ts'
import type { Org, Route } from './org.ts'
import { restRoutes } from './rest/index.ts'
import { createRouter } from './router.ts'
import { buildSchema } from './schema/index.ts'
import { type SeedCounts, seedSalesforce } from './seed/index.ts'
import { startServer } from './server.ts'
import { soapOperations } from './soap/index.ts'
import { idOf } from './store/id.ts'
import { indexStore, openStore } from './store/open.ts'

export interface SalesforceOrgOptions {
  /** 0: any free port. */
  readonly port?: number
  readonly seed?: number
  /** Contact and lead rows including duplicates; 0: an org with nothing but its administrator. */
  readonly people?: number
  /** Where the org's clock starts; the population's dates lie before it. */
  readonly asOf?: Date
  /** `standard` (default) has person accounts too, `business` none, `nonprofit` household accounts. */
  readonly variant?: 'standard' | 'business' | 'nonprofit'
  /** Values that try to harm what reads them: formulas, markup, control characters, very long texts. */
  readonly hostile?: boolean
  /** Factor for deals, cases, activities and other children; default 1. */
  readonly activity?: number
  /** Where the truth about duplicates goes; it is never served. */
  readonly truthFile?: string
  /** `frozen` (default): time moves only through the control door. */
  readonly clock?: 'frozen' | 'real'
  /** Where the database goes; default in memory. */
  readonly dbPath?: string
  readonly dailyApiRequests?: number
  /** Fault rules to start with, as posted to `{controlUrl}/faults`. */
  readonly faults?: readonly unknown[]
  /** Adds rows to an org without people, before it answers. */
  readonly fill?: (org: Org) => void
  /** Users with rights of their own; the control door gives their tokens. */
  readonly users?: readonly UserSpec[]
  /** Log in as this user instead of the administrator. */
  readonly username?: string
  /** Reads of the job that a bulk job takes until it is complete; default 1. */
  readonly bulkPolls?: number
  /** Rows of a bulk result page when the client names no number; default 50,000. */
  readonly bulkPageRows?: number
}

export interface EmulatedOrg extends AsyncDisposable {
  readonly url: string
  readonly orgId: string
  readonly username: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly controlUrl: string
  readonly truthFile: string | null
  /** `null` for an org without people. */
  readonly counts: SeedCounts | null
  /** Resolves when the server has stopped, also when it was asked to through the control door. */
  readonly stopped: Promise<void>
  readonly close: () => Promise<void>
}

const defaultAsOf = new Date('2026-01-31T09:00:00Z')

export async function startSalesforceOrg(options: SalesforceOrgOptions = {}): Promise<EmulatedOrg> {
  const { seed = 1, people = 0, asOf = defaultAsOf, variant = 'standard', username } = options
  const folder = mkdtempSync(join(tmpdir(), 'steward-org-'))
  const clock = createClock(asOf, options.clock ?? 'frozen')
  const schema = buildSchema({ personAccounts: variant === 'standard', nonprofit: variant === 'nonprofit' })
  const db = openStore(options.dbPath ?? ':memory:', schema, { index: 'later' })
  const org = { db, schema, clock, id: idOf('00D', seed), url: '' }
  const truthFile = options.truthFile ?? null
  const counts = people > 0 ? seedOrg(org, options, { seed, people, asOf }) : null
  if (counts === null) fillBareOrg(org)
  options.fill?.(org)
  for (const spec of options.users ?? []) addUser(org, spec)
  indexStore(db, schema)
  const { door, purpose } = createDoor(org, clock, folder, options, () => void server.close())
  const server = await startServer(options.port ?? 0, (url) => {
    org.url = url
    return { door, purpose }
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= server.close().then(() => {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    })
    return closed
  }
  const user = username === undefined ? defaultUser(org) : findUser(org, username)
  if (user === undefined) {
    await close()
    throw new Error(`the org has no active user ${username ?? 'with all rights'}`)
  }
  return {
    url: server.url,
    orgId: org.id,
    ...loginAs(door, user.id),
    controlUrl: `${server.url}/__emulator__`,
    truthFile,
    counts,
    stopped: server.stopped.then(close),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function seedOrg(
  org: Org,
  { hostile, activity, truthFile }: SalesforceOrgOptions,
  world: { readonly seed: number; readonly people: number; readonly asOf: Date },
): SeedCounts {
  return seedSalesforce(org, {
    ...world,
    ...(hostile === undefined ? {} : { hostile }),
    ...(activity === undefined ? {} : { activity }),
    ...(truthFile === undefined ? {} : { truthFile }),
  })
}

function createDoor(
  org: Org,
  clock: Door['clock'],
  folder: string,
  options: SalesforceOrgOptions,
  stop: () => void,
): { door: Door; purpose: (method: string, path: string) => string } {
  const { seed = 1, dailyApiRequests } = options
  const limits = createLimits(
    clock,
    dailyApiRequests === undefined ? {} : { DailyApiRequests: dailyApiRequests },
  )
  const sessions = createSessions(org.id, clock, `salesforce:${seed}`, (userId) => accessOf(org, userId))
  const faults = createFaults(presetNames)
  for (const rule of options.faults ?? []) faults.add(rule)
  const bulk = { folder, limits, polls: options.bulkPolls ?? 1, pageRows: options.bulkPageRows ?? 50_000 }
  const routes: readonly Route[] = [
    ...restRoutes,
    ...limitRoutes(limits),
    ...bulkQueryRoutes(bulk),
    ...bulkIngestRoutes({
      ...bulk,
      call: (of, request) => router.call(of, request),
      mayHardDelete: (of, userId) => permissionsOf(of, userId).system('BulkApiHardDelete'),
    }),
  ]
  const router = createRouter(routes)
  const soap = soapOperations((token) => void sessions.close(token))
  const door: Door = {
    org,
    clock,
    sessions,
    apps: createApps(),
    limits,
    meter: createMeter(),
    faults,
    call: router.call,
    soap,
    stop,
  }
  return { door, purpose: (method, path) => router.purpose(method, path) ?? 'other' }
}
