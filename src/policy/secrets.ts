import type { Problem } from './problems.ts'

const secretKey = /(token|secret|passw|passphrase|api_?key|private_?key|credential|session_?id)/i
const variableName = /^[A-Z_][A-Z0-9_]*$/
/** Values that are secrets whatever their key is called: Salesforce sessions, HubSpot tokens, JWTs, PEM keys. */
const secretValue =
  /(^00D[A-Za-z0-9]{12,15}!|^pat-[a-z]{2}\d-|^5Aep|^eyJ[\w-]+\.eyJ|-----BEGIN [A-Z ]*PRIVATE KEY)/

/** Refuses secrets in a connection's settings. The value itself is never shown. */
export function secretProblems(
  settings: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  known: ReadonlySet<string> = new Set(),
): readonly Problem[] {
  return Object.entries(settings).flatMap(([key, value]): readonly Problem[] => {
    const here = [...path, key]
    if (typeof value === 'object' && value !== null)
      return secretProblems(value as Record<string, unknown>, here)
    if (typeof value !== 'string') return []
    const looksSecret = secretValue.test(value) || (secretKey.test(key) && !isReference(key, value, known))
    if (!looksSecret) return []
    return [
      {
        path: here,
        message: 'looks like a secret; a policy is shared and holds none',
        hint: 'Put it into an environment variable and name that here. If it was real, revoke it.',
      },
    ]
  })
}

/** A known setting may hold the name of a variable, a path, or an address, never a long random text. */
function isReference(key: string, value: string, known: ReadonlySet<string>): boolean {
  if (variableName.test(value)) return true
  return known.has(key) && (/^(https?:|\.{0,2}[/\\~])/.test(value) || /(file|path|url)$/i.test(key))
}
