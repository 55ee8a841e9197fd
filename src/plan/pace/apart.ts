import { othersOf, type PlanAction } from '../files/plan-file.ts'

/**
 * Items in rows of at most `most`: none in a row with another, or in a row before an earlier one, that it has a key in
 * common with. Otherwise as they come.
 */
export function rowsApart<T>(
  items: readonly T[],
  most: number,
  keysOf: (item: T) => Iterable<string>,
): readonly (readonly T[])[] {
  const width = Math.max(1, most)
  const rows: T[][] = []
  const last = new Map<string, number>()
  let open = 0
  for (const item of items) {
    const keys = [...keysOf(item)]
    let at = Math.max(open, ...keys.map((key) => (last.get(key) ?? -1) + 1))
    while ((rows[at]?.length ?? 0) >= width) at++
    const row = rows[at] ?? []
    rows[at] = row
    row.push(item)
    for (const key of keys) last.set(key, at)
    while ((rows[open]?.length ?? 0) >= width) open++
  }
  return rows
}

/** Ids of records that an action changes or leans on: groups that have one in common are never under way together. */
export function touchedIds(action: PlanAction): readonly string[] {
  return [action.survivor, ...othersOf(action), ...action.touches]
}
