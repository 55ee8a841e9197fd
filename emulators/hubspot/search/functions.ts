import type { DatabaseSync } from 'node:sqlite'

const equipped = new WeakSet<DatabaseSync>()

/** Gives the database what SQL has no words for: lower case beyond ASCII, moments, and words of a text. */
export function equip(db: DatabaseSync): void {
  if (equipped.has(db)) return
  equipped.add(db)
  const pure = { deterministic: true }
  db.function('lower_text', pure, (text) => (text === null ? null : String(text).toLowerCase()))
  db.function('moment_of', pure, (text) => (text === null ? null : momentOf(String(text))))
  db.function('has_token', pure, (text, wanted) =>
    text !== null && hasToken(String(text), String(wanted)) ? 1 : 0,
  )
}

/** Milliseconds, from milliseconds or an ISO date; null when it is neither. */
export function momentOf(text: string): number | null {
  if (/^-?\d+$/.test(text)) return Number(text)
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? null : parsed
}

/** Every word that is wanted is one of the text's; `*` stands for any letters. */
function hasToken(text: string, wanted: string): boolean {
  const words = tokens(text)
  return wanted
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((word) => word !== '')
    .every((word) => {
      const parts = word.split('*')
      return words.some((each) => fits(each, parts))
    })
}

/** The parts stand in the word one after the other, the first at its start and the last at its end. */
function fits(word: string, parts: readonly string[]): boolean {
  const [first = '', ...between] = parts
  const last = between.pop()
  if (last === undefined) return word === first
  if (!word.startsWith(first) || !word.endsWith(last)) return false
  let at = first.length
  for (const part of between) {
    const found = word.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at + last.length <= word.length
}

function tokens(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
