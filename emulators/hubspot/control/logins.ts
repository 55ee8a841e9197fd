import { ControlError } from '../../control.ts'
import type { AppSpec } from '../auth/apps.ts'
import type { TokenDesk } from '../auth/grants.ts'
import { findUserById } from '../people/users.ts'
import { allScopes, enterpriseScopes } from '../scopes/names.ts'

/** Everything a client needs to log in, in each of the ways that HubSpot has. */
export interface Login {
  readonly userId: string
  readonly username: string
  /** A service key, unless another kind was asked for. */
  readonly accessToken: string
  /** Of an OAuth app with the same scopes, installed by the same user. */
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

export type LoginSpec = Partial<AppSpec>

/** A fresh token of the app of that name, and of its OAuth twin. */
export function loginAs(desk: TokenDesk, userId: string, spec: LoginSpec = {}): Login {
  const user = findUserById(desk.org, userId)
  if (user?.active !== true) throw new ControlError(`no active user ${userId}`)
  const unknown = spec.scopes?.find((scope) => !allScopes.includes(scope))
  if (unknown !== undefined) throw new ControlError(`no such scope: ${unknown}`)
  const beyond = spec.scopes?.find((scope) => enterpriseScopes.has(scope))
  if (beyond !== undefined && desk.org.tier !== 'enterprise')
    throw new ControlError(`only an Enterprise account has the scope ${beyond}`)
  const { kind = 'service-key', name = 'steward', scopes, rotatesRefreshTokens = false } = spec
  const granted = scopes === undefined ? {} : { scopes }
  const app = desk.apps.install({ name, kind, ...granted })
  const oauth = desk.apps.install({
    name: `${name} (OAuth)`,
    kind: 'oauth',
    rotatesRefreshTokens,
    ...granted,
  })
  return {
    userId: user.id,
    username: user.email,
    accessToken: desk.tokens.open(kind === 'oauth' ? oauth : app, user.id).token,
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    refreshToken: desk.tokens.grantRefresh({ appId: oauth.appId, userId: user.id, scopes: oauth.scopes }),
  }
}
