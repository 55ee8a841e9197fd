import type { ChildRow, Gap, Relationship, Undo } from '../../kit/index.ts'
import { counted, listed } from '../../text/words.ts'
import type { PlanUndo } from '../plan-file.ts'

export interface RowCounts {
  /** Rows that move to the survivor, by relationship. */
  readonly moves: Readonly<Record<string, number>>
  /** Rows that the CRM drops, because the survivor has one in the same slot. */
  readonly collisions: Readonly<Record<string, number>>
  /** Rows that a merge deletes whatever the survivor has. */
  readonly drops: Readonly<Record<string, number>>
}

/** What a merge does to the rows that hang on the members; losers in the order in which they are merged. */
export function countRows(
  rows: readonly ChildRow[],
  survivor: string,
  losers: readonly string[],
  relationships: ReadonlyMap<string, Relationship>,
): RowCounts {
  const byMember = Map.groupBy(rows, ({ member }) => member)
  const taken = new Set<string>()
  const moves = new Map<string, number>()
  const collisions = new Map<string, number>()
  const drops = new Map<string, number>()
  for (const row of byMember.get(survivor) ?? []) if (row.slot !== null) taken.add(slotOf(row))
  for (const row of losers.flatMap((id) => byMember.get(id) ?? [])) {
    const collides = row.slot !== null && taken.has(slotOf(row))
    if (row.slot !== null) taken.add(slotOf(row))
    const stays = relationships.get(row.relationship)?.moves !== false
    const counts = !stays ? drops : collides ? collisions : moves
    counts.set(row.relationship, (counts.get(row.relationship) ?? 0) + 1)
  }
  return { moves: sorted(moves), collisions: sorted(collisions), drops: sorted(drops) }
}

function slotOf({ relationship, slot }: ChildRow): string {
  return `${relationship}\n${slot}`
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
): PlanUndo {
  if (blind.length > 0) {
    const names = [...new Set(blind.map(({ what }) => what))]
    const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
    return { kind: 'unknown', why: `this login does not see ${names.slice(0, 3).join(', ')}${more}` }
  }
  if (undo.kind === 'impossible') return undo
  const reasons = undo.kind === 'approximate' ? [undo.why] : []
  const lost = Object.entries(lostRows({ moves, collisions, drops }, relationships))
  for (const [name, count] of lost) reasons.push(`${counted(count, 'row')} of ${name} cannot be put back`)
  const isLost = ([name]: readonly [string, number]) => relationships.get(name)?.undo === 'lost'
  for (const [name, count] of Object.entries(moves)) {
    if (relationships.get(name)?.undo === 'create')
      reasons.push(`${counted(count, 'row')} of ${name} come back as new rows`)
  }
  const dropped = [...Object.entries(collisions), ...Object.entries(drops)]
    .filter((one) => !isLost(one))
    .map(([name, count]) => `${counted(count, 'row')} of ${name}`)
  if (dropped.length > 0) reasons.push(`${listed(dropped)} dropped by the merge come back as new rows`)
  return reasons.length === 0 ? { kind: 'exact' } : { kind: 'approximate', why: reasons.join('; ') }
}
