import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Org, Session } from '../org.ts'
import { findUserById, type UserRow } from '../people/users.ts'
import type { App, Apps } from './apps.ts'
import { OAuthError } from './oauth-error.ts'
import { lifetime, type Tokens } from './tokens.ts'

/** Who can give tokens: part of what stands between the wire and the account. */
export interface TokenDesk {
  readonly org: Org
  readonly clock: Clock
  readonly apps: Apps
  readonly tokens: Tokens
}

export interface AuthorizationCode {
  readonly clientId: string
  readonly userId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly challenge: string | null
}

export interface IssuedToken {
  readonly access_token: string
  readonly expires_in: number
  readonly refresh_token?: string
  readonly token_type: 'bearer'
  readonly token_use?: 'access_token'
  readonly hub_id?: number
  readonly user_id?: number
  readonly scopes?: readonly string[]
}

export type Form = Readonly<Record<string, string | undefined>>
type Give = (desk: TokenDesk, form: Form, codes: Map<string, AuthorizationCode>) => Given

interface Given {
  readonly session: Session
  readonly refreshToken?: string
}

const grants: Readonly<Record<string, Give>> = {
  refresh_token: refresh,
  authorization_code: redeem,
  client_credentials: clientCredentials,
}

/** v1 answers without the fields that came with the later versions. */
export function issueToken(
  desk: TokenDesk,
  form: Form,
  version: string,
  codes: Map<string, AuthorizationCode>,
): IssuedToken {
  const give = grants[form.grant_type ?? '']
  if (give === undefined) throw new OAuthError('BAD_GRANT_TYPE', 'missing or unknown grant type')
  const { session, refreshToken } = give(desk, form, codes)
  const token: IssuedToken = {
    access_token: session.token,
    expires_in: lifetime,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    token_type: 'bearer',
  }
  if (version === 'v1') return token
  return {
    ...token,
    token_use: 'access_token',
    hub_id: Number(desk.org.portalId),
    user_id: Number(session.userId),
    scopes: scopeList(session),
  }
}

export function scopeList(session: Session): readonly string[] {
  return session.scopes === 'all' ? [] : [...session.scopes].toSorted()
}

function refresh(desk: TokenDesk, form: Form): Given {
  const app = clientOf(desk, form)
  const token = form.refresh_token ?? ''
  const grant = desk.tokens.refreshGrant(token)
  if (grant === undefined || grant.appId !== app.appId)
    throw new OAuthError('BAD_REFRESH_TOKEN', 'missing or invalid refresh token')
  const user = activeUser(findUserById(desk.org, grant.userId))
  // An installation keeps what it was granted; a scope taken away from the app is gone from the next token on.
  const scopes = grant.scopes.filter((scope) => app.scopes.includes(scope))
  const session = desk.tokens.open(app, user.id, scopes)
  if (!app.rotatesRefreshTokens) return { session, refreshToken: token }
  desk.tokens.revokeRefresh(token)
  return { session, refreshToken: desk.tokens.grantRefresh({ ...grant, scopes }) }
}

function redeem(desk: TokenDesk, form: Form, codes: Map<string, AuthorizationCode>): Given {
  const app = clientOf(desk, form)
  const code = codes.get(form.code ?? '')
  codes.delete(form.code ?? '')
  if (code === undefined || code.clientId !== app.clientId)
    throw new OAuthError('BAD_AUTH_CODE', 'missing or unknown auth code')
  if (code.redirectUri !== form.redirect_uri)
    throw new OAuthError('BAD_REDIRECT_URI', 'missing or invalid redirect uri')
  if (code.challenge !== null && challengeOf(form.code_verifier) !== code.challenge.replace(/=+$/, ''))
    throw new OAuthError('BAD_CODE_VERIFIER', 'missing or invalid code verifier')
  const { id } = activeUser(findUserById(desk.org, code.userId))
  return {
    session: desk.tokens.open(app, id, code.scopes),
    refreshToken: desk.tokens.grantRefresh({ appId: app.appId, userId: id, scopes: code.scopes }),
  }
}

/** The app for itself; `scope` may ask for less than it has. */
function clientCredentials(desk: TokenDesk, form: Form): Given {
  const app = clientOf(desk, form)
  const asked = form.scope?.split(/\s+/).filter((scope) => scope !== '') ?? app.scopes
  const beyond = asked.find((scope) => !app.scopes.includes(scope))
  if (beyond !== undefined) throw new OAuthError('BAD_SCOPES', `the app does not have the scope ${beyond}`)
  return { session: desk.tokens.open(app, '0', asked) }
}

/** The OAuth app that shows its secret. */
export function clientOf(desk: TokenDesk, form: Form): App {
  const app = desk.apps.byClientId(form.client_id ?? '')
  if (app === undefined || app.kind !== 'oauth')
    throw new OAuthError('BAD_CLIENT_ID', 'missing or unknown client id')
  if (app.clientSecret !== form.client_secret)
    throw new OAuthError('BAD_CLIENT_SECRET', 'missing or invalid client secret')
  return app
}

function challengeOf(verifier: string | undefined): string {
  return createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
}

function activeUser(user: UserRow | undefined): UserRow {
  if (user?.active === true) return user
  throw new OAuthError('BAD_USER', 'the user who installed the app is not active any more')
}
