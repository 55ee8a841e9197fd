import { createHash } from 'node:crypto'
import type { Incoming, Outgoing } from '../../wire.ts'
import { defaultUser, findUserByEmail, findUserById } from '../people/users.ts'
import {
  type AuthorizationCode,
  clientOf,
  type Form,
  issueToken,
  scopeList,
  type TokenDesk,
} from './grants.ts'
import { OAuthError, oauthErrorBody } from './oauth-error.ts'

export interface AuthDesk extends TokenDesk {
  readonly correlationId: () => string
}

type Action = (desk: AuthDesk, asked: Asked, codes: Map<string, AuthorizationCode>) => Outgoing

interface Asked {
  readonly version: string
  readonly form: Form
  /** What follows the name of the action in the address. */
  readonly rest: string
}

const actions: Readonly<Record<string, Action>> = {
  'GET authorize': authorize,
  'POST token': (desk, { form, version }, codes) =>
    json(200, issueToken(desk, form, version, codes), { 'cache-control': 'no-store' }),
  'POST token/introspect': introspect,
  'POST token/revoke': revoke,
  'GET access-tokens': describeAccessToken,
  'GET refresh-tokens': describeRefreshToken,
  'DELETE refresh-tokens': (desk, { rest }) =>
    desk.tokens.revokeRefresh(rest)
      ? { status: 204, headers: {}, body: null }
      : json(404, problem(desk, 'NOT_FOUND', 'no such refresh token')),
  'POST private-apps/get/access-token-info': describePrivateApp,
}

const address = /^\/oauth(?:\/(v\d+|\d{4}-\d{2}(?:-beta)?))?\/(.+?)\/?$/

/** `/oauth/…`; `undefined` for any other address. No token is asked for here. */
export function createAuth(desk: AuthDesk): (incoming: Incoming) => Outgoing | undefined {
  const codes = new Map<string, AuthorizationCode>()
  return (incoming) => {
    const [, version = 'v1', path = ''] = incoming.path.match(address) ?? []
    const [, name = path, rest = ''] = path.match(/^((?:access|refresh)-tokens)\/(.+)$/) ?? []
    const action = actions[`${incoming.method} ${name}`]
    if (action === undefined) return undefined
    try {
      return action(desk, { version, form: formOf(incoming), rest: decodeURIComponent(rest) }, codes)
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return json(400, oauthErrorBody(error, version, desk.correlationId()))
    }
  }
}

/** Query and body; the body is a form, only the question about private apps sends JSON. */
function formOf(incoming: Incoming): Form {
  const text = incoming.raw.toString('utf8')
  const isJson = /json/i.test(incoming.headers['content-type'] ?? '') && text.trimStart().startsWith('{')
  const body = isJson ? (JSON.parse(text) as Form) : Object.fromEntries(new URLSearchParams(text))
  return { ...Object.fromEntries(incoming.query), ...body }
}

/** No page to click through: whoever asks is sent back with a code, as `login_hint` or the first super admin. */
function authorize(desk: AuthDesk, { form }: Asked, codes: Map<string, AuthorizationCode>): Outgoing {
  const { client_id, redirect_uri, state, code_challenge, login_hint } = form
  const app = desk.apps.byClientId(client_id ?? '')
  if (app === undefined) throw new OAuthError('BAD_CLIENT_ID', 'missing or unknown client id')
  if (redirect_uri === undefined || !URL.canParse(redirect_uri))
    throw new OAuthError('BAD_REDIRECT_URI', 'missing or invalid redirect uri')
  const asked = wordsOf(form.scope)
  const beyond = asked.find((scope) => !app.scopes.includes(scope))
  if (beyond !== undefined) throw new OAuthError('BAD_SCOPES', `the app does not have the scope ${beyond}`)
  const optional = wordsOf(form.optional_scope).filter((scope) => app.scopes.includes(scope))
  const user = login_hint === undefined ? defaultUser(desk.org) : findUserByEmail(desk.org, login_hint)
  const back = new URL(redirect_uri)
  if (state !== undefined) back.searchParams.set('state', state)
  if (user?.active !== true) back.searchParams.set('error', 'access_denied')
  else {
    const code = `na1-${createHash('sha256').update(`${app.clientId}:${codes.size}:${user.id}`).digest('hex').slice(0, 36)}`
    codes.set(code, {
      clientId: app.clientId,
      userId: user.id,
      redirectUri: redirect_uri,
      scopes: [...new Set(['oauth', ...asked, ...optional])],
      challenge: code_challenge ?? null,
    })
    back.searchParams.set('code', code)
  }
  return { status: 302, headers: { location: back.href }, body: null }
}

