import { z } from 'zod'
import { KitError } from '../../src/kit/error.ts'
import type { Http } from '../transport/http.ts'
import type { Redactor } from '../transport/redact.ts'
import type { Credentials, Grant } from '../transport/session.ts'
import { dated } from './paths.ts'
import { RemoteError, readRemoteError } from './remote-error.ts'
import type { Login } from './settings.ts'

export interface LoginContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly http: Http
  readonly baseUrl: string
  readonly redactor: Redactor
  readonly callMs: number
  /** Repeats what passes, and puts the rest in words for people. */
  readonly attempt: (ask: () => Promise<Credentials>) => Promise<Credentials>
}

/** What never ends by itself: also the key by which connections share limits. */
export function lastingSecret(login: Login, env: LoginContext['env']): string {
  return secretOf(login.how === 'token' ? login.tokenEnv : login.refreshTokenEnv, env)
}

export async function openLogin(login: Login, context: LoginContext): Promise<Grant> {
  const { env, baseUrl, redactor } = context
  if (login.how === 'token') {
    const accessToken = secretOf(login.tokenEnv, env)
    redactor.learn(accessToken)
    return {
      credentials: { accessToken, instanceUrl: baseUrl },
      renewal: [
        `Put a valid service key, token of a private app or access token into ${login.tokenEnv}.`,
        'HubSpot shows them under Development, Keys, Service keys; one that was rotated ends after seven days.',
      ],
    }
  }
  const refreshToken = secretOf(login.refreshTokenEnv, env)
  const form = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: secretOf(login.clientIdEnv, env),
    client_secret: secretOf(login.clientSecretEnv, env),
  }
  for (const secret of [refreshToken, form.client_secret]) redactor.learn(secret)
  const renew = (): Promise<Credentials> => context.attempt(() => fetchToken(form, context))
  return {
    credentials: await renew(),
    renew,
    renewal: ['Install the OAuth app in the account again, and put its new refresh token into the variable.'],
  }
}

function secretOf(name: string, env: LoginContext['env']): string {
  const value = env[name]?.trim()
  if (value !== undefined && value !== '') return value
  throw new KitError('MISSING_SECRET', `The environment variable ${name} is not set.`, {
    actions: [`Set ${name} before the command: a secret store, or \`read -rs ${name} && export ${name}\`.`],
  })
}

const Token = z.object({ access_token: z.string().min(1) })

async function fetchToken(
  form: Readonly<Record<string, string>>,
  { http, baseUrl, redactor, callMs }: LoginContext,
): Promise<Credentials> {
  const request = {
    method: 'POST',
    url: `${baseUrl}${dated('/oauth/v1/token')}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    purpose: 'login',
    deadlineMs: callMs,
  }
  return await http.exchange(request, async ({ status, headers, text }) => {
    const body = await text()
    if (status !== 200)
      throw readRemoteError(status, headers.get('content-type') ?? '', body, headers.get('retry-after'))
    const accessToken = Token.safeParse(parse(body)).data?.access_token
    if (accessToken === undefined) throw new RemoteError(status, '', 'no token in the answer')
    redactor.learn(accessToken)
    return { accessToken, instanceUrl: baseUrl }
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
