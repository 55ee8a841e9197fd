import { type Entity, isKitError } from '../../kit/index.ts'
import type { Snapshot } from '../../snapshot/index.ts'

/** What hangs on a person or company and is not done, by the canonical field that points there. */
const pointers: Readonly<Partial<Record<Entity, string>>> = { person: 'personId', company: 'companyId' }
const works = ['deal', '"case"'] as const

/**
 * Open deals and cases by record id, as far as the last sync read deals and cases; empty where it did not, and then
 * unknown.
 */
export async function openWorkOf(
  entity: Entity,
  ids: readonly string[],
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, number>> {
  const pointer = pointers[entity]
  if (pointer === undefined || ids.length === 0) return new Map()
  const counts = new Map<string, number>()
  let known = false
  for (const view of works) {
    const rows = await countBy(snapshot, view, pointer, ids)
    if (rows === null) continue
    known = true
    for (const [id, count] of rows) counts.set(id, (counts.get(id) ?? 0) + count)
  }
  if (known) for (const id of ids) if (!counts.has(id)) counts.set(id, 0)
  return counts
}

async function countBy(
  snapshot: Snapshot,
  view: string,
  pointer: string,
  ids: readonly string[],
): Promise<readonly (readonly [string, number])[] | null> {
  const list = ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')
  try {
    const rows = await snapshot.query(
      `SELECT ${pointer} AS id, count(*) AS open FROM ${view} WHERE closed = false AND ${pointer} IN (${list}) GROUP BY 1`,
    )
    return rows.map(({ id, open }) => [String(id), Number(open)])
  } catch (error) {
    // A field or view that no sync has read: not known, rather than none.
    if (isKitError(error) && error.code === 'QUERY_FAILED') return null
    throw error
  }
}
