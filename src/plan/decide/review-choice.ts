import type { Candidate, ChosenValue } from '../group.ts'
import type { LeftOut } from '../plan-file.ts'
import type { Mistakes } from './mistakes.ts'
import { groupCell } from './review-columns.ts'
import type { ReviewRow } from './review-rows.ts'
import { out } from './ways.ts'

/** What a person decided about one group. */
export interface Choice {
  /** First row that says so. */
  readonly row: number
  /** Indexes into the members. */
  readonly kept: readonly number[]
  readonly apart: readonly number[]
  readonly survivor: number | null
  readonly values: readonly (ChosenValue & { readonly member: number })[]
  /** Null when the group goes in. */
  readonly leftOut: LeftOut | null
}

/** Null when a mistake was noted. */
export function choiceOf(
  candidate: Candidate,
  rows: readonly ReviewRow[],
  mistakes: Mistakes,
): Choice | null {
  const marked = rows.find(({ word, survivor, take }) => word !== null || survivor || take.length > 0)
  const nothing = { row: marked?.row ?? 0, kept: [], apart: [], survivor: null, values: [] }
  if (marked === undefined) {
    return { ...nothing, leftOut: out(candidate, 'undecided', 'Nobody has decided about it.') }
  }
  const name = `group ${groupCell(candidate.group)}`
  const missing = candidate.members.length - rows.length
  if (missing > 0) {
    mistakes.add(
      marked.row,
      null,
      `${name} is decided, but ${missing} of its ${candidate.members.length} rows are missing or wrong`,
    )
    return null
  }
  const membersOf = (word: ReviewRow['word']) =>
    rows
      .filter((row) => row.word === word)
      .map(({ member }) => member)
      .sort((a, b) => a - b)
  const apart = membersOf('apart')
  if (!rows.some(({ word }) => word === 'keep')) {
    if (!checkUnkept(rows, name, mistakes)) return null
    return { ...nothing, apart, leftOut: outOf(candidate, apart) }
  }
  const dropped = membersOf('drop')
  const kept = candidate.members
    .map((_, at) => at)
    .filter((at) => !apart.includes(at) && !dropped.includes(at))
  if (kept.length < 2) {
    const row = rows.find(({ word }) => word === 'keep')?.row ?? marked.row
    mistakes.add(
      row,
      'decision',
      `keep leaves one record of ${name}: keep is said of a group, who survives is said by an x in survivor`,
    )
    return null
  }
  const survivor = survivorOf(rows, kept, name, mistakes)
  return {
    row: marked.row,
    kept,
    apart,
    survivor,
    values: valuesOf(candidate, rows, kept, mistakes),
    leftOut: null,
  }
}

/** A survivor or a value without keep is unclear. */
function checkUnkept(rows: readonly ReviewRow[], name: string, mistakes: Mistakes): boolean {
  const unclear = rows.filter(({ survivor, take }) => survivor || take.length > 0)
  for (const { row, survivor } of unclear) {
    mistakes.add(row, survivor ? 'survivor' : 'take', `is set, but no row of ${name} says keep`)
  }
  return unclear.length === 0
}

function outOf(candidate: Candidate, apart: readonly number[]): LeftOut {
  if (apart.length === 0) return out(candidate, 'dropped', 'Dropped by a person.')
  return out(candidate, 'apart', 'A person decided that its records are not the same.')
}

function survivorOf(
  rows: readonly ReviewRow[],
  kept: readonly number[],
  name: string,
  mistakes: Mistakes,
): number | null {
  const [first, second] = rows.filter(({ survivor }) => survivor)
  if (first === undefined) return null
  if (second !== undefined)
    mistakes.add(second.row, 'survivor', `is set on two rows of ${name}; the other is row ${first.row}`)
  else if (!kept.includes(first.member))
    mistakes.add(first.row, 'survivor', `is set on a row of ${name} that is not merged`)
  return first.member
}

function valuesOf(
  candidate: Candidate,
  rows: readonly ReviewRow[],
  kept: readonly number[],
  mistakes: Mistakes,
): Choice['values'] {
  const name = `group ${groupCell(candidate.group)}`
  const rowOf = new Map<string, number>()
  return rows.flatMap(({ row, member, take }) =>
    take.map(({ field, typed }) => {
      const earlier = rowOf.get(field)
      if (earlier !== undefined)
        mistakes.add(row, 'take', `names ${field} of ${name}, which row ${earlier} takes too`)
      else if (!kept.includes(member))
        mistakes.add(row, 'take', `stands in a row of ${name} that is not merged`)
      rowOf.set(field, row)
      const from = typed === null ? (candidate.members[member]?.key.id ?? null) : null
      return { field, from, typed, member }
    }),
  )
}
