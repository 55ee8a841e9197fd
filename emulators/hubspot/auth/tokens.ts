import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Session } from '../org.ts'
import { type App, uuidOf } from './apps.ts'

/** Seconds that an OAuth access token lives; service keys and private apps' tokens live until they are revoked. */
export const lifetime = 1800

export interface Grant {
  readonly appId: string
  readonly userId: string
  readonly scopes: readonly string[]
}

export type Found =
  | { readonly state: 'live'; readonly session: Session; readonly secondsLeft: number | null }
  | { readonly state: 'expired'; readonly at: number }
  | { readonly state: 'unknown' }

export interface Tokens {
  readonly open: (app: App, userId: string, scopes?: readonly string[]) => Session
  readonly find: (token: string) => Found
  readonly revoke: (token: string) => boolean
  /** As if its time had come, whatever kind it is. */
  readonly end: (token: string) => void
  /** Ends tokens at once, as far as they can end by themselves or all of one user; how many ended. */
  readonly expire: (userId?: string) => number
  readonly grantRefresh: (grant: Grant) => string
  readonly refreshGrant: (token: string) => Grant | undefined
  readonly revokeRefresh: (token: string) => boolean
}

interface Open {
  readonly session: Session
  expires: number | null
}

/** Tokens follow from `secret` and a counter, so that two runs of the same account give the same ones. */
export function createTokens(portalId: string, clock: Clock, secret: string): Tokens {
  const open = new Map<string, Open>()
  const grants = new Map<string, Grant>()
  let counter = 0
  const mint = () => {
    counter += 1
    return `${secret}:${portalId}:token:${counter}`
  }
  return {
    open(app, userId, scopes = app.scopes) {
      const expiring = app.kind === 'oauth'
      const token = expiring ? longToken(mint()) : `pat-na1-${uuidOf(mint())}`
      const session = { token, appId: app.appId, kind: app.kind, userId, scopes: new Set(scopes) }
      open.set(token, { session, expires: expiring ? clock.now().getTime() + lifetime * 1000 : null })
      return session
    },
    find(token) {
      const entry = open.get(token)
      if (entry === undefined) return { state: 'unknown' }
      if (entry.expires === null) return { state: 'live', session: entry.session, secondsLeft: null }
      const left = entry.expires - clock.now().getTime()
      if (left <= 0) return { state: 'expired', at: entry.expires }
      return { state: 'live', session: entry.session, secondsLeft: Math.ceil(left / 1000) }
    },
    revoke: (token) => open.delete(token),
    end(token) {
      const entry = open.get(token)
      if (entry !== undefined) entry.expires = clock.now().getTime()
    },
    expire(userId) {
      let ended = 0
      for (const entry of open.values()) {
        const meant = userId === undefined ? entry.session.kind === 'oauth' : entry.session.userId === userId
        if (!meant || (entry.expires !== null && entry.expires <= clock.now().getTime())) continue
        entry.expires = clock.now().getTime()
        ended += 1
      }
      return ended
    },
    grantRefresh(grant) {
      const token = `na1-${uuidOf(mint())}`
      grants.set(token, grant)
      return token
    },
    refreshGrant: (token) => grants.get(token),
    revokeRefresh: (token) => grants.delete(token),
  }
}

/** Longer than any key: HubSpot says to make room for 300 characters. */
function longToken(text: string): string {
  const part = (n: number) => createHash('sha512').update(`${text}:${n}`).digest('base64url')
  return `C${part(1)}${part(2)}${part(3)}`.slice(0, 240)
}
