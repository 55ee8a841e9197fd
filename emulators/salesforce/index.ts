import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '../faults.ts'
import { createMeter } from '../meter.ts'
import { startServer } from '../server.ts'
import { accessOf } from './access/access.ts'
import { permissionsOf } from './access/permissions.ts'
import { defaultUser, findUser } from './access/users.ts'
import { apexRoutes } from './apex/routes.ts'
import { createApps } from './auth/apps.ts'
import { createSessions } from './auth/sessions.ts'
import { bulkIngestRoutes } from './bulk/ingest-routes.ts'
import { bulkQueryRoutes } from './bulk/query-routes.ts'
import { createLocks } from './control/locks.ts'
import { presetNames } from './control/presets.ts'
import { loginAs } from './control/users.ts'
import type { Door } from './door.ts'
import { createFront } from './front.ts'
import { createLimits } from './limits/quota.ts'
import { limitRoutes } from './limits/routes.ts'
import { mergeSettings } from './merge/index.ts'
import { type OpenedOrg, openOrg } from './open-org.ts'
import type { SalesforceOrgOptions } from './options.ts'
import { restRoutes } from './rest/index.ts'
import { createRouter } from './router.ts'
import type { SeedCounts } from './seed/index.ts'
import { soapOperations } from './soap/index.ts'

export type { SalesforceOrgOptions } from './options.ts'

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

export async function startSalesforceOrg(options: SalesforceOrgOptions = {}): Promise<EmulatedOrg> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-org-'))
  const discard = () => rmSync(folder, { recursive: true, force: true })
  try {
    return await start(options, await openOrg(options, folder), folder, discard)
  } catch (error) {
    discard()
    throw error
  }
}

async function start(
  options: SalesforceOrgOptions,
  opened: OpenedOrg,
  folder: string,
  discard: () => void,
): Promise<EmulatedOrg> {
  const { org, counts } = opened
  const { door, purpose } = createDoor(opened, folder, options, () => void server.close())
  const server = await startServer(options.port ?? 0, (url) => {
    org.url = url
    return createFront(door, purpose)
  }).catch((error: unknown) => {
    org.db.close()
    throw error
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= server.close().then(() => {
      org.db.close()
      discard()
    })
    return closed
  }
  const user = options.username === undefined ? defaultUser(org) : findUser(org, options.username)
  if (user === undefined) {
    await close()
    throw new Error(`the org has no active user ${options.username ?? 'with all rights'}`)
  }
  return {
    url: server.url,
    orgId: org.id,
    ...loginAs(door, user.id),
    controlUrl: `${server.url}/__emulator__`,
    truthFile: options.truthFile ?? null,
    counts,
    stopped: server.stopped.then(close),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function createDoor(
  { org, clock }: OpenedOrg,
  folder: string,
  options: SalesforceOrgOptions,
  stop: () => void,
): { door: Door; purpose: (method: string, path: string) => string } {
  const { seed = 1, dailyApiRequests, bulkPolls = 1, bulkPageRows = 50_000 } = options
  const limits = createLimits(
    clock,
    dailyApiRequests === undefined ? {} : { DailyApiRequests: dailyApiRequests },
  )
  const sessions = createSessions(org.id, clock, `salesforce:${seed}`, (userId) => accessOf(org, userId))
  const faults = createFaults(presetNames)
  for (const rule of options.faults ?? []) faults.add(rule)
  const bulk = { folder, limits, polls: bulkPolls, pageRows: bulkPageRows }
  const settings = mergeSettings(options)
  const router = createRouter([
    ...restRoutes,
    ...apexRoutes(settings),
    ...limitRoutes(limits),
    ...bulkQueryRoutes(bulk),
    ...bulkIngestRoutes({
      ...bulk,
      call: (of, request) => router.call(of, request),
      mayHardDelete: (of, userId) => permissionsOf(of, userId).system('BulkApiHardDelete'),
    }),
  ])
  const door: Door = {
    org,
    clock,
    sessions,
    apps: createApps(),
    limits,
    meter: createMeter(),
    faults,
    locks: createLocks(org),
    call: router.call,
    soap: soapOperations((token) => void sessions.close(token), settings),
    stop,
  }
  return { door, purpose: (method, path) => router.purpose(method, path) ?? 'other' }
}
