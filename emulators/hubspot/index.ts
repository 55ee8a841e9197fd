import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '../faults.ts'
import { createMeter } from '../meter.ts'
import { startServer } from '../server.ts'
import { activityRoutes } from './account/activity-routes.ts'
import { infoRoutes } from './account/info-routes.ts'
import { associationRoutes } from './associations/routes.ts'
import { createApps } from './auth/apps.ts'
import { createAuth } from './auth/routes.ts'
import { createSessions } from './auth/sessions.ts'
import { createTokens } from './auth/tokens.ts'
import { consentRoutes } from './consent/routes.ts'
import { oldConsentRoutes } from './consent/v3-routes.ts'
import { type Login, loginAs } from './control/logins.ts'
import { answerAfterCommit, presetAnswer, presetNames } from './control/presets.ts'
import { createControl, type Keeper } from './control/routes.ts'
import { createFront, type Opened } from './front.ts'
import { allowancesOf, createLimits } from './limits/quota.ts'
import { listRoutes } from './lists/list-routes.ts'
import { membershipRoutes } from './lists/membership-routes.ts'
import { limitRoutes } from './metadata/limit-routes.ts'
import { pipelineRoutes } from './metadata/pipeline-routes.ts'
import { propertyRoutes } from './metadata/property-routes.ts'
import { schemaRoutes } from './metadata/schema-routes.ts'
import { validationRoutes } from './metadata/validation-routes.ts'
import { objectRoutes } from './objects/index.ts'
import { type OpenedOrg, openOrg } from './open-org.ts'
import type { HubspotOptions } from './options.ts'
import type { Route } from './org.ts'
import { peopleRoutes } from './people/routes.ts'
import { defaultUser, findUserByEmail } from './people/users.ts'
import { createRouter } from './router.ts'
import { searchRoutes } from './search/routes.ts'
import type { SeedCounts } from './seed/index.ts'

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
  readonly counts: SeedCounts | null
  /** Resolves when the server has stopped, also when it was asked to through the control door. */
  readonly stopped: Promise<void>
  readonly close: () => Promise<void>
}

/** Every room's routes, but for those that show the limits. */
export const routes: readonly Route[] = [
  ...objectRoutes,
  ...associationRoutes,
  ...searchRoutes,
  ...propertyRoutes,
  ...pipelineRoutes,
  ...schemaRoutes,
  ...limitRoutes,
  ...validationRoutes,
  ...peopleRoutes,
  ...listRoutes,
  ...membershipRoutes,
  ...activityRoutes,
  ...consentRoutes,
  ...oldConsentRoutes,
]

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
  const door = openDoor(opened, options, () => void server.close())
  const ways: Opened = {
    door,
    control: createControl(door),
    side: createAuth(door),
    presetAnswer: (action, incoming) => presetAnswer(door.tokens, action, incoming),
    answerAfterCommit,
  }
  const server = await startServer(options.port ?? 0, (url) => {
    org.url = url
    return createFront(ways)
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
  let login: Login
  try {
    login = firstLogin(door, options)
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: server.url,
    orgId: org.portalId,
    ...login,
    controlUrl: `${server.url}/__emulator__`,
    truthFile: options.truthFile ?? null,
    counts,
    stopped: server.stopped.then(close),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Of the token that the account announces. */
function firstLogin(door: Keeper, { username, scopes, rotatesRefreshTokens }: HubspotOptions): Login {
  const user = username === undefined ? defaultUser(door.org) : findUserByEmail(door.org, username)
  if (user === undefined) throw new Error(`the account has no active user ${username ?? 'with all rights'}`)
  return loginAs(door, user.id, {
    ...(scopes === undefined ? {} : { scopes }),
    ...(rotatesRefreshTokens === undefined ? {} : { rotatesRefreshTokens }),
  })
}

function openDoor({ org, clock }: OpenedOrg, options: HubspotOptions, stop: () => void): Keeper {
  const { seed = 1, burst, daily } = options
  const allowances = {
    ...allowancesOf(org.tier),
    ...(burst === undefined ? {} : { burst }),
    ...(daily === undefined ? {} : { daily }),
  }
  const faults = createFaults(presetNames)
  for (const rule of options.faults ?? []) faults.add(rule)
  const limits = createLimits(clock, org.timeZone, allowances, options.ticks)
  const tokens = createTokens(org.portalId, clock, `hubspot:${seed}`)
  return {
    org,
    clock,
    tokens,
    apps: createApps(`hubspot:${seed}`),
    sessions: createSessions(tokens, clock),
    limits,
    meter: createMeter(),
    faults,
    router: createRouter([...routes, ...infoRoutes(limits)]),
    correlationId: randomUUID,
    stop,
  }
}
