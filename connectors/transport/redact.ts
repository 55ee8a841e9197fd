export interface Redactor {
  /** From now on this text is a secret. */
  readonly learn: (secret: string | undefined) => void
  readonly clean: (text: string) => string
}

const mask = '[secret]'

/** What looks like a secret even when nobody told us of it. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|OAuth|Basic)\s+[\w!.+/=~-]+/gi, `$1 ${mask}`],
  [
    /\b(access_token|refresh_token|oauth_token|client_secret|assertion|code_verifier|sid|id_token|token|password)("?\s*[=:]\s*"?)[^\s"&,;<>]+/gi,
    `$1$2${mask}`,
  ],
  [/\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![\w.]+/g, mask],
  [/\bpat-[a-z]{2,4}\d*-[\w-]{8,}/gi, mask],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, mask],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, mask],
  [/\/\/[^\s/@]+@/g, `//${mask}@`],
]

/** Takes secrets out of texts that people or logs will see. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>()
  let known: RegExp | null = null
  return {
    learn: (secret) => {
      if (secret === undefined || secret.length < 6) return
      for (const form of [secret, encodeURIComponent(secret), ...inBase64(secret)]) secrets.add(form)
      const longestFirst = [...secrets].sort((a, b) => b.length - a.length)
      known = new RegExp(longestFirst.map(RegExp.escape).join('|'), 'gi')
    },
    clean: (text) => {
      let cleaned = known === null ? text : text.replace(known, mask)
      for (const [shape, replacement] of shapes) cleaned = cleaned.replace(shape, replacement)
      return cleaned
    },
  }
}

/**
 * Wherever the secret stands in what was encoded, as in `user:secret`: the characters that are made of the secret
 * alone, for each of the three places at which it can begin.
 */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const core = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
