import { z } from 'zod'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Http } from '../transport/http.ts'
import type { Redactor } from '../transport/redact.ts'
import type { Credentials, Grant } from '../transport/session.ts'
import type { TokenFacts } from './account.ts'
import { dated } from './paths.ts'
import { parseJson, RemoteError, readRemoteError } from './remote-error.ts'
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

export interface Opened {
  readonly grant: Grant
  /** What the token endpoint says of an OAuth token; null for other tokens, and when it says nothing. */
  readonly introspect: (accessToken: string) => Promise<TokenFacts | null>
}

/** What never ends by itself: also the key by which connections share limits. */
export function lastingSecret(login: Login, env: LoginContext['env']): string {
  return secretOf(login.how === 'token' ? login.tokenEnv : login.refreshTokenEnv, env)
}

export async function openLogin(login: Login, context: LoginContext): Promise<Opened> {
  const { env, baseUrl, redactor } = context
  if (login.how === 'token') {
    const accessToken = secretOf(login.tokenEnv, env)
    redactor.learn(accessToken)
    const renewal = [
      `Put a valid service key, token of a private app or access token into ${login.tokenEnv}.`,
      'HubSpot shows them under Development, Keys, Service keys; one that was rotated ends after seven days.',
    ]
    return {
      grant: { credentials: { accessToken, instanceUrl: baseUrl }, renewal },
      introspect: async () => null,
    }
  }
  const app = {
    client_id: secretOf(login.clientIdEnv, env),
    client_secret: secretOf(login.clientSecretEnv, env),
  }
  let refreshToken = secretOf(login.refreshTokenEnv, env)
  for (const secret of [refreshToken, app.client_secret]) redactor.learn(secret)
  const renew = (): Promise<Credentials> =>
    context.attempt(async () => {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...app }
      const token = await ask(Token, '/oauth/v1/token', form, context)
      for (const secret of [token.access_token, token.refresh_token]) redactor.learn(secret)
      refreshToken = token.refresh_token ?? refreshToken // an app may have them change with each use
      return { accessToken: token.access_token, instanceUrl: baseUrl }
    })
  const renewal = [
    'Install the OAuth app in the account again, and put its new refresh token into the variable.',
  ]
  return {
    grant: { credentials: await renew(), renew, renewal },
    introspect: async (token) => {
      const form = { token, token_type_hint: 'access_token', ...app }
      const said = await ask(Introspection, '/oauth/v1/token/introspect', form, context).catch(refusedAsNull)
      return said === null ? null : { user: said.user ?? 'an OAuth app', scopes: said.scopes }
    },
  }
}

function secretOf(name: string, env: LoginContext['env']): string {
  const value = env[name]?.trim()
  if (value !== undefined && value !== '') return value
  throw new KitError('MISSING_SECRET', `The environment variable ${name} is not set.`, {
    exit: exitCodes.usage,
    actions: [`Set ${name} before the command: a secret store, or \`read -rs ${name} && export ${name}\`.`],
  })
}

const Token = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1).optional() })
const Introspection = z.object({ user: z.string().optional(), scopes: z.array(z.string()) })

async function ask<T extends z.ZodType>(
  shape: T,
  path: string,
  form: Readonly<Record<string, string>>,
  { http, baseUrl, callMs }: LoginContext,
): Promise<z.output<T>> {
  const request = {
    method: 'POST',
    url: `${baseUrl}${dated(path)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    purpose: 'login',
    deadlineMs: callMs,
  }
  return await http.exchange(request, async ({ status, headers, text }) => {
    const body = await text()
    if (status !== 200)
      throw readRemoteError(status, headers.get('content-type') ?? '', body, headers.get('retry-after'))
    const parsed = shape.safeParse(parseJson(body))
    if (!parsed.success) throw new RemoteError(status, '', 'the token endpoint answered in an unknown shape')
    return parsed.data
  })
}

/** Nobody needs to know what a token may do: reads find out. */
function refusedAsNull(error: unknown): null {
  if (error instanceof RemoteError && error.status < 500) return null
  throw error
}
