import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, ChosenValue } from '../group/group.ts'
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
  const all = candidate.members.length
  if (rows.length < all) {
    const what = `${name} is decided, but ${all - rows.length} of its ${all} rows are missing or wrong`
    mistakes.add(marked.row, null, what)
    return null
  }
  const apart = membersWith(rows, 'apart')
  if (rows.some(({ word }) => word === 'keep')) return keptOf(candidate, rows, apart, mistakes)
  return checkUnkept(rows, name, mistakes) ? { ...nothing, apart, leftOut: outOf(candidate, apart) } : null
}

function membersWith(rows: readonly ReviewRow[], word: ReviewRow['word']): readonly number[] {
  return rows
    .filter((row) => row.word === word)
    .map(({ member }) => member)
    .sort((a, b) => a - b)
}

const keepOfOne = 'keep is said of a group, who survives is said by an x in survivor'

function keptOf(
  candidate: Candidate,
  rows: readonly ReviewRow[],
  apart: readonly number[],
  mistakes: Mistakes,
): Choice | null {
  const name = `group ${groupCell(candidate.group)}`
  const row = rows.find(({ word }) => word === 'keep')?.row ?? 0
  const away = new Set([...apart, ...membersWith(rows, 'drop')])
  const kept = candidate.members.map((_, at) => at).filter((at) => !away.has(at))
  if (kept.length < 2) {
    const left = kept.length === 0 ? 'no record' : 'one record'
    mistakes.add(row, 'decision', `keep leaves ${left} of ${name}: ${keepOfOne}`)
    return null
  }
  const survivor = survivorOf(rows, kept, name, mistakes)
  return { row, kept, apart, survivor, values: valuesOf(rows, candidate, kept, mistakes), leftOut: null }
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
  rows: readonly ReviewRow[],
  candidate: Candidate,
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
