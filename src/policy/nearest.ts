import { distance } from 'fastest-levenshtein'

/** The candidate that somebody who typed `word` most likely meant, or null. */
function nearest(word: string, candidates: Iterable<string>): string | null {
  const typed = word.toLowerCase()
  let best: string | null = null
  let least = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1
  for (const candidate of candidates) {
    const edits = distance(typed, candidate.toLowerCase())
    if (edits < least) {
      best = candidate
      least = edits
    }
  }
  return best
}

export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const meant = nearest(word, candidates)
  return meant === null ? undefined : `Did you mean "${meant}"?`
}

/** `a, b, c and 4 more`. */
export function listed(words: readonly string[], most = 8): string {
  if (words.length <= most) return words.join(', ')
  return `${words.slice(0, most).join(', ')} and ${words.length - most} more`
}
