import { z } from 'zod'
import { address, variable } from '../transport/settings.ts'

/** Where HubSpot's API is, for accounts in every region. */
export const defaultBaseUrl = 'https://api.hubapi.com'

/** Names only, never values: what is secret stands in environment variables. */
export const settings = z
  .strictObject({
    tokenEnv: variable
      .optional()
      .describe("Variable that holds a service key, a private app's token or an access token."),
    refreshTokenEnv: variable.optional().describe('Variable that holds the refresh token of an OAuth app.'),
    clientIdEnv: variable.optional().describe('Variable that holds the client id of the OAuth app.'),
    clientSecretEnv: variable.optional().describe('Variable that holds the client secret of the OAuth app.'),
    baseUrl: address.optional().describe(`Address of the API; by default ${defaultBaseUrl}.`),
  })
  .superRefine((value, context) => {
    const problem = chooseLogin(value)
    if (typeof problem === 'string') context.addIssue({ code: 'custom', message: problem })
  })

export type Settings = z.output<typeof settings>

/** Values of secrets are not in here, only where they are. */
export type Login =
  | { readonly how: 'token'; readonly tokenEnv: string }
  | {
      readonly how: 'refresh'
      readonly refreshTokenEnv: string
      readonly clientIdEnv: string
      readonly clientSecretEnv: string
    }

const ways = 'Give either `tokenEnv`, or `refreshTokenEnv`, `clientIdEnv` and `clientSecretEnv`.'

/** The way that the settings ask for, or what is wrong with them. */
export function chooseLogin(value: Partial<Record<keyof Settings, string | undefined>>): Login | string {
  const { tokenEnv, refreshTokenEnv, clientIdEnv, clientSecretEnv } = value
  const app = [refreshTokenEnv, clientIdEnv, clientSecretEnv].filter((name) => name !== undefined)
  if (tokenEnv !== undefined) return app.length === 0 ? { how: 'token', tokenEnv } : ways
  if (refreshTokenEnv === undefined || clientIdEnv === undefined || clientSecretEnv === undefined) return ways
  return { how: 'refresh', refreshTokenEnv, clientIdEnv, clientSecretEnv }
}

/** Names of the variables that hold secrets. */
export function secretVariables(value: Settings): readonly string[] {
  const names = [value.tokenEnv, value.refreshTokenEnv, value.clientIdEnv, value.clientSecretEnv]
  return names.filter((name) => name !== undefined)
}
