import { createRequire } from 'node:module'
import type { AuthInfo } from '@salesforce/core'
import type { Dispatcher } from 'undici'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Redactor } from '../transport/redact.ts'
import type { Credentials, Grant } from '../transport/session.ts'

export interface StoredContext {
  readonly dispatcher: Dispatcher
  readonly redactor: Redactor
}

/**
 * A login that the `sf` CLI keeps in `~/.sfdx`. Only the credentials are taken from `@salesforce/core`: its own
 * Connection would look up versions and write to these files at every run. A renewal does write there, since
 * with refresh token rotation the old token is dead from that moment.
 */
export async function openStored(alias: string, context: StoredContext): Promise<Grant> {
  const core = await loadCore()
  const state = await core.StateAggregator.getInstance()
  const username = state.aliases.resolveUsername(alias)
  if (!(await state.orgs.exists(username))) throw unknownLogin(alias, Object.keys(state.aliases.getAll()))
  const login = await core.AuthInfo.create({ username })
  const read = (): Credentials => {
    const { accessToken, instanceUrl, refreshToken } = login.getFields(true)
    context.redactor.learn(accessToken)
    context.redactor.learn(refreshToken)
    if (!accessToken || !instanceUrl) throw unknownLogin(alias, [])
    return { accessToken, instanceUrl: instanceUrl.replace(/\/+$/, '') }
  }
  const renewal = ['Log in again:', `  sf org login web --alias ${alias}`]
  const credentials = read()
  if (login.isAccessTokenFlow()) return { credentials, renewal }
  const renew = async (): Promise<Credentials> => {
    await refresh(login, { ...context, alias, renewal })
    return read()
  }
  return { credentials, renew, renewal }
}

async function loadCore(): Promise<typeof import('@salesforce/core')> {
  // Read when the module is first imported: no telemetry, no log file, no waiting for DNS.
  process.env.SF_DISABLE_TELEMETRY ??= 'true'
  process.env.SF_DISABLE_LOG_FILE ??= 'true'
  process.env.SF_DOMAIN_RETRY ??= '0'
  return await import('@salesforce/core')
}

interface RefreshContext extends StoredContext {
  readonly alias: string
  readonly renewal: readonly string[]
}

/** Lets core refresh: it holds the lock that other clients on this machine respect, and saves what came. */
async function refresh(
  login: AuthInfo,
  { dispatcher, redactor, alias, renewal }: RefreshContext,
): Promise<void> {
  const request = coreRequest()
  // Core brings its own copy of jsforce, which would ignore NO_PROXY.
  request.setDefaults({ followRedirect: true })
  request.setDispatcher(dispatcher)
  try {
    const { refreshFn } = login.getConnectionOptions()
    if (refreshFn === undefined) throw new Error('this login cannot be renewed')
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null | undefined): void => (error ? reject(error) : resolve())
      Promise.resolve(refreshFn(undefined as never, async (error) => done(error as Error | null))).catch(
        reject,
      )
    })
  } catch (error) {
    const why = redactor.clean(error instanceof Error ? error.message : String(error)).slice(0, 200)
    throw new KitError('SESSION_EXPIRED', `The stored login ${alias} could not be renewed: ${why}`, {
      actions: renewal,
    })
  } finally {
    request.setDispatcher(undefined)
  }
}

interface RequestModule {
  readonly setDefaults: (defaults: object) => void
  readonly setDispatcher: (dispatcher: Dispatcher | undefined) => void
}

function coreRequest(): RequestModule {
  const fromCore = createRequire(createRequire(import.meta.url).resolve('@salesforce/core'))
  return fromCore('@jsforce/jsforce-node/lib/request') as RequestModule
}

function unknownLogin(alias: string, aliases: readonly string[]): KitError {
  const known =
    aliases.length === 0
      ? ''
      : ` Known aliases: ${[...aliases].sort().slice(0, 10).join(', ')}${aliases.length > 10 ? ` and ${aliases.length - 10} more` : ''}.`
  return new KitError('UNKNOWN_LOGIN', `The sf CLI has no login called ${alias}.${known}`, {
    exit: exitCodes.usage,
    actions: ['See which there are:', '  sf org list', 'Or log in:', `  sf org login web --alias ${alias}`],
  })
}
