import { z } from 'zod'

export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, not a value')

/** Secrets travel there, so it is https, or this very machine. */
export const address = z
  .url({ protocol: /^https?$/, error: 'must be an https:// address' })
  .refine((url) => /^https:|^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(url), {
    error: 'must be an https:// address: a session must not travel unencrypted',
  })
  .refine((url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === '', {
    error: 'must be an address without a user and password',
  })
  // A trailing slash would double in every path.
  .transform((url) => url.replace(/\/+$/, ''))
