import { createHash, createHmac } from 'node:crypto'
import { findUser, findUserById, type UserRow } from '../access/users.ts'
import type { Door } from '../door.ts'
import type { ConnectedApp } from './apps.ts'
import { readAssertion } from './jwt.ts'

/** Becomes `{"error","error_description"}` with status 400. */
export class OAuthError extends Error {
  readonly error: string
  constructor(error: string, description: string) {
    super(description)
    this.error = error
  }
}

export interface AuthorizationCode {
  readonly clientId: string
  readonly userId: string
  readonly redirectUri: string
  readonly challenge: string | null
}

export interface Token {
  readonly access_token: string
  readonly refresh_token?: string
  readonly signature: string
  readonly scope: string
  readonly instance_url: string
  readonly id: string
  readonly token_type: 'Bearer'
  readonly issued_at: string
}

type Form = Readonly<Record<string, string | undefined>>
type Grant = (door: Door, form: Form, codes: Map<string, AuthorizationCode>) => Token

const grants: Readonly<Record<string, Grant>> = {
  refresh_token: refresh,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  client_credentials: clientCredentials,
  authorization_code: authorizationCode,
  password: refusePassword,
}

export function issueToken(door: Door, form: Form, codes: Map<string, AuthorizationCode>): Token {
  const grant = grants[form.grant_type ?? '']
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported')
  return grant(door, form, codes)
}

function refresh(door: Door, form: Form): Token {
  const app = appOf(door, form.client_id)
  const token = form.refresh_token ?? ''
  const grant = door.sessions.refreshGrant(token)
  if (grant === undefined || grant.clientId !== app.clientId)
    throw new OAuthError('invalid_grant', 'expired access/refresh token')
  checkSecret(app, form)
  const user = activeUser(findUserById(door.org, grant.userId))
  if (!app.rotatesRefreshTokens) return tokenFor(door, app, user)
  door.sessions.revokeRefresh(token)
  return tokenFor(door, app, user, door.sessions.grantRefresh(user.id, app.clientId))
}

function jwtBearer(door: Door, form: Form): Token {
  const assertion = readAssertion(form.assertion ?? '')
  if (assertion === undefined) throw new OAuthError('invalid_grant', 'invalid assertion')
  const app = appOf(door, assertion.issuer)
  if (!assertion.signedBy(app.keys)) throw new OAuthError('invalid_grant', 'invalid assertion')
  const audiences = [door.org.url, 'https://login.salesforce.com', 'https://test.salesforce.com']
  if (!audiences.includes(assertion.audience.replace(/\/+$/, '')))
    throw new OAuthError('invalid_grant', 'audience is invalid')
  // Signed by another program's wall clock, so the wall clock it is, whatever the org's own says.
  if (!(assertion.expires > Date.now())) throw new OAuthError('invalid_grant', 'expired assertion')
  const user = findUser(door.org, assertion.subject)
  if (user === undefined) throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
  return tokenFor(door, app, activeUser(user))
}

function clientCredentials(door: Door, form: Form): Token {
  const app = appOf(door, form.client_id)
  if (app.clientSecret === null) throw new OAuthError('invalid_client', 'invalid client credentials')
  checkSecret(app, form)
  if (app.runAs === null) throw new OAuthError('invalid_grant', 'no client credentials user enabled')
  return tokenFor(door, app, activeUser(findUserById(door.org, app.runAs)))
}

function authorizationCode(door: Door, form: Form, codes: Map<string, AuthorizationCode>): Token {
  const app = appOf(door, form.client_id)
  const code = codes.get(form.code ?? '')
  codes.delete(form.code ?? '')
  if (code === undefined || code.clientId !== app.clientId)
    throw new OAuthError('invalid_grant', 'expired authorization code')
  if (code.redirectUri !== form.redirect_uri)
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
  if (code.challenge !== null) checkVerifier(code.challenge, form.code_verifier)
  else checkSecret(app, form)
  const user = activeUser(findUserById(door.org, code.userId))
  return tokenFor(door, app, user, door.sessions.grantRefresh(user.id, app.clientId))
}

/** Orgs made since Summer '23 block this flow; the answer does not tell it from a wrong password. */
function refusePassword(): never {
  throw new OAuthError('invalid_grant', 'authentication failure')
}

function checkVerifier(challenge: string, verifier: string | undefined): void {
  const made = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
  if (made !== challenge.replace(/=+$/, '')) throw new OAuthError('invalid_grant', 'invalid code verifier')
}

function appOf(door: Door, clientId: string | undefined): ConnectedApp {
  const app = door.apps.find(clientId ?? '')
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid')
  return app
}

function checkSecret(app: ConnectedApp, form: Form): void {
  if (app.clientSecret === null || app.clientSecret === form.client_secret) return
  throw new OAuthError('invalid_client', 'invalid client credentials')
}

function activeUser(user: UserRow | undefined): UserRow {
  if (user === undefined) throw new OAuthError('invalid_grant', 'authentication failure')
  if (!user.active) throw new OAuthError('inactive_user', 'user is inactive')
  if (user.frozen) throw new OAuthError('invalid_grant', 'user is frozen')
  return user
}

function tokenFor(door: Door, app: ConnectedApp, user: UserRow, refreshToken?: string): Token {
  const session = door.sessions.open(user.id, user.username, app.clientId)
  const issued = String(door.clock.now().getTime())
  const id = identityUrl(door, user.id)
  return {
    access_token: session.token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    signature: createHmac('sha256', app.clientSecret ?? '')
      .update(`${id}${issued}`)
      .digest('base64'),
    scope: 'refresh_token api web id',
    instance_url: door.org.url,
    id,
    token_type: 'Bearer',
    issued_at: issued,
  }
}

export function identityUrl(door: Door, userId: string): string {
  return `${door.org.url}/id/${door.org.id}/${userId}`
}
