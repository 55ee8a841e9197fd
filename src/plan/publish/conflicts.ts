import type { RecordKey } from '../../kit/index.ts'
import { isAboutPair, pairOf, type Remembered } from '../../policy/decisions.ts'
import type { Judged, Saying } from './judge.ts'

/** A verdict from the CRM that contradicts what is decided already; a person has to say which holds. */
export interface Conflict {
  readonly set: string
  readonly object: string
  readonly a: string
  readonly b: string
  /** What was decided, and what the CRM says. */
  readonly decided: string
  readonly said: string
  readonly by: string
}

interface Told extends Judged {
  readonly state: { readonly name: string }
}

export interface Kept extends Saying {
  readonly name: string
}

/** Splits what people said into what may be remembered and what contradicts an earlier word, theirs or another's. */
export function reconcile(
  judged: readonly Told[],
  remembered: readonly Remembered[],
): { readonly kept: readonly Kept[]; readonly conflicts: readonly Conflict[] } {
  const words = new Map<string, string>()
  for (const one of remembered) note(one, words)
  const kept: Kept[] = []
  const conflicts: Conflict[] = []
  for (const { sayings, state } of judged) {
    for (const saying of sayings) {
      const against = [...pairsAgainst(saying, words), ...survivorsAgainst(saying, words)]
      if (against.length === 0) {
        for (const decision of saying.decisions) note(decision, words)
        // All of its pairs, also those that the decisions leave to be inferred.
        for (const [a, b] of saying.pairs) words.set(pairOf({ a, b }), saying.verdict)
        kept.push({ ...saying, name: state.name })
      }
      conflicts.push(...against.map((one) => ({ ...one, set: state.name, by: saying.touch.by })))
    }
  }
  return { kept, conflicts }
}

function note(decision: Remembered, words: Map<string, string>): void {
  const pair = pairOf(decision)
  if (isAboutPair(decision)) words.set(pair, decision.verdict)
  else if (decision.verdict === 'survivor') words.set(`survivor ${pair}`, decision.a.id)
}

type Against = Omit<Conflict, 'set' | 'by'>

function pairsAgainst({ pairs, verdict }: Saying, words: ReadonlyMap<string, string>): readonly Against[] {
  return pairs.flatMap(([a, b]) => {
    const decided = words.get(pairOf({ a, b }))
    return decided === undefined || decided === verdict ? [] : [against(a, b, decided, verdict)]
  })
}

function survivorsAgainst({ decisions }: Saying, words: ReadonlyMap<string, string>): readonly Against[] {
  return decisions.flatMap((decision) => {
    if (decision.verdict !== 'survivor') return []
    const { a, b } = decision
    const decided = words.get(`survivor ${pairOf(decision)}`)
    if (decided === undefined || decided === a.id) return []
    return [against(a, b, `${decided} survives`, `${a.id} survives`)]
  })
}

function against(a: RecordKey, b: RecordKey, decided: string, said: string): Against {
  return { object: a.object, a: a.id, b: b.id, decided, said }
}
