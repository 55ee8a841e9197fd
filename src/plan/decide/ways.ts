import { type Decision, exitCodes, formatKey, KitError } from '../../kit/index.ts'
import type { Sufficient } from '../../policy/plan-schema.ts'
import { counted, figure } from '../../text/words.ts'
import type { Evidence, LeftOut } from '../files/plan-file.ts'
import type { Candidate, Decided } from '../group/group.ts'
import { type LabelBounds, labelEvidence } from './label-evidence.ts'
import { type Plannable, type PlanRules, plannable } from './plannable.ts'
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

/** All groups from a score on, and what of them can be planned: that is to sample, to count and to confirm. */
export interface FromScore extends Plannable {
  readonly groups: readonly Candidate[]
}

export interface ScorePolicy {
  readonly decisions: readonly Decision[]
  readonly policy: PlanRules
}

/**
 * A person's word about all groups from a score on. `confirmed` is the number that the person confirmed; throws
 * `NOT_CONFIRMED` (2) unless it is the number of groups that can be planned.
 */
export function decideByScore(
  candidates: readonly Candidate[],
  policy: ScorePolicy,
  word: { readonly least: number; readonly confirmed: number; readonly who: string },
): Chosen & { readonly settled: readonly Candidate[] } {
  const why: Evidence = { by: 'score', ...word }
  const { groups, parts, leftOut } = fromScore(candidates, policy, word.least)
  if (parts.length !== word.confirmed) throw notConfirmed(parts.length, word.confirmed)
  const below = candidates.filter(({ score }) => score < word.least).map(withoutEvidence)
  return {
    decided: parts.map((part): Decided => ({ ...part, why, survivor: null, values: [] })),
    leftOut: [...leftOut, ...below],
    settled: groups,
  }
}

/** What `decideByScore` would take. */
export function fromScore(
  candidates: readonly Candidate[],
  { decisions, policy }: ScorePolicy,
  least: number,
): FromScore {
  const apart = apartPairs(decisions)
  const groups = candidates.filter(({ score }) => score >= least)
  const { parts, leftOut } = plannable(
    groups.filter((group) => !holdsApart(group, apart)),
    policy,
  )
  const decidedApart = groups.filter((group) => holdsApart(group, apart)).map(outApart)
  return { groups, parts, leftOut: [...decidedApart, ...leftOut] }
}

/** Groups of the band that a labelled random sample vouches for. */
export function decideByLabels(
  candidates: readonly Candidate[],
  bounds: LabelBounds,
  decisions: readonly Decision[],
): Chosen {
  return choose(candidates, decisions, (candidate) => labelEvidence(candidate, bounds))
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
    if (why === null) leftOut.push(withoutEvidence(candidate))
    else if (holdsApart(candidate, apart)) leftOut.push(outApart(candidate))
    else decided.push({ ...candidate, why, survivor: null, values: [] })
  }
  return { decided, leftOut }
}

function withoutEvidence(candidate: Candidate): LeftOut {
  return out(candidate, 'no-evidence', 'Nothing that may lead into a plan speaks for it.')
}

function outApart(candidate: Candidate): LeftOut {
  return out(candidate, 'apart', 'Two of its records were decided not to be the same.')
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
    `${counted(there, 'group')} from this score on can be planned; ${figure(confirmed)} ${confirmed === 1 ? 'was' : 'were'} confirmed. Nothing was planned.`,
    {
      exit: exitCodes.usage,
      actions: [`Look at the sample, then confirm exactly:  --confirm-groups ${there}`],
    },
  )
}
