import { formatKey } from '../../kit/index.ts'
import { isAboutPair, pairOf, type Remembered } from '../../policy/decisions.ts'
import type { Candidate } from '../group/group.ts'

/** What was decided before about the same records; a proposal until somebody says otherwise. */
export interface EarlierChoice {
  readonly survivor: string | null
  readonly values: readonly { readonly field: string; readonly from: string }[]
}

/** By pair: who survived, and whose value stayed by field, as full keys. */
type Earlier = ReadonlyMap<string, ReadonlyMap<string, string>>

const survivor = '' // no field is called so

/** Looks choices up; of two lines about the same the later one holds. */
export function earlierChoices(remembered: readonly Remembered[]): (candidate: Candidate) => EarlierChoice {
  const earlier = new Map<string, Map<string, string>>()
  for (const one of remembered) {
    if (isAboutPair(one)) continue
    const pair = pairOf(one)
    const about = earlier.get(pair) ?? new Map<string, string>()
    about.set(one.verdict === 'value' ? one.field : survivor, formatKey(one.a))
    earlier.set(pair, about)
  }
  return (candidate) => choiceOf(candidate, earlier)
}

const nothing: EarlierChoice = { survivor: null, values: [] }

function choiceOf({ members }: Candidate, earlier: Earlier): EarlierChoice {
  if (earlier.size === 0) return nothing
  const wins = new Map<string, Set<string>>()
  const losses = new Map<string, Set<string>>()
  for (const [at, a] of members.entries()) {
    for (const b of members.slice(at + 1)) {
      for (const [about, winner] of earlier.get(pairOf({ a: a.key, b: b.key })) ?? []) {
        const [won, lost] = winner === formatKey(a.key) ? [a, b] : [b, a]
        wins.set(about, (wins.get(about) ?? new Set()).add(won.key.id))
        losses.set(about, (losses.get(about) ?? new Set()).add(lost.key.id))
      }
    }
  }
  const choices = [...wins].flatMap(([about, ids]) => {
    const [only, ...others] = [...ids].filter((id) => !losses.get(about)?.has(id))
    return only === undefined || others.length > 0 ? [] : [{ field: about, from: only }]
  })
  return {
    survivor: choices.find(({ field }) => field === survivor)?.from ?? null,
    values: choices.filter(({ field }) => field !== survivor),
  }
}
