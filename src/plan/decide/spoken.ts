import type { MatchPair } from '../../kit/index.ts'

/** What the weakest pair of a group rests on. `masked`: only the levels, not who is called what. */
export function spoken(pairs: readonly MatchPair[], masked: boolean): string {
  const [first, ...rest] = pairs
  if (first === undefined) return ''
  const weakest = rest.reduce((least, pair) => (pair.score < least.score ? pair : least), first)
  return weakest.comparisons
    .filter(({ level }) => level !== 'missing')
    .map(({ comparison, level, note }) => `${comparison}: ${masked ? level : (note ?? level)}`)
    .join('; ')
}
