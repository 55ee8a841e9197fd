import type { ConnectContext, Connection } from '../../src/kit/connector.ts'
import { Http, hostOf } from '../transport/http.ts'
import { createLimiter } from '../transport/limiter.ts'
import { attemptLogin } from '../transport/login-attempt.ts'
import { createMeter } from '../transport/meter.ts'
import { createRedactor, type Redactor } from '../transport/redact.ts'
import type { Runtime } from '../transport/runtime.ts'
import { createSession, type Grant } from '../transport/session.ts'
import { type Api, type ApiOptions, createApi } from './api.ts'
import { openConnection } from './connection.ts'
import { createDescriptions } from './describe.ts'
import { allowance, explainLogin, judge } from './errors.ts'
import { openHeadless } from './headless-login.ts'
import { JsforceTransport } from './jsforce-transport.ts'
import { lookedUpObjects, mappedObjects } from './mapping.ts'
import { chooseVersion, defaultApiVersion, readOrganization } from './organization.ts'
import type { ReadLimits } from './read-limits.ts'
import { chooseLogin, type Login, type Settings } from './settings.ts'
import { openStored } from './stored-login.ts'

export interface Tuning extends ReadLimits {
  readonly runtime: Runtime
  /** Calls under way at once. Trial and developer orgs allow five long ones, others 25. */
  readonly concurrency: number
  /** Longest time for one answer; downloads only must not fall silent. */
  readonly callMs: number
}

export async function connect(
  settings: Settings,
  context: ConnectContext,
  tuning: Tuning,
): Promise<Connection> {
  const login = chooseLogin(settings)
  if (typeof login === 'string') throw new TypeError(login) // the settings' schema has already refused it
  const { runtime } = tuning
  const meter = createMeter(context.budget, context.name, allowance)
  const redactor = createRedactor()
  const limiter = createLimiter({ concurrency: tuning.concurrency, runtime })
  const { env, signal } = context
  const { monotonic, deadline } = runtime
  const http = new Http({ env, limiter, meter, signal, monotonic, deadline })
  try {
    const grant = await openGrant(login, { context, http, redactor, runtime })
    const session = createSession(grant, ({ accessToken }) => redactor.learn(accessToken))
    const { now, log } = context
    const { callMs } = tuning
    const options = { session, http, meter, redactor, runtime, signal, callMs, now, log }
    const api = await openApi(options, settings.apiVersion)
    const organization = await readOrganization(api)
    const standard = [...mappedObjects, ...lookedUpObjects]
    const descriptions = createDescriptions(api, new Set(standard))
    await descriptions.load(standard, 'describe')
    const { tempDir } = context
    return openConnection({ api, http, meter, organization, descriptions, limits: tuning, tempDir, log, now })
  } catch (error) {
    await http[Symbol.asyncDispose]()
    throw error
  }
}

async function openApi(options: Omit<ApiOptions, 'version'>, wanted: string | undefined): Promise<Api> {
  const first = createApi({ ...options, version: wanted ?? defaultApiVersion })
  const version = await chooseVersion(first, wanted)
  return version === first.version ? first : createApi({ ...options, version })
}

interface GrantContext {
  readonly context: ConnectContext
  readonly http: Http
  readonly redactor: Redactor
  readonly runtime: Runtime
}

async function openGrant(login: Login, { context, http, redactor, runtime }: GrantContext): Promise<Grant> {
  if (login.how === 'stored') return openStored(login.alias, { dispatcher: http.dispatcher, redactor })
  const { env, now, signal } = context
  return await openHeadless(login, {
    env,
    now,
    transport: new JsforceTransport(http),
    redactor,
    attempt: (ask, loginUrl) =>
      attemptLogin(ask, {
        runtime,
        signal,
        judge: (error) => judge(error, now(), false),
        explain: (error) => explainLogin(error, hostOf(loginUrl), redactor),
      }),
  })
}
