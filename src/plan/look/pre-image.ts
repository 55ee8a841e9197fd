import type { ChildRow, NativeRecord } from '../../kit/index.ts'

export interface PreImage {
  /** Milliseconds; of the start of its reads. */
  readonly takenAt: number
  readonly members: readonly NativeRecord[]
  readonly children: readonly ChildRow[]
}

/**
 * A group as it was before its first write, by looks at it one after the other; in each, the survivor comes first. A
 * later look replaces an earlier one but for members that are gone by now, and the survivor as it was. `preserving`:
 * the survivor is written to while its losers are still there.
 */
export function combined(old: PreImage | null, next: PreImage, preserving = false): PreImage {
  if (old === null) return next
  if (preserving) return combinedPreserving(old, next)
  const survivor = next.members[0]?.id
  const again = new Set(next.members.map(({ id }) => id))
  if (old.members.every(({ id }) => again.has(id))) return next
  const first = old.members.filter(({ id }) => !again.has(id) || id === survivor)
  const kept = old.children.filter(({ member }) => !again.has(member))
  const known = new Set(kept.map(rowName))
  const before = new Set(old.children.map(tieName))
  return {
    takenAt: next.takenAt,
    members: [...first, ...next.members.filter(({ id }) => id !== survivor)],
    children: [
      ...kept,
      ...next.children.filter((row) => before.has(tieName(row)) || !known.has(rowName(row))),
    ],
  }
}

/** What the survivor has by now that a loser had is the loser's, also where it has left the loser since. */
function combinedPreserving(old: PreImage, next: PreImage): PreImage {
  const survivor = next.members[0]?.id
  const now = new Map(next.members.map((member) => [member.id, member]))
  const there = new Set(next.children.map(tieName))
  const onSurvivor = next.children.filter(({ member }) => member === survivor)
  const attached = new Set(onSurvivor.map(rowName))
  const kept = old.children.filter(
    (row) =>
      row.member === survivor ||
      !now.has(row.member) ||
      there.has(tieName(row)) ||
      attached.has(rowName(row)),
  )
  const known = new Set(kept.map(tieName))
  const fresh = next.children.filter((row) => row.member !== survivor && !known.has(tieName(row)))
  const before = new Set([...kept, ...fresh].map(rowName))
  return {
    takenAt: next.takenAt,
    members: old.members.map((member) => (member.id === survivor ? member : (now.get(member.id) ?? member))),
    children: [...kept, ...fresh, ...onSurvivor.filter((row) => !before.has(rowName(row)))],
  }
}

/** The same whichever record it hangs on. */
export function rowName({ relationship, id }: Pick<ChildRow, 'relationship' | 'id'>): string {
  return `${relationship} ${id}`
}

/** Ties of several records may have one id. */
export function tieName(row: Pick<ChildRow, 'relationship' | 'id' | 'member'>): string {
  return `${rowName(row)} ${row.member}`
}
