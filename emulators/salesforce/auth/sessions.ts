import { createHash } from 'node:crypto'
import type { Access, Clock, Session } from '../org.ts'

/** The vendor's default session timeout; use in its second half starts it anew. */
const lifetime = 2 * 60 * 60 * 1000

export interface Sessions {
  readonly open: (userId: string, username: string, clientId: string) => Session
  readonly find: (token: string) => Session | undefined
  readonly close: (token: string) => boolean
  /** Ends all sessions, or those of one user; how many ended. */
  readonly expire: (userId?: string) => number
  readonly grantRefresh: (userId: string, clientId: string) => string
  readonly refreshGrant: (token: string) => RefreshGrant | undefined
  readonly revokeRefresh: (token: string) => boolean
}

interface RefreshGrant {
  readonly userId: string
  readonly clientId: string
}

interface Open {
  readonly session: Omit<Session, 'access'>
  readonly clientId: string
  expires: number
}

/** Tokens follow from `secret` and a counter, so that two runs of the same org give the same ones. */
export function createSessions(
  orgId: string,
  clock: Clock,
  secret: string,
  accessOf: (userId: string) => Access,
): Sessions {
  const open = new Map<string, Open>()
  const grants = new Map<string, RefreshGrant>()
  let counter = 0
  const mint = () => {
    counter += 1
    return createHash('sha512').update(`${secret}:${counter}`).digest('base64url').replace(/[-_]/g, '.')
  }
  return {
    open(userId, username, clientId) {
      const session = { userId, username, token: `${orgId.slice(0, 15)}!AQ${mint()}` }
      open.set(session.token, { session, clientId, expires: clock.now().getTime() + lifetime })
      return { ...session, access: accessOf(userId) }
    },
    find(token) {
      const entry = open.get(token)
      if (entry === undefined) return undefined
      const left = entry.expires - clock.now().getTime()
      if (left <= 0) {
        open.delete(token)
        return undefined
      }
      if (left < lifetime / 2) entry.expires = clock.now().getTime() + lifetime
      return { ...entry.session, access: accessOf(entry.session.userId) }
    },
    close: (token) => open.delete(token),
    expire(userId) {
      const tokens = [...open].filter(([, entry]) => userId === undefined || entry.session.userId === userId)
      for (const [token] of tokens) open.delete(token)
      return tokens.length
    },
    grantRefresh(userId, clientId) {
      const token = `5Aep861${mint().slice(0, 80)}`
      grants.set(token, { userId, clientId })
      return token
    },
    refreshGrant: (token) => grants.get(token),
    revokeRefresh: (token) => grants.delete(token),
  }
}
