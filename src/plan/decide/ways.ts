import { type Decision, exitCodes, formatKey, KitError } from '../../kit/index.ts'
import type { Sufficient } from '../../policy/plan-schema.ts'
import type { Candidate, Decided } from '../group.ts'
import type { Evidence, LeftOut } from '../plan-file.ts'
import { policyEvidence } from './policy-evidence.ts'

export interface Chosen {
  readonly decided: readonly Decided[]
  readonly leftOut: readonly LeftOut[]
}

/** What the policy declares sufficient; a group with a pair that somebody decided apart never is. */
export function decideByPolicy(
  candidates: readonly Candidate[],
  sufficient: readonly Sufficient[],
  decisions: readonly Decision[],
): Chosen {
  return choose(candidates, decisions, (candidate) => policyEvidence(candidate, sufficient))
}

/**
 * A person's word about all groups from a score on. `confirmed` is the number that the person confirmed; throws
 * `NOT_CONFIRMED` (2) unless it is the number of groups that there are.
 */
export function decideByScore(
  candidates: readonly Candidate[],
  decisions: readonly Decision[],
  word: { readonly least: number; readonly confirmed: number; readonly who: string },
): Chosen {
  const evidence: Evidence = { by: 'score', ...word }
  const chosen = choose(candidates, decisions, ({ score }) => (score >= word.least ? evidence : null))
  const { length } = chosen.decided
  if (length !== word.confirmed) throw notConfirmed(length, word.confirmed)
  return chosen
}

/** Groups that `decideByScore` would take: those to sample and to count. */
export function fromScore(
  candidates: readonly Candidate[],
  decisions: readonly Decision[],
  least: number,
): readonly Candidate[] {
  const apart = apartPairs(decisions)
  return candidates.filter((candidate) => candidate.score >= least && !holdsApart(candidate, apart))
}

/** Bounds from labelled pairs are in the contract and made by no command yet. */
export function noLabelEvidence(): KitError {
  return new KitError('NO_LABEL_EVIDENCE', 'A bound from labels does not lead into a plan yet.', {
    exit: exitCodes.usage,
    actions: [
      'Decide group by group:  steward plan review duplicates/people --export groups.csv',
      'Or declare in the policy, under "sufficient", which identifiers are enough',
    ],
  })
}

function choose(
  candidates: readonly Candidate[],
  decisions: readonly Decision[],
  evidenceFor: (candidate: Candidate) => Evidence | null,
): Chosen {
  const apart = apartPairs(decisions)
  const decided: Decided[] = []
  const leftOut: LeftOut[] = []
  for (const candidate of candidates) {
    const why = evidenceFor(candidate)
    if (why === null)
      leftOut.push(out(candidate, 'no-evidence', 'Nothing that may lead into a plan speaks for it.'))
    else if (holdsApart(candidate, apart))
      leftOut.push(out(candidate, 'apart', 'Two of its records were decided not to be the same.'))
    else decided.push({ ...candidate, why, survivor: null, values: [] })
  }
  return { decided, leftOut }
}

export function out({ group, rule, members }: Candidate, code: string, text: string): LeftOut {
  const object = members[0]?.key.object ?? ''
  return { group, rule, object, records: members.map(({ key }) => key.id), code, text }
}

/** The records that each record was decided apart from. */
type Apart = ReadonlyMap<string, ReadonlySet<string>>

function apartPairs(decisions: readonly Decision[]): Apart {
  const apart = new Map<string, Set<string>>()
  for (const { a, b, verdict } of decisions) {
    if (verdict !== 'apart') continue
    const [one, other] = [formatKey(a), formatKey(b)]
    apart.set(one, (apart.get(one) ?? new Set()).add(other))
    apart.set(other, (apart.get(other) ?? new Set()).add(one))
  }
  return apart
}

function holdsApart({ members }: Candidate, apart: Apart): boolean {
  if (apart.size === 0) return false
  const keys = members.map(({ key }) => formatKey(key))
  return keys.some((key) => keys.some((other) => apart.get(key)?.has(other)))
}

function notConfirmed(there: number, confirmed: number): KitError {
  return new KitError(
    'NOT_CONFIRMED',
    `There are ${there} groups from this score on; ${confirmed} were confirmed. Nothing was planned.`,
    {
      exit: exitCodes.usage,
      actions: [`Look at the sample, then confirm exactly:  --confirm-groups ${there}`],
    },
  )
}
