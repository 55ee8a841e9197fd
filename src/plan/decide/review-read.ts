import type { Remembered } from '../../policy/decisions.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, ChosenValue, Decided } from '../group/group.ts'
import { type EarlierChoice, earlierChoices } from './earlier.ts'
import { Mistakes } from './mistakes.ts'
import { type Choice, choiceOf } from './review-choice.ts'
import { apartPairs, keptPairs, keyAt, noteVerdicts, pairsApart, type Verdict } from './review-pairs.ts'
import { rowsByGroup } from './review-rows.ts'
import { readTable } from './review-table.ts'
import { subsetOf } from './subset.ts'

export interface ReviewOptions {
  /** Number of the scan that the candidates come from. */
  readonly run: number
  readonly who: string
  /** As `readCandidates` gave them: rows of these groups are passed over. */
  readonly leftOut?: readonly LeftOut[]
  /** What was decided before: stays where the file says nothing else, and gives way where it does. */
  readonly remembered?: readonly Remembered[]
  /** Native columns by object; without them any name that is no canonical field is taken for one. */
  readonly columns?: ReadonlyMap<string, readonly string[]>
}

export interface ReviewRead {
  readonly decided: readonly Decided[]
  /** For the decisions file, once the plan is made. Typed values are never among them. */
  readonly remember: readonly Remembered[]
  /** `dropped`, `apart` and `undecided` groups. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * Reads a review back. All or nothing: throws `DECISIONS_INVALID` (2) that names every mistake by row and column.
 * `label` is how the file is called to people.
 */
export function readReview(
  text: string,
  label: string,
  candidates: readonly Candidate[],
  options: ReviewOptions,
): ReviewRead {
  const mistakes = new Mistakes(label)
  const { run, leftOut = [], columns } = options
  const rows = rowsByGroup(readTable(text, label), { run, candidates, leftOut, columns, mistakes })
  const earlier = earlierChoices(options.remembered ?? [])
  const decided: Decided[] = []
  const remember: Remembered[] = []
  const out: LeftOut[] = []
  const verdicts = new Map<string, Verdict>()
  const wereApart = pairsApart(options.remembered ?? [])
  for (const [candidate, own] of rows) {
    const choice = choiceOf(candidate, own, mistakes)
    if (choice === null) continue
    noteVerdicts(candidate, choice, verdicts, mistakes)
    remember.push(...apartPairs(candidate, choice))
    if (choice.leftOut !== null) {
      out.push(choice.leftOut)
      continue
    }
    const group = decidedOf(candidate, choice, { label, who: options.who, earlier })
    decided.push(group)
    remember.push(...keptPairs(group, choice, wereApart))
  }
  mistakes.throwIfAny()
  return { decided, remember, leftOut: out }
}

interface By {
  readonly label: string
  readonly who: string
  readonly earlier: (candidate: Candidate) => EarlierChoice
}

/** What the review proposed from earlier decisions stays where the person said nothing else. */
function decidedOf(candidate: Candidate, choice: Choice, { label, who, earlier }: By): Decided {
  const group = subsetOf(candidate, choice.kept)
  const before = earlier(group)
  const own = choice.values.map(({ field, from, typed }): ChosenValue => ({ field, from, typed }))
  const stays = before.values
    .filter(({ field }) => !own.some((value) => value.field === field))
    .map(({ field, from }): ChosenValue => ({ field, from, typed: null }))
  return {
    ...group,
    why: { by: 'decision', file: label, who },
    survivor: choice.survivor === null ? before.survivor : keyAt(candidate, choice.survivor).id,
    values: [...own, ...stays],
  }
}
