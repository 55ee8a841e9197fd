import { z } from 'zod'
import { address, variable } from '../transport/settings.ts'

/** Names only, never values: what is secret stands in environment variables. */
export const settings = z
  .strictObject({
    alias: z.string().min(1).optional().describe('Alias or username of a login stored by the `sf` CLI.'),
    instanceUrl: address.optional().describe('Address of the org, e.g. https://acme.my.salesforce.com.'),
    tokenEnv: variable.optional().describe('Variable that holds an access token.'),
    loginUrl: address
      .optional()
      .describe('Where to ask for tokens: the My Domain address, login or test.salesforce.com.'),
    clientIdEnv: variable.optional().describe('Variable that holds the consumer key of the app.'),
    clientSecretEnv: variable.optional().describe('Variable that holds the consumer secret of the app.'),
    refreshTokenEnv: variable.optional().describe('Variable that holds a refresh token.'),
    username: z.string().min(1).optional().describe('User to act as (JWT).'),
    privateKeyEnv: variable.optional().describe('Variable that holds the private key in PEM (JWT).'),
    privateKeyFile: z.string().min(1).optional().describe('File that holds the private key in PEM (JWT).'),
    audience: z.string().min(1).optional().describe('Audience of the JWT when it is not `loginUrl`.'),
    apiVersion: z
      .string()
      .regex(/^\d{2,3}\.0$/, 'must look like 66.0')
      .optional()
      .describe('API version; by default one that this version of Steward was tried with.'),
  })
  .superRefine((value, context) => {
    const problem = chooseLogin(value)
    if (typeof problem === 'string') context.addIssue({ code: 'custom', message: problem })
  })

export type Settings = z.output<typeof settings>

/** The ways to log in. Values of secrets are not in here, only where they are. */
export type Login =
  | { readonly how: 'stored'; readonly alias: string }
  | { readonly how: 'token'; readonly instanceUrl: string; readonly tokenEnv: string }
  | {
      readonly how: 'refresh'
      readonly loginUrl: string
      readonly clientIdEnv: string
      readonly clientSecretEnv: string | undefined
      readonly refreshTokenEnv: string
    }
  | {
      readonly how: 'client-credentials'
      readonly loginUrl: string
      readonly clientIdEnv: string
      readonly clientSecretEnv: string
    }
  | {
      readonly how: 'jwt'
      readonly loginUrl: string
      readonly clientIdEnv: string
      readonly username: string
      readonly key: { readonly env: string } | { readonly file: string }
      readonly audience: string
    }

const ways =
  'Give one of: `alias`; `instanceUrl` and `tokenEnv`; `loginUrl`, `clientIdEnv` and `clientSecretEnv`; `loginUrl`, `clientIdEnv`, `username` and `privateKeyEnv` or `privateKeyFile`; `loginUrl`, `clientIdEnv` and `refreshTokenEnv`'

/** Which keys of the settings each way takes; the first way whose `needs` are all there is meant. */
const keysOf: readonly { readonly needs: readonly string[]; readonly takes: readonly string[] }[] = [
  { needs: ['alias'], takes: [] },
  { needs: ['tokenEnv', 'instanceUrl'], takes: [] },
  { needs: ['refreshTokenEnv', 'loginUrl', 'clientIdEnv'], takes: ['clientSecretEnv'] },
  { needs: ['username', 'loginUrl', 'clientIdEnv'], takes: ['privateKeyEnv', 'privateKeyFile', 'audience'] },
  { needs: ['clientSecretEnv', 'loginUrl', 'clientIdEnv'], takes: [] },
]

/** The way that the settings ask for, or what is wrong with them. */
export function chooseLogin(value: Partial<Record<keyof Settings, string | undefined>>): Login | string {
  const given = Object.keys(value).filter(
    (key) => key !== 'apiVersion' && value[key as keyof Settings] !== undefined,
  )
  const way = keysOf.find(({ needs }) => needs.every((key) => given.includes(key)))
  if (way === undefined) return `${ways}.`
  const odd = given.filter((key) => !way.needs.includes(key) && !way.takes.includes(key))
  if (odd.length > 0)
    return `\`${odd.join('`, `')}\` cannot be combined with \`${way.needs.join('`, `')}\`. ${ways}.`
  return buildLogin(value)
}

function buildLogin(value: Partial<Record<keyof Settings, string | undefined>>): Login | string {
  const { alias, instanceUrl, tokenEnv, loginUrl = '', clientIdEnv = '', clientSecretEnv } = value
  if (alias !== undefined) return { how: 'stored', alias }
  if (instanceUrl !== undefined && tokenEnv !== undefined) return { how: 'token', instanceUrl, tokenEnv }
  if (value.refreshTokenEnv !== undefined)
    return { how: 'refresh', loginUrl, clientIdEnv, clientSecretEnv, refreshTokenEnv: value.refreshTokenEnv }
  if (value.username === undefined)
    return { how: 'client-credentials', loginUrl, clientIdEnv, clientSecretEnv: clientSecretEnv ?? '' }
  const { privateKeyEnv, privateKeyFile, username } = value
  if ((privateKeyEnv === undefined) === (privateKeyFile === undefined))
    return 'A JWT login needs either `privateKeyEnv` or `privateKeyFile`.'
  const key = privateKeyEnv === undefined ? { file: privateKeyFile ?? '' } : { env: privateKeyEnv }
  return { how: 'jwt', loginUrl, clientIdEnv, username, key, audience: value.audience ?? loginUrl }
}

/** Names of the variables that hold secrets. */
export function secretVariables(value: Settings): readonly string[] {
  const names = [
    value.tokenEnv,
    value.clientIdEnv,
    value.clientSecretEnv,
    value.refreshTokenEnv,
    value.privateKeyEnv,
  ]
  return names.filter((name) => name !== undefined)
}
