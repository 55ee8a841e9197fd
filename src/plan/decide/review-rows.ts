import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, Member } from '../group/group.ts'
import { isSameId } from '../look/same-id.ts'
import type { Mistakes } from './mistakes.ts'
import { groupCell, groupOf } from './review-columns.ts'
import type { TableRow } from './review-table.ts'
import { readTake, type TakePart } from './take.ts'

export interface ReviewRow {
  readonly row: number
  /** Index into the members of the group. */
  readonly member: number
  readonly word: 'keep' | 'drop' | 'apart' | null
  readonly survivor: boolean
  readonly take: readonly TakePart[]
}

export interface RowContext {
  readonly run: number
  readonly candidates: readonly Candidate[]
  /** Groups of the scan that went out before, e.g. since a record is gone: their rows are passed over. */
  readonly leftOut: readonly LeftOut[]
  readonly columns: ReadonlyMap<string, readonly string[]> | undefined
  readonly mistakes: Mistakes
}

/** The rows of each group, in the order of the candidates. */
export function rowsByGroup(
  table: readonly TableRow[],
  context: RowContext,
): ReadonlyMap<Candidate, readonly ReviewRow[]> {
  const { candidates, leftOut } = context
  const byGroup = new Map(candidates.map((one) => [keyOf(one.rule, one.group), one]))
  const passedOver = new Set(leftOut.map(({ rule, group }) => keyOf(rule, group)))
  const found = new Map<Candidate, ReviewRow[]>(candidates.map((one) => [one, []]))
  for (const row of table) {
    const key = keyOf(row.cells.rule, groupOf(row.cells.group))
    const candidate = byGroup.get(key)
    if (candidate !== undefined) {
      const read = readRow(row, candidate, found.get(candidate) ?? [], context)
      if (read !== null) found.get(candidate)?.push(read)
    } else if (!passedOver.has(key) && hasMarks(row)) noGroup(row, context)
  }
  return found
}

function keyOf(rule: string, group: string): string {
  return `${rule}\n${group}`
}

function hasMarks({ cells }: TableRow): boolean {
  return cells.decision !== '' || cells.survivor !== '' || cells.take !== ''
}

/** A row about no group of the scan counts only when something was decided in it. */
function noGroup({ row, cells }: TableRow, { run, mistakes }: RowContext): void {
  if (cells.scan !== '' && !isRun(cells.scan, run)) mistakes.add(row, 'scan', otherScan(run))
  else if (cells.group === '') mistakes.add(row, 'group', 'is empty, and the row holds a decision')
  else if (isNumberLike(cells.group)) mistakes.add(row, 'group', turnedToNumber)
  else mistakes.add(row, 'group', `names no group that the selected rules found in scan ${run}`)
}

function readRow(
  { row, cells }: TableRow,
  candidate: Candidate,
  earlier: readonly ReviewRow[],
  { run, columns, mistakes }: RowContext,
): ReviewRow | null {
  if (!isRun(cells.scan, run)) {
    mistakes.add(row, 'scan', otherScan(run))
    return null
  }
  const member = memberOf({ row, cells }, candidate, mistakes)
  if (member === null) return null
  const same = earlier.find((one) => one.member === member)
  if (same !== undefined) {
    mistakes.add(row, 'id', `names the same record as row ${same.row}`)
    return null
  }
  const word = wordOf(cells.decision)
  if (word === undefined) mistakes.add(row, 'decision', 'must be keep, drop or not the same, or stay empty')
  const survivor = /^x$/i.test(cells.survivor)
  if (!survivor && cells.survivor !== '') mistakes.add(row, 'survivor', 'must be x or stay empty')
  const key = candidate.members[member]?.key
  const take = readTake(cells.take, candidate.entity, columns?.get(key?.object ?? ''))
  for (const problem of take.problems) mistakes.add(row, 'take', problem)
  for (const { field, typed } of take.parts) {
    if (typed === null && isBlank(candidate.members[member], field)) {
      mistakes.add(row, 'take', `names ${field}, which is empty in this row`)
    }
  }
  return { row, member, word: word ?? null, survivor, take: take.parts }
}

function isBlank(member: Member | undefined, field: string): boolean {
  const value = member?.values[field]
  return value === null || value === ''
}

const words: Readonly<Record<string, ReviewRow['word']>> = {
  '': null,
  keep: 'keep',
  drop: 'drop',
  notthesame: 'apart',
}

function wordOf(cell: string): ReviewRow['word'] | undefined {
  const squashed = cell.toLowerCase().replace(/[\s_-]+/g, '')
  return Object.hasOwn(words, squashed) ? words[squashed] : undefined
}

/** The number as it was written or as spreadsheets may show it: 31, 31.0, 31,00. */
function isRun(cell: string, run: number): boolean {
  return cell.replace(/[.,]0+$/, '') === String(run)
}

function otherScan(run: number): string {
  return `is not ${run}: decisions hold for the scan that they were exported from`
}

const turnedToNumber =
  'was turned into a number by the spreadsheet. Import the file again with this column as text'

function isNumberLike(cell: string): boolean {
  return /^[+-]?[\d.,]+(E[+-]?\d+)?$/i.test(cell)
}

/** By id; where a spreadsheet has spoilt a long number, by the address of the record. */
function memberOf({ row, cells }: TableRow, candidate: Candidate, mistakes: Mistakes): number | null {
  const { members } = candidate
  const id = cells.id.replace(/^'/, '')
  const inObject = ({ key }: Member): boolean => cells.object === '' || key.object === cells.object
  let at = members.findIndex((member) => isSameId(member.key.id, id) && inObject(member))
  if (at < 0 && cells.url !== '') {
    at = members.findIndex(
      (member) => member.url === cells.url && inObject(member) && isSpoilt(id, member.key.id),
    )
  }
  if (at < 0) {
    mistakes.add(row, 'id', idProblem(id, candidate))
    return null
  }
  const { url } = members[at] ?? { url: '' }
  if (cells.url === '' || cells.url === url) return at
  if (!members.some((other) => other.url === cells.url)) return at // shortened or edited: only a hint
  mistakes.add(
    row,
    'url',
    'is that of another record of the group: were columns sorted apart from each other?',
  )
  return null
}

/** `1.23457E+11`, `123.456.789.012` or the digits after the fifteenth as zeros, for a long number. */
function isSpoilt(cell: string, id: string): boolean {
  if (!isNumberLike(cell) || !/^\d+$/.test(id)) return false
  const plain = cell.replace(/[.,]0+$/, '')
  const value = Number(/E/i.test(plain) ? plain.replace(',', '.') : plain.replace(/[.,]/g, ''))
  return Math.abs(value - Number(id)) <= Number(id) / 20
}

function idProblem(id: string, { group, members }: Candidate): string {
  const of = `no record of group ${groupCell(group)}`
  if (id === '') return `is empty, in a row of group ${groupCell(group)}`
  if (members.some(({ key }) => isSameId(key.id, id))) return `is ${of} in this object`
  if (isNumberLike(id) && /\D|\d{15}/.test(id)) return turnedToNumber
  if (members.some(({ key }) => key.id.startsWith(id))) return `is ${of}: it was cut`
  if (members.some(({ key }) => key.id.toLowerCase() === id.toLowerCase())) {
    return `is ${of}: its letters have changed between upper and lower case`
  }
  return `is ${of}`
}
