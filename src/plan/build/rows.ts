import type { ChildRow, Gap, Relationship, Undo } from '../../kit/index.ts'
import { counted, listed, withoutStop } from '../../text/words.ts'
import type { PlanUndo } from '../files/plan-file.ts'
import { targetOf } from '../look/tie-target.ts'

export interface RowCounts {
  /** Rows that move to the survivor, by relationship. */
  readonly moves: Readonly<Record<string, number>>
  /** Rows that the CRM drops, because the survivor has one in the same slot. */
  readonly collisions: Readonly<Record<string, number>>
  /** Rows that a merge deletes whatever the survivor has, or that stay with duplicates that are taken over. */
  readonly drops: Readonly<Record<string, number>>
}

/** How duplicates end: by the CRM's own merge, or taken over and put into the recycle bin. */
export type MergeBy = 'merge' | 'preserving'

/** A group as far as its rows need it; losers in the order in which they are merged. */
export interface RowsOf {
  readonly object: string
  readonly survivor: string
  readonly losers: readonly string[]
  readonly by: MergeBy
}

/** What becomes of the rows that hang on the members. */
export function countRows(
  rows: readonly ChildRow[],
  group: RowsOf,
  relationships: ReadonlyMap<string, Relationship>,
): RowCounts {
  const byMember = Map.groupBy(rows, ({ member }) => member)
  const taken = new Set<string>()
  const moves = new Map<string, number>()
  const collisions = new Map<string, number>()
  const drops = new Map<string, number>()
  for (const row of byMember.get(group.survivor) ?? []) if (row.slot !== null) taken.add(slotOf(row))
  for (const row of group.losers.flatMap((id) => byMember.get(id) ?? [])) {
    const relationship = relationships.get(row.relationship)
    if (isWithin(row, group, relationship)) continue
    const collides = row.slot !== null && taken.has(slotOf(row))
    if (row.slot !== null) taken.add(slotOf(row))
    const counts = !reaches(relationship, group.by) ? drops : collides ? collisions : moves
    counts.set(row.relationship, (counts.get(row.relationship) ?? 0) + 1)
  }
  return { moves: sorted(moves), collisions: sorted(collisions), drops: sorted(drops) }
}

/** Whether such rows of a loser get to the survivor at all: what is taken over by hand are ties, and nothing else. */
function reaches(relationship: Relationship | undefined, by: MergeBy): boolean {
  if (relationship?.moves === false) return false
  return by === 'merge' || relationship?.tiesPerRequest !== undefined
}

/** A tie between two members is none any more when they are one. Ids of other objects may be the same. */
function isWithin(
  row: ChildRow,
  { object, survivor, losers }: RowsOf,
  relationship: Relationship | undefined,
): boolean {
  if (relationship?.tiesPerRequest === undefined || relationship.object !== object) return false
  const to = targetOf(row)
  return to === survivor || losers.includes(to)
}

function slotOf({ relationship, slot }: ChildRow): string {
  return `${relationship}\n${slot}`
}

/** What reading the rows of a group costs besides the usual. */
export interface HangingCounts {
  /** On all members. */
  readonly rows: number
  /** By purpose, records whose rows take a request of their own: of all members, and of the survivor alone. */
  readonly apart: Readonly<Record<string, { readonly all: number; readonly survivor: number }>>
}

export function countHanging(
  rows: readonly ChildRow[],
  survivor: string,
  relationships: ReadonlyMap<string, Relationship>,
): HangingCounts {
  const members = new Map<string, Set<string>>()
  for (const { relationship, member } of rows) {
    const purpose = relationships.get(relationship)?.readApart
    if (purpose === undefined) continue
    members.set(purpose, (members.get(purpose) ?? new Set()).add(member))
  }
  const counted = [...members].map(
    ([purpose, ids]) => [purpose, { all: ids.size, survivor: ids.has(survivor) ? 1 : 0 }] as const,
  )
  return { rows: rows.length, apart: Object.fromEntries(counted) }
}

/** In the order of their names, so that the same counts are the same bytes. */
export function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Of a merge's rows those that can neither be moved back nor be made again. */
export function lostRows(
  { moves, collisions, drops }: RowCounts,
  relationships: ReadonlyMap<string, Relationship>,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const [name, count] of [moves, collisions, drops].flatMap((one) => Object.entries(one))) {
    if (relationships.get(name)?.undo === 'lost') counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return sorted(counts)
}

/** How far a merge can be taken back, given what hangs on its losers and what the login sees. */
export function undoOf(
  undo: Undo,
  { moves, collisions, drops }: RowCounts,
  relationships: ReadonlyMap<string, Relationship>,
  blind: readonly Gap[],
  by: MergeBy = 'merge',
): PlanUndo {
  if (blind.length > 0) {
    const names = [...new Set(blind.map(({ what }) => what))]
    const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
    return { kind: 'unknown', why: `this login does not see ${names.slice(0, 3).join(', ')}${more}` }
  }
  if (undo.kind === 'impossible') return undo
  const reasons = undo.kind === 'approximate' ? [withoutStop(undo.why)] : []
  const lost = Object.entries(lostRows({ moves, collisions, drops }, relationships))
  for (const [name, count] of lost) reasons.push(`${counted(count, 'row')} of ${name} cannot be put back`)
  const isLost = ([name]: readonly [string, number]) => relationships.get(name)?.undo === 'lost'
  for (const [name, count] of Object.entries(moves)) {
    if (relationships.get(name)?.undo === 'create')
      reasons.push(`${counted(count, 'row')} of ${name} come back as new rows`)
  }
  const isAttached = ([name]: readonly [string, number]) => relationships.get(name)?.undo === 'attach'
  const dropped = [...Object.entries(collisions), ...(by === 'merge' ? Object.entries(drops) : [])]
    .filter((one) => !isLost(one) && !isAttached(one))
    .map(([name, count]) => `${counted(count, 'row')} of ${name}`)
  if (dropped.length > 0) reasons.push(`${listed(dropped)} dropped by the merge come back as new rows`)
  return reasons.length === 0 ? { kind: 'exact' } : { kind: 'approximate', why: reasons.join('; ') }
}
