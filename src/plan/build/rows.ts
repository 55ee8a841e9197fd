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
  for (const [name, count] of Object.entries(moves)) {
    const way = relationships.get(name)?.undo
    if (way === 'lost') reasons.push(`${counted(count, 'row')} of ${name} cannot be put back`)
    if (way === 'create') reasons.push(`${counted(count, 'row')} of ${name} come back as new rows`)
  }
  const dropped = [...Object.entries(collisions), ...Object.entries(drops)].map(
    ([name, count]) => `${counted(count, 'row')} of ${name}`,
  )
  if (dropped.length > 0) reasons.push(`${listed(dropped)} dropped by the merge come back as new rows`)
  return reasons.length === 0 ? { kind: 'exact' } : { kind: 'approximate', why: reasons.join('; ') }
}
