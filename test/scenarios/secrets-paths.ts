import { startHubspotAccount, startSalesforceOrg } from '../../emulators/index.ts'
import { asOf } from './plan-place.ts'
import { policyFor } from './steward.ts'

/** An emulated org with whatever it gave out that is nobody else's business. */
export interface SecretOrg {
  readonly crm: 'hubspot' | 'salesforce'
  readonly url: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly controlUrl: string
  readonly close: () => Promise<void>
}

export const crms = ['hubspot', 'salesforce'] as const
export type Crm = (typeof crms)[number]

export async function openOrg(crm: Crm, people = 0): Promise<SecretOrg> {
  const options = { people, seed: 3, asOf: new Date(asOf) }
  const org = await (crm === 'hubspot' ? startHubspotAccount(options) : startSalesforceOrg(options))
  return { ...org, crm }
}

export interface Path {
  /** For all, or one of them. */
  readonly crm?: Crm
  /** What every request to `path` gets, if anything. */
  readonly answer?: (org: SecretOrg) => {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body: unknown
  }
  readonly path?: Readonly<Record<Crm, string>>
  readonly env?: (org: SecretOrg) => Readonly<Record<string, string>>
  readonly policy?: (org: SecretOrg) => string
  readonly says: RegExp
}

const api = { hubspot: '/account-info/*', salesforce: '/services/data/*' }
const objects = { hubspot: '/crm/*', salesforce: '/services/data/*/query' }
const tokens = { hubspot: '/oauth/*token', salesforce: '/services/oauth2/token' }
const json = { 'content-type': 'application/json' }

/** Secrets that only the environment or the policy has. */
export const passwords = [
  'tangerine.proxy.password',
  'persimmon.url.password',
  'kumquatMintedToken0123456789',
]
const [proxyPassword, urlPassword, minted] = passwords

/** As gateways do that show what they got. */
const heard = ({ accessToken }: SecretOrg) => `Authorization: Bearer ${accessToken} (${accessToken})`
const heardByLogin = ({ refreshToken, clientSecret }: SecretOrg) =>
  `refresh_token=${refreshToken}&client_secret=${clientSecret} (${refreshToken}, ${clientSecret})`

/** The words of an error in both languages. */
const wrong = (org: SecretOrg, category: string) =>
  org.crm === 'hubspot'
    ? { status: 'error', message: heard(org), correlationId: org.accessToken, category }
    : [{ errorCode: category, message: heard(org) }]

const oauth = ({ crm, url }: SecretOrg): string => {
  const address = crm === 'hubspot' ? `baseUrl: "${url}"` : `loginUrl: "${url}"`
  const names = 'refreshTokenEnv: ACME_REFRESH, clientIdEnv: ACME_ID, clientSecretEnv: ACME_SECRET'
  return `version: 1\nconnections:\n  acme: { crm: ${crm}, ${address}, ${names} }\n`
}

export const paths: Readonly<Record<string, Path>> = {
  'a token that is over': {
    answer: (org) => ({ status: 401, body: wrong(org, 'INVALID_SESSION_ID') }),
    path: api,
    says: /token|session/i,
  },
  'a token that no header can carry': {
    env: ({ accessToken }) => ({ ACME_TOKEN: `${accessToken}\u00fc\n${minted}\u4e00` }),
    says: /acme|127/,
  },
  'a scope that is missing': {
    crm: 'hubspot',
    answer: (org) => ({
      status: 403,
      body: {
        ...wrong(org, 'MISSING_SCOPES'),
        errors: [
          {
            message: heard(org),
            context: { requiredGranularScopes: [org.accessToken, `x ${org.accessToken}`] },
          },
        ],
      },
    }),
    path: api,
    says: /scope/i,
  },
  'objects that may not be seen': {
    answer: (org) => ({ status: 403, body: wrong(org, 'INSUFFICIENT_ACCESS') }),
    path: objects,
    says: /access|missing|not/i,
  },
  'the calls of today used up': {
    answer: (org) =>
      org.crm === 'hubspot'
        ? { status: 429, body: { ...wrong(org, 'RATE_LIMITS'), policyName: 'DAILY' } }
        : {
            status: 403,
            body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: `TotalRequests ${heard(org)}` }],
          },
    path: api,
    says: /daily/i,
  },
  'a gateway that shows what it got': {
    answer: (org) => ({ status: 502, headers: { 'content-type': 'text/plain' }, body: heard(org) }),
    path: api,
    says: /does not answer/,
  },
  'a page that shows what it got': {
    answer: (org) => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: `<html><h1>${heard(org)}</h1></html>`,
    }),
    path: api,
    says: /does not answer/,
  },
  'JSON that breaks off': {
    answer: (org) => ({ status: 200, headers: json, body: `{"a":"${org.accessToken}","b` }),
    path: api,
    says: /cut off|shape|unexpected/i,
  },
  'a text that is only the token': {
    answer: (org) => ({ status: 200, headers: json, body: org.accessToken.slice(-18) }),
    path: api,
    says: /cut off|shape/i,
  },
  'an answer of another shape': {
    answer: (org) => ({ status: 200, headers: json, body: { [org.accessToken]: org.accessToken } }),
    path: api,
    says: /shape/,
  },
  'a redirect with the token in it': {
    answer: (org) => ({
      status: 302,
      headers: { location: `https://${org.accessToken.replace(/\W/g, '-')}.example/?t=${org.accessToken}` },
      body: '',
    }),
    path: api,
    says: /redirect/,
  },
  'a refusal that nobody knows': {
    answer: (org) => ({
      status: 418,
      body: { ...wrong(org, org.accessToken), message: `${'x'.repeat(290)} ${org.accessToken}` },
    }),
    path: api,
    says: /refuses/,
  },
  'a refresh that is refused': {
    policy: oauth,
    answer: (org) => ({
      status: 400,
      body: {
        error: `invalid_grant ${org.clientSecret}`,
        error_description: heardByLogin(org),
        message: heardByLogin(org),
        status: org.refreshToken,
      },
    }),
    path: tokens,
    says: /refuses the login/,
  },
  'a token endpoint that is down': {
    policy: oauth,
    answer: (org) => ({ status: 503, headers: { 'content-type': 'text/plain' }, body: heardByLogin(org) }),
    path: tokens,
    says: /does not answer/,
  },
  'a token endpoint of another shape': {
    policy: oauth,
    answer: (org) => ({ status: 200, headers: json, body: { access: org.refreshToken } }),
    path: tokens,
    says: /shape|did not answer with a token/,
  },
  'a fresh token that is refused': {
    policy: oauth,
    answer: ({ url }) => ({
      status: 200,
      headers: json,
      body: { access_token: minted, refresh_token: minted, instance_url: url, expires_in: 1800 },
    }),
    path: tokens,
    says: /session|token/i,
  },
  'a proxy that is not there': {
    env: () => {
      const proxy = `http://ana:${proxyPassword}@127.0.0.1:9`
      return { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }
    },
    says: /refused|broke|could not/,
  },
  'a proxy whose address is none': {
    env: () => ({ HTTP_PROXY: `http://ana:${proxyPassword}@:none` }),
    says: /./,
  },
  'an address with a password': {
    policy: ({ crm, url }) => policyFor(url.replace('http://', `https://ana:${urlPassword}@`), '', crm),
    says: /steward\.yml/,
  },
}
