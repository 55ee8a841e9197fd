import { z } from 'zod'
import type { ConnectionIdentity } from '../../src/kit/connector.ts'
import { isKitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'

const usualDomain = 'app.hubspot.com'
/** Ids go into texts that people keep, so nothing else passes for one. */
const digits = z.coerce.string().regex(/^\d{1,20}$/)

const Details = z.object({
  portalId: digits,
  accountType: z.string().catch(''),
  timeZone: z.string().nullish().catch(null),
  companyCurrency: z.string().nullish().catch(null),
  uiDomain: z
    .string()
    .max(253)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
    .catch(usualDomain),
  dataHostingLocation: z.string().nullish().catch(null),
})

const TokenInfo = z.object({
  userId: digits.nullish().catch(null),
  appId: digits.nullish().catch(null),
  scopes: z.array(z.string()),
})

const Usage = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      usageLimit: z.number(),
      currentUsage: z.number(),
    }),
  ),
})

export interface Account {
  readonly identity: ConnectionIdentity
  /** Address of the account in a browser: `https://app.hubspot.com`. */
  readonly uiUrl: string
  /** Private apps and service keys share one daily count. */
  readonly app: 'private' | 'oauth'
  readonly facts: Readonly<Record<string, string | null>>
}

/** `askToken`: who and what the token is, where HubSpot tells. */
export async function readAccount(
  api: Api,
  app: Account['app'],
  askToken: () => Promise<TokenFacts | null>,
): Promise<Account> {
  const { data } = await api.json(Details, {
    path: '/account-info/v3/details',
    purpose: 'connect',
    doing: 'looking up the account',
  })
  const token = await askToken()
  const { portalId, accountType } = data
  const uiDomain = api.clean(data.uiDomain) === data.uiDomain ? data.uiDomain : usualDomain
  return {
    identity: {
      crm: 'hubspot',
      orgId: portalId,
      host: `${uiDomain}/${portalId}`,
      user: token === null ? 'a service key' : api.clean(token.user),
      // Developer accounts hold apps, not customers; whatever else there may be counts as production.
      production: !['SANDBOX', 'DEVELOPER_TEST', 'APP_DEVELOPER'].includes(accountType),
      apiVersion: api.version,
    },
    uiUrl: `https://${uiDomain}`,
    app,
    facts: cleaned(api, {
      'account.type': accountType,
      'account.timeZone': data.timeZone ?? null,
      'account.currency': data.companyCurrency ?? null,
      'account.dataHosting': data.dataHostingLocation ?? null,
      // Not told of service keys; what they may do shows in what is refused.
      'token.scopes': token?.scopes.toSorted().join(' ') ?? null,
    }),
  }
}

/** What the account says of itself is kept in snapshots and shown: it could repeat the token. */
function cleaned(api: Api, facts: Account['facts']): Account['facts'] {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, value === null ? null : api.clean(value)]),
  )
}

export interface TokenFacts {
  readonly user: string
  readonly scopes: readonly string[]
}

/** Answers for private apps' tokens only (private apps guide); a service key may be told nothing. */
export async function askPrivateApp(api: Api, tokenKey: string): Promise<TokenFacts | null> {
  try {
    const { data } = await api.json(TokenInfo, {
      method: 'POST',
      path: '/oauth/v2/private-apps/get/access-token-info',
      body: { tokenKey },
      purpose: 'connect',
      doing: 'looking up what the token may do',
    })
    return { user: `private app ${data.appId ?? ''} of user ${data.userId ?? ''}`, scopes: data.scopes }
  } catch (error) {
    if (isKitError(error) && ['REQUEST_REFUSED', 'ACCESS_REFUSED', 'UNEXPECTED_ANSWER'].includes(error.code))
      return null
    throw error
  }
}

/** What all private apps and service keys together have used today; undefined where HubSpot does not tell. */
export async function readUsage(
  api: Api,
): Promise<{ readonly used: number; readonly limit: number } | undefined> {
  try {
    const { data } = await api.json(Usage, {
      path: '/account-info/v3/api-usage/daily/private-apps',
      purpose: 'preflight',
      doing: 'reading API usage',
    })
    const daily = data.results.find(({ name }) => /daily/.test(name)) ?? data.results[0]
    return daily === undefined ? undefined : { used: daily.currentUsage, limit: daily.usageLimit }
  } catch (error) {
    if (isKitError(error) && ['REQUEST_REFUSED', 'ACCESS_REFUSED'].includes(error.code)) return undefined
    throw error
  }
}
