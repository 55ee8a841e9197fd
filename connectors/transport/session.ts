import { KitError } from '../../src/kit/error.ts'

export interface Credentials {
  readonly instanceUrl: string
  readonly accessToken: string
}

/** What a login yields: credentials, perhaps a way to new ones, and words for people when both fail. */
export interface Grant {
  readonly credentials: Credentials
  readonly renew?: () => Promise<Credentials>
  /** How a person gets a new session. */
  readonly renewal: readonly string[]
}

export interface Session {
  readonly current: () => Credentials
  readonly renewal: readonly string[]
  /**
   * Replaces the credentials that were refused. Callers that come at the same time, or late with a token that
   * was already replaced, share one renewal. Throws `SESSION_EXPIRED` when there is no way to new ones.
   */
  readonly renew: (refused: string) => Promise<void>
}

export function createSession(grant: Grant, onRenewed: (credentials: Credentials) => void): Session {
  let credentials = grant.credentials
  let underWay: Promise<void> | null = null

  async function replace(): Promise<void> {
    if (grant.renew === undefined) throw expired(grant.renewal, credentials.instanceUrl)
    credentials = await grant.renew()
    onRenewed(credentials)
  }

  return {
    current: () => credentials,
    renewal: grant.renewal,
    renew: async (refused) => {
      if (credentials.accessToken !== refused) return
      underWay ??= replace().finally(() => {
        underWay = null
      })
      await underWay
    },
  }
}

export function expired(renewal: readonly string[], instanceUrl: string): KitError {
  const host = new URL(instanceUrl).host
  return new KitError('SESSION_EXPIRED', `The session at ${host} has expired or was revoked.`, {
    actions: renewal,
  })
}
