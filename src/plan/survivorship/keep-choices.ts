import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, Decided } from '../group/group.ts'
import { leftOutOf } from './left-out.ts'
import { named, type Split } from './linked.ts'

/**
 * A person's choices are about one survivor. They go with the part in which all of it lies; when there is no such
 * part nothing is half-taken: the whole group waits for another word.
 */
export function keepChoices<C extends Candidate | Decided>(
  candidate: C,
  parts: readonly C[],
  leftOut: readonly LeftOut[],
): Split<C> {
  if (!('why' in candidate)) return { parts: named(parts), leftOut }
  const decided: Decided = candidate
  const chosen = decided.values.flatMap(({ from }) => from ?? [])
  if (decided.survivor !== null) chosen.push(decided.survivor)
  const typed = decided.values.some(({ from }) => from === null)
  if (chosen.length === 0 && (!typed || parts.length < 2)) return { parts: named(parts), leftOut }

  const home = parts.filter(({ members }) => chosen.every((id) => members.some(({ key }) => key.id === id)))
  const [only] = home
  if (only === undefined || home.length > 1) {
    return { parts: [], leftOut: [leftOutOf(candidate, candidate.members, astray)] }
  }
  const kept = parts.map((part) => (part === only ? part : { ...part, survivor: null, values: [] }))
  return { parts: named(kept), leftOut }
}

const astray = {
  code: 'choice-astray',
  text: 'The survivor or values chosen are not of records that can be merged with each other: choose again, within one object, kind and record type.',
}
