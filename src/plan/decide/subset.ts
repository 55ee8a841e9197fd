import type { MatchPair } from '../../kit/index.ts'
import type { Candidate } from '../group/group.ts'

/**
 * The part of a group that a person keeps; `kept` are indexes into its members, ascending. A large group comes with
 * its strongest links only, so what a dropped member held together is linked by the person's word.
 */
export function subsetOf(candidate: Candidate, kept: readonly number[]): Candidate {
  const pairs = candidate.pairs.flatMap((pair): MatchPair[] => {
    const [a, b] = [kept.indexOf(pair.a), kept.indexOf(pair.b)]
    return a < 0 || b < 0 ? [] : [{ ...pair, a, b }]
  })
  return {
    ...candidate,
    members: kept.flatMap((at) => candidate.members[at] ?? []),
    proposed: Math.max(0, kept.indexOf(candidate.proposed)),
    pairs: [...pairs, ...missingLinks(pairs, kept.length, candidate.score)],
  }
}

function missingLinks(pairs: readonly MatchPair[], size: number, score: number): readonly MatchPair[] {
  const reached = new Set([0])
  for (let grown = true; grown; ) {
    grown = false
    for (const { a, b } of pairs) {
      if (reached.has(a) === reached.has(b)) continue
      reached.add(a).add(b)
      grown = true
    }
  }
  return Array.from({ length: size }, (_, b) => b)
    .filter((b) => !reached.has(b))
    .map((b) => ({
      a: 0,
      b,
      score,
      comparisons: [{ comparison: 'decision', level: 'decided the same', weight: 0 }],
    }))
}
