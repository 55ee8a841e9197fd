import type { ConnectContext, Connection } from '../../src/kit/connector.ts'
import { Http, hostOf } from '../transport/http.ts'
import { attemptLogin } from '../transport/login-attempt.ts'
import { createMeter } from '../transport/meter.ts'
import { createRedactor } from '../transport/redact.ts'
import type { Runtime } from '../transport/runtime.ts'
import { createSession } from '../transport/session.ts'
import { askPrivateApp, readAccount } from './account.ts'
import { createApi } from './api.ts'
import { openConnection } from './connection.ts'
import { createDescriptions } from './describe.ts'
import { allowance, explainLogin, judge } from './errors.ts'
import { sharedLimits } from './limits.ts'
import { type LoginContext, lastingSecret, openLogin } from './login.ts'
import { mappedObjects, owners, stagesOf, tiedTo } from './objects.ts'
import { chooseLogin, defaultBaseUrl, type Settings } from './settings.ts'

export interface Tuning {
  readonly runtime: Runtime
  /** Calls under way at once. */
  readonly concurrency: number
  /** Longest time for one answer. */
  readonly callMs: number
}

export async function connect(
  settings: Settings,
  context: ConnectContext,
  tuning: Tuning,
): Promise<Connection> {
  const login = chooseLogin(settings)
  if (typeof login === 'string') throw new TypeError(login) // the settings' schema has already refused it
  const { runtime, callMs, concurrency } = tuning
  const { env, signal, now, log, tempDir } = context
  const baseUrl = settings.baseUrl ?? defaultBaseUrl
  const meter = createMeter(context.budget, context.name, allowance)
  const redactor = createRedactor()
  const limits = sharedLimits(`${baseUrl} ${lastingSecret(login, env)}`, runtime, concurrency, log)
  const { monotonic, deadline } = runtime
  const http = new Http({ env, limiter: limits.burst, meter, signal, monotonic, deadline })
  try {
    const attempt: LoginContext['attempt'] = (ask) =>
      attemptLogin(ask, {
        runtime,
        signal,
        judge: (error) => judge(error, now(), false),
        explain: (error) => explainLogin(error, hostOf(baseUrl), redactor),
      })
    const { grant, introspect } = await openLogin(login, { env, http, baseUrl, redactor, callMs, attempt })
    const session = createSession(grant, ({ accessToken }) => redactor.learn(accessToken))
    const api = createApi({ session, http, limits, meter, redactor, runtime, signal, callMs, now, log })
    const account = await readAccount(api, login.how === 'token' ? 'private' : 'oauth', async () => {
      const { accessToken } = session.current()
      return login.how === 'token' ? await askPrivateApp(api, accessToken) : await introspect(accessToken)
    })
    const descriptions = createDescriptions(api)
    await descriptions.load(
      [...mappedObjects, owners, ...Object.keys(stagesOf), ...Object.keys(tiedTo)],
      'describe',
    )
    return openConnection({ api, http, meter, account, descriptions, tempDir, log, now })
  } catch (error) {
    await http[Symbol.asyncDispose]()
    throw error
  }
}