function introspect(desk: AuthDesk, { form }: Asked): Outgoing {
  const app = clientOf(desk, form)
  const token = form.token ?? ''
  const found = desk.tokens.find(token)
  const grant = desk.tokens.refreshGrant(token)
  const owner =
    found.state === 'live' && found.session.appId === app.appId
      ? {
          userId: found.session.userId,
          scopes: scopeList(found.session),
          use: 'access_token',
          left: found.secondsLeft,
        }
      : grant?.appId === app.appId
        ? { userId: grant.userId, scopes: grant.scopes, use: 'refresh_token', left: null }
        : undefined
  if (owner === undefined) return json(200, { active: false })
  return json(200, {
    active: true,
    token,
    token_type: 'bearer',
    token_use: owner.use,
    client_id: app.clientId,
    app_id: Number(app.appId),
    ...accountOf(desk, owner.userId),
    scopes: owner.scopes,
    ...(owner.left === null ? {} : { expires_in: owner.left }),
    is_private_distribution: true,
  })
}

/** By the standard, revoking a token that is none is no error. */
function revoke(desk: AuthDesk, { form }: Asked): Outgoing {
  clientOf(desk, form)
  const token = form.token ?? ''
  if (!desk.tokens.revoke(token)) desk.tokens.revokeRefresh(token)
  return { status: 200, headers: {}, body: null }
}

function describeAccessToken(desk: AuthDesk, { rest }: Asked): Outgoing {
  const found = desk.tokens.find(rest)
  if (found.state !== 'live') return json(404, problem(desk, 'NOT_FOUND', 'no such access token'))
  const { session, secondsLeft } = found
  return json(200, {
    token: rest,
    ...accountOf(desk, session.userId),
    scopes: scopeList(session),
    app_id: Number(session.appId),
    expires_in: secondsLeft ?? 0,
    token_type: 'access',
  })
}

function describeRefreshToken(desk: AuthDesk, { rest }: Asked): Outgoing {
  const grant = desk.tokens.refreshGrant(rest)
  if (grant === undefined) return json(404, problem(desk, 'NOT_FOUND', 'no such refresh token'))
  return json(200, {
    token: rest,
    ...accountOf(desk, grant.userId),
    scopes: grant.scopes,
    client_id: desk.apps.byId(grant.appId)?.clientId ?? '',
    token_type: 'refresh',
  })
}

/** For legacy private apps; no page says that service keys are answered too, so they are not. */
function describePrivateApp(desk: AuthDesk, { form }: Asked): Outgoing {
  const found = desk.tokens.find(form.tokenKey ?? '')
  if (found.state !== 'live' || found.session.kind !== 'private-app')
    return json(404, problem(desk, 'OBJECT_NOT_FOUND', 'no private app has this access token'))
  return json(200, {
    userId: Number(found.session.userId),
    hubId: Number(desk.org.portalId),
    appId: Number(found.session.appId),
    scopes: scopeList(found.session),
  })
}

function accountOf(desk: AuthDesk, userId: string) {
  return {
    user: findUserById(desk.org, userId)?.email ?? '',
    user_id: Number(userId),
    hub_id: Number(desk.org.portalId),
    hub_domain: `account-${desk.org.portalId}.example`,
  }
}

function problem(desk: AuthDesk, category: string, message: string) {
  return { status: 'error', message, correlationId: desk.correlationId(), category }
}

function wordsOf(text: string | undefined): readonly string[] {
  return text?.split(/\s+/).filter((word) => word !== '') ?? []
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}
