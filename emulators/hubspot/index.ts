import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '../faults.ts'
import { json } from './answer.ts'
import { associationRoutes } from './associations/routes.ts'
import type { Door, Meter, Sessions } from './door.ts'
import { allowancesOf, createLimits } from './limits/quota.ts'
import { objectRoutes } from './objects/index.ts'
import { type OpenedOrg, type OrgCounts, openOrg } from './open-org.ts'
import type { HubspotOptions } from './options.ts'
import { ApiError, type Route, type Session } from './org.ts'
import { createRouter } from './router.ts'
import { searchRoutes } from './search/routes.ts'
import { type Opened, startServer } from './server.ts'

export type { HubspotOptions } from './options.ts'

export interface EmulatedAccount extends AsyncDisposable {
  readonly url: string
  /** The portal id. */
  readonly orgId: string
  readonly username: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly controlUrl: string
  readonly truthFile: string | null
  /** `null` for an account without people. */
  readonly counts: OrgCounts | null
  /** Resolves when the server has stopped, also when it was asked to through the control door. */
  readonly stopped: Promise<void>
  readonly close: () => Promise<void>
}

/** Every room's routes, one line each. */
const routes: readonly Route[] = [...objectRoutes, ...associationRoutes, ...searchRoutes]

export async function startHubspotAccount(options: HubspotOptions = {}): Promise<EmulatedAccount> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-account-'))
  const discard = () => rmSync(folder, { recursive: true, force: true })
  try {
    return await start(options, await openOrg(options, folder), discard)
  } catch (error) {
    discard()
    throw error
  }
}

async function start(
  options: HubspotOptions,
  opened: OpenedOrg,
  discard: () => void,
): Promise<EmulatedAccount> {
  const { org, counts } = opened
  const accessToken = `pat-na1-00000000-0000-4000-8000-${org.portalId.padStart(12, '0')}`
  const ways = openDoor(opened, options, accessToken, () => void server.close())
  const server = await startServer(options.port ?? 0, (url) => {
    org.url = url
    return ways
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
  return {
    url: server.url,
    orgId: org.portalId,
    username: 'admin@example.com',
    accessToken,
    clientId: '',
    clientSecret: '',
    refreshToken: '',
    controlUrl: `${server.url}/__emulator__`,
    truthFile: options.truthFile ?? null,
    counts,
    stopped: server.stopped.then(close),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function openDoor(
  { org, clock }: OpenedOrg,
  options: HubspotOptions,
  accessToken: string,
  stop: () => void,
): Opened {
  const { burst, daily } = options
  const allowances = {
    ...allowancesOf(org.tier),
    ...(burst === undefined ? {} : { burst }),
    ...(daily === undefined ? {} : { daily }),
  }
  const faults = createFaults([])
  for (const rule of options.faults ?? []) faults.add(rule)
  const door: Door = {
    org,
    clock,
    sessions: oneToken(accessToken, options),
    limits: createLimits(clock, org.timeZone, allowances, options.ticks),
    meter: createMeter(),
    faults,
    router: createRouter(routes),
    stop,
  }
  return {
    door,
    control: () => json(404, { message: 'no such door' }),
    side: () => undefined,
    presetAnswer: () => undefined,
  }
}

function oneToken(token: string, { scopes }: HubspotOptions): Sessions {
  const session: Session = {
    token,
    appId: '1',
    kind: 'service-key',
    userId: '1',
    scopes: scopes === undefined ? 'all' : new Set(scopes),
  }
  return {
    authenticate: ({ headers }) => {
      if (headers.authorization === `Bearer ${token}`) return session
      throw new ApiError(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
    },
  }
}

function createMeter(): Meter {
  const counts = new Map<string, number>()
  return {
    count: (purpose) => {
      counts.set(purpose, (counts.get(purpose) ?? 0) + 1)
    },
    read: () => ({
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      byPurpose: Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }),
    reset: () => counts.clear(),
  }
}
