import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { exitCodes, KitError } from '../../src/kit/error.ts'

const lifetimeSeconds = 180

export interface Claims {
  readonly clientId: string
  readonly username: string
  readonly audience: string
  readonly now: Date
}

/** A signed JWT for the bearer flow: RS256, good for three minutes (RFC 7523). */
export function createAssertion(key: KeyObject, { clientId, username, audience, now }: Claims): string {
  const header = encode({ alg: 'RS256' })
  const exp = Math.floor(now.getTime() / 1000) + lifetimeSeconds
  const signed = `${header}.${encode({ iss: clientId, sub: username, aud: audience, exp })}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** `where` names the variable or file. CI systems like to store line breaks as `\n`. */
export function readKey(pem: string, where: string): KeyObject {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'))
  } catch {
    // The cause is left out: it may quote the key.
    throw new KitError('BAD_PRIVATE_KEY', `${where} does not hold a private key in PEM.`, {
      exit: exitCodes.usage,
      actions: ['It has to begin with -----BEGIN PRIVATE KEY----- and must not be encrypted.'],
    })
  }
}
