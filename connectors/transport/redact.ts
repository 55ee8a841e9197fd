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
  return {
    learn: (secret) => {
      if (secret === undefined || secret.length < 6) return
      secrets.add(secret)
      secrets.add(encodeURIComponent(secret))
    },
    clean: (text) => {
      let cleaned = text
      for (const secret of [...secrets].sort((a, b) => b.length - a.length))
        cleaned = cleaned.replaceAll(secret, mask)
      for (const [shape, replacement] of shapes) cleaned = cleaned.replace(shape, replacement)
      return cleaned
    },
  }
}
