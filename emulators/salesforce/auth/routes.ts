import { createHash } from 'node:crypto'
import type { Incoming, Outgoing } from '../../wire.ts'
import { defaultUser, findUser, findUserById, type UserRow } from '../access/users.ts'
import { html, json } from '../answer.ts'
import type { Door } from '../door.ts'
import { type AuthorizationCode, identityUrl, issueToken, OAuthError } from './token.ts'

export type Auth = (incoming: Incoming) => Outgoing | undefined

/** `/services/oauth2/*` and `/id/ORG/USER`; `undefined` for any other address. */
export function createAuth(door: Door): Auth {
  const codes = new Map<string, AuthorizationCode>()
  return (incoming) => {
    if (incoming.path.startsWith('/id/')) return identity(door, incoming)
    const action = incoming.path.match(/^\/services\/oauth2\/(\w+)\/?$/)?.[1]
    switch (action) {
      case 'token':
        return token(door, incoming, codes)
      case 'authorize':
        return authorize(door, incoming, codes)
      case 'userinfo':
        return withUser(door, incoming, (user) => json(200, userinfo(door, user)))
      case 'revoke':
        return revoke(door, incoming)
      case 'introspect':
        return introspect(door, incoming)
      case 'singleaccess':
        return withUser(door, incoming, () => frontDoor(door, incoming))
      default:
        return undefined
    }
  }
}

function formOf(incoming: Incoming): Record<string, string> {
  const form = Object.fromEntries(incoming.query)
  Object.assign(form, Object.fromEntries(new URLSearchParams(incoming.raw.toString('utf8'))))
  const basic = incoming.headers.authorization?.match(/^Basic\s+(.+)$/i)?.[1]
  if (basic !== undefined) {
    const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    Object.assign(form, { client_id: id, client_secret: secret })
  }
  return form
}

function token(door: Door, incoming: Incoming, codes: Map<string, AuthorizationCode>): Outgoing {
  if (incoming.method !== 'POST')
    return json(400, { error: 'invalid_request', error_description: 'must use HTTP POST' })
  try {
    return json(200, issueToken(door, formOf(incoming), codes), { 'cache-control': 'no-cache, no-store' })
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return json(400, { error: error.error, error_description: error.message })
  }
}

/** No page to click through: whoever asks is sent back with a code, as `login_hint` or the first administrator. */
function authorize(door: Door, incoming: Incoming, codes: Map<string, AuthorizationCode>): Outgoing {
  const { client_id, redirect_uri, state, code_challenge, login_hint, response_type } = formOf(incoming)
  const app = door.apps.find(client_id ?? '')
  if (app === undefined)
    return html(400, 'error=invalid_client_id&error_description=client%20identifier%20invalid')
  if (redirect_uri === undefined || !URL.canParse(redirect_uri))
    return html(
      400,
      'error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration',
    )
  const back = new URL(redirect_uri)
  if (state !== undefined) back.searchParams.set('state', state)
  const user = login_hint === undefined ? defaultUser(door.org) : findUser(door.org, login_hint)
  if (response_type !== 'code') back.searchParams.set('error', 'unsupported_response_type')
  else if (user === undefined || !user.active) back.searchParams.set('error', 'access_denied')
  else {
    const code = `aPrx${createHash('sha256').update(`${app.clientId}:${codes.size}:${user.id}`).digest('base64url')}`
    codes.set(code, {
      clientId: app.clientId,
      userId: user.id,
      redirectUri: redirect_uri,
      challenge: code_challenge ?? null,
    })
    back.searchParams.set('code', code)
  }
  return { status: 302, headers: { location: back.href }, body: null }
}

function withUser(door: Door, incoming: Incoming, answer: (user: UserRow) => Outgoing): Outgoing {
  const session = door.sessions.find(bearer(incoming) ?? '')
  const user = session === undefined ? undefined : findUserById(door.org, session.userId)
  if (user === undefined || !user.active)
    return { status: 403, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: 'Bad_OAuth_Token' }
  return answer(user)
}

export function bearer(incoming: Pick<Incoming, 'headers' | 'query'>): string | undefined {
  const header = incoming.headers.authorization?.match(/^(?:Bearer|OAuth)\s+(\S+)$/i)?.[1]
  return header ?? incoming.query.get('oauth_token') ?? incoming.query.get('access_token') ?? undefined
}

function urls(door: Door): Record<string, string> {
  const rest = `${door.org.url}/services/data/v{version}/`
  return {
    partner: `${door.org.url}/services/Soap/u/{version}/${door.org.id.slice(0, 15)}`,
    rest,
    sobjects: `${rest}sobjects/`,
    query: `${rest}query/`,
    search: `${rest}search/`,
    recent: `${rest}recent/`,
    profile: `${door.org.url}/{user_id}`,
  }
}

function userinfo(door: Door, user: UserRow): Record<string, unknown> {
  return {
    sub: identityUrl(door, user.id),
    user_id: user.id,
    organization_id: door.org.id,
    preferred_username: user.username,
    nickname: user.alias,
    name: user.name,
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: user.timeZone,
    active: user.active,
    user_type: 'STANDARD',
    language: user.language,
    locale: user.locale,
    urls: urls(door),
    is_app_installed: true,
  }
}

function identity(door: Door, incoming: Incoming): Outgoing {
  return withUser(door, incoming, (caller) => {
    const [, , orgId, userId] = incoming.path.split('/')
    const user = findUserById(door.org, userId ?? '')
    if (orgId?.slice(0, 15) !== door.org.id.slice(0, 15) || user === undefined || user.id !== caller.id)
      return { status: 403, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: 'Wrong_Org' }
    return json(200, {
      id: identityUrl(door, user.id),
      asserted_user: true,
      user_id: user.id,
      organization_id: door.org.id,
      username: user.username,
      nick_name: user.alias,
      display_name: user.name,
      email: user.email,
      email_verified: true,
      first_name: user.firstName,
      last_name: user.lastName,
      timezone: user.timeZone,
      active: user.active,
      user_type: 'STANDARD',
      language: user.language,
      locale: user.locale,
      urls: urls(door),
      is_app_installed: true,
    })
  })
}

function revoke(door: Door, incoming: Incoming): Outgoing {
  const { token: revoked = '' } = formOf(incoming)
  const known = door.sessions.close(revoked) || door.sessions.revokeRefresh(revoked)
  if (known) return { status: 200, headers: {}, body: null }
  return json(400, { error: 'unsupported_token_type', error_description: 'this token type is not supported' })
}

function introspect(door: Door, incoming: Incoming): Outgoing {
  const { token: asked = '', client_id } = formOf(incoming)
  if (door.apps.find(client_id ?? '') === undefined)
    return json(401, { error: 'invalid_client_id', error_description: 'client identifier invalid' })
  const session = door.sessions.find(asked)
  if (session === undefined) return json(200, { active: false })
  return json(200, {
    active: true,
    scope: 'refresh_token api web id',
    client_id,
    username: session.username,
    sub: identityUrl(door, session.userId),
    token_type: 'access_token',
  })
}

function frontDoor(door: Door, incoming: Incoming): Outgoing {
  const wanted = formOf(incoming).redirect_uri
  const once = createHash('sha256')
    .update(bearer(incoming) ?? '')
    .digest('base64url')
  const target = wanted === undefined ? '' : `&retURL=${encodeURIComponent(wanted)}`
  return json(200, { frontdoor_uri: `${door.org.url}/secur/frontdoor.jsp?otp=${once}${target}` })
}
