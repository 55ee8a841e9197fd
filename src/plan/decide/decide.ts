import { exitCodes, KitError } from '../../kit/index.ts'
import { type Remembered, withLater } from '../../policy/decisions.ts'
import type { LoadedPolicy } from '../../policy/index.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, Decided } from '../group/group.ts'
import type { CandidateRead } from './candidates.ts'
import type { LabelBounds } from './label-evidence.ts'
import { readReview } from './review-read.ts'
import { type Chosen, decideByLabels, decideByPolicy, decideByScore } from './ways.ts'

/** What a person said; null where nobody did. */
export interface PersonsWord {
  readonly who: string
  readonly review: { readonly text: string; readonly label: string } | null
  readonly score: { readonly least: number; readonly confirmed: number } | null
}

/** Bounds from labels, by rule; none unless they were asked for. */
const noBounds: LabelBounds = new Map()

export interface Decisions {
  readonly decided: readonly Decided[]
  readonly leftOut: readonly LeftOut[]
  /** For the decisions file, once the plan is on disk. */
  readonly remember: readonly Remembered[]
}

/**
 * A person's word first; what it leaves open is the policy's, and what that leaves open the labels'. `columns`: native ones by object, for values taken. Throws `NO_WAY_INTO_A_PLAN`, `NOT_CONFIRMED` and
 * `DECISIONS_INVALID`, all exit 2.
 */
export function decide(
  read: CandidateRead,
  policy: LoadedPolicy,
  remembered: readonly Remembered[],
  word: PersonsWord,
  columns: ReadonlyMap<string, readonly string[]>,
  bounds: LabelBounds = noBounds,
): Decisions {
  const { sufficient } = policy.policy
  const nobody = word.review === null && word.score === null
  if (nobody && sufficient.length === 0 && bounds.size === 0) throw noWay()
  const spoken = bySomebody(read, policy, remembered, word, columns)
  const settled = new Set([
    ...spoken.settled.map(nameOf),
    ...spoken.decided.map(nameOf),
    ...spoken.leftOut.filter(({ code }) => !open.has(code)).map(nameOf),
  ])
  const rest = read.candidates.filter((one) => !settled.has(nameOf(one)))
  const decisions = withLater(policy.decisions, spoken.remember)
  const byPolicy = decideByPolicy(rest, sufficient, decisions)
  const without = new Set(byPolicy.leftOut.filter(({ code }) => open.has(code)).map(nameOf))
  const byLabels = decideByLabels(
    rest.filter((one) => without.has(nameOf(one))),
    bounds,
    decisions,
  )
  return {
    decided: [...spoken.decided, ...byPolicy.decided, ...byLabels.decided],
    leftOut: [
      ...read.leftOut,
      ...spoken.leftOut.filter(({ code }) => !open.has(code)),
      ...byPolicy.leftOut.filter((one) => !without.has(nameOf(one))),
      ...withOwnReason(byLabels.leftOut, spoken.leftOut),
    ],
    remember: spoken.remember,
  }
}

/** Two rules may find the same records. */
function nameOf({ rule, group }: Pick<LeftOut, 'rule' | 'group'>): string {
  return `${rule} ${group}`
}

/** Left open by a person: the policy may still speak for it. */
const open: ReadonlySet<string> = new Set(['undecided', 'no-evidence'])

function bySomebody(
  { run, candidates, leftOut }: CandidateRead,
  policy: LoadedPolicy,
  remembered: readonly Remembered[],
  { who, review, score }: PersonsWord,
  columns: ReadonlyMap<string, readonly string[]>,
): Chosen & Pick<Decisions, 'remember'> & { readonly settled: readonly Candidate[] } {
  if (review !== null) {
    const read = readReview(review.text, review.label, candidates, {
      run: run.id,
      who,
      leftOut,
      remembered,
      columns,
    })
    return { ...read, settled: [] }
  }
  if (score === null) return { decided: [], leftOut: [], remember: [], settled: [] }
  return { ...decideByScore(candidates, policy, { ...score, who }), remember: [] }
}

/** That nobody decided a group says more than that the policy has nothing for it. */
function withOwnReason(byPolicy: readonly LeftOut[], spoken: readonly LeftOut[]): readonly LeftOut[] {
  const own = new Map(spoken.map((one) => [nameOf(one), one]))
  return byPolicy.map((one) => (one.code === 'no-evidence' ? (own.get(nameOf(one)) ?? one) : one))
}

function noWay(): KitError {
  return new KitError('NO_WAY_INTO_A_PLAN', 'Nothing says which groups are to be merged.', {
    exit: exitCodes.usage,
    actions: [
      'Decide group by group:  steward plan review SELECTOR --export groups.csv',
      'Take all from a score on, once you have seen a sample:  --min-score 0.99',
      'Or declare in the policy, under "sufficient", which identifiers are enough',
      'Or let labels decide what a random sample vouches for:  --by-labels',
    ],
  })
}

/** The groups as they would be shown before a plan is made of them. */
export function orderForReview(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((a, b) => b.score - a.score || (a.group < b.group ? -1 : 1))
}
