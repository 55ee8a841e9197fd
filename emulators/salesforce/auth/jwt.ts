import { createVerify, type KeyObject } from 'node:crypto'

export interface Assertion {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  /** Milliseconds. */
  readonly expires: number
  readonly signedBy: (keys: readonly KeyObject[]) => boolean
}

const hashes: Readonly<Record<string, string>> = { RS256: 'RSA-SHA256', RS512: 'RSA-SHA512' }

/** `undefined` for what is no JWT with the claims of the bearer flow. */
export function readAssertion(token: string): Assertion | undefined {
  const [head, claims, signature] = token.split('.')
  if (head === undefined || claims === undefined || signature === undefined) return undefined
  const header = decode(head)
  const body = decode(claims)
  const hash = hashes[String(header?.alg)]
  if (body === undefined || hash === undefined) return undefined
  const { iss, exp } = body
  const sub = body.sub ?? body.prn
  const audience = Array.isArray(body.aud) ? body.aud[0] : body.aud
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof audience !== 'string') return undefined
  if (exp === undefined) return undefined
  return {
    issuer: iss,
    subject: sub,
    audience,
    expires: asMilliseconds(Number(exp)),
    signedBy: (keys) =>
      keys.some((key) => createVerify(hash).update(`${head}.${claims}`).verify(key, signature, 'base64url')),
  }
}

/** The vendor's own core library sends `exp` in milliseconds (authInfo.js), and the vendor takes it. */
function asMilliseconds(exp: number): number {
  return exp > 100_000_000_000 ? exp : exp * 1000
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
