import { formatKey, type RecordKey } from '../../kit/index.ts'
import { pairOf, type Remembered } from '../../policy/decisions.ts'
import type { Candidate, Decided } from '../group/group.ts'
import type { Mistakes } from './mistakes.ts'
import type { Choice } from './review-choice.ts'

export interface Verdict {
  readonly verdict: 'same' | 'apart'
  readonly row: number
}

/** Two groups of different rules may share records: they must not be decided against each other. */
export function noteVerdicts(
  candidate: Candidate,
  { row, kept, apart }: Choice,
  verdicts: Map<string, Verdict>,
  mistakes: Mistakes,
): void {
  const all = candidate.members.map((_, at) => at)
  const note = (a: number, b: number, verdict: Verdict['verdict']): void => {
    const [one, other] = [keyAt(candidate, a), keyAt(candidate, b)]
    const pair = pairOf({ a: one, b: other })
    const earlier = verdicts.get(pair)
    if (earlier === undefined) verdicts.set(pair, { verdict, row })
    else if (earlier.verdict !== verdict) {
      const what = `decides ${formatKey(one, false)} and ${formatKey(other, false)} against row ${earlier.row}`
      mistakes.add(row, 'decision', what)
    }
  }
  for (const [at, a] of kept.entries()) for (const b of kept.slice(at + 1)) note(a, b, 'same')
  for (const a of apart) for (const b of all) if (b !== a) note(a, b, 'apart')
}

export function apartPairs(candidate: Candidate, { apart }: Choice): readonly Remembered[] {
  return apart.flatMap((one) =>
    candidate.members.flatMap((_, other): Remembered[] => {
      if (other === one || (apart.includes(other) && other < one)) return []
      return [{ a: keyAt(candidate, one), b: keyAt(candidate, other), verdict: 'apart' }]
    }),
  )
}

/** Pairs that were decided not to be the same, by `pairOf`. */
export function pairsApart(remembered: readonly Remembered[]): ReadonlySet<string> {
  return new Set(remembered.filter(({ verdict }) => verdict === 'apart').map(pairOf))
}

/**
 * That they are one, in a star and for each pair that was decided apart before; who survives and whose value stays
 * where the person said so.
 */
export function keptPairs(
  { members, survivor, values }: Decided,
  choice: Choice,
  wereApart: ReadonlySet<string>,
): readonly Remembered[] {
  const keys = members.map(({ key }) => key)
  const over = (
    id: string | null,
    verdict: { verdict: 'survivor' } | { verdict: 'value'; field: string },
  ) => {
    const a = keys.find((key) => key.id === id)
    return a === undefined ? [] : keys.filter((b) => b !== a).map((b): Remembered => ({ a, b, ...verdict }))
  }
  const same = keys.flatMap((a, at) =>
    keys
      .slice(at + 1)
      .filter((b) => at === 0 || wereApart.has(pairOf({ a, b })))
      .map((b): Remembered => ({ a, b, verdict: 'same' })),
  )
  return [
    ...same,
    ...(choice.survivor === null ? [] : over(survivor, { verdict: 'survivor' })),
    ...values.flatMap(({ field, from }) => over(from, { verdict: 'value', field })),
  ]
}

export function keyAt(candidate: Candidate, at: number): RecordKey {
  const member = candidate.members[at]
  if (member === undefined) throw new RangeError(`no member ${at}`)
  return member.key
}
