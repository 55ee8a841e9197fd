/** HubSpot's own names of what is wrong, each with the name that the OAuth standard has for it. */
const standardNames = {
  BAD_AUTH_CODE: 'invalid_grant',
  BAD_CLIENT_ID: 'invalid_client',
  BAD_CLIENT_SECRET: 'invalid_client',
  BAD_CODE_VERIFIER: 'invalid_grant',
  BAD_GRANT_TYPE: 'unsupported_grant_type',
  BAD_REDIRECT_URI: 'invalid_grant',
  BAD_REFRESH_TOKEN: 'invalid_grant',
  BAD_SCOPES: 'invalid_scope',
  BAD_USER: 'invalid_grant',
} as const

export class OAuthError extends Error {
  readonly reason: keyof typeof standardNames

  constructor(reason: keyof typeof standardNames, message: string) {
    super(message)
    this.reason = reason
  }
}

/** v1 knows only the first three fields. */
export function oauthErrorBody(
  { reason, message }: OAuthError,
  version: string,
  correlationId: string,
): Readonly<Record<string, string>> {
  const body = { status: reason, message, correlationId }
  if (version === 'v1') return body
  return { ...body, error: standardNames[reason], error_description: message }
}
