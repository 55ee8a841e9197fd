import type { Entity } from '../../kit/index.ts'
import type { Snapshot } from '../../snapshot/index.ts'
import type { Twin } from '../group/twins.ts'

/** What records are in sync with, by `object/id`, as of the last sync; those in sync with nothing are absent. */
export async function twinsIn(
  entity: Entity,
  ids: readonly string[],
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, readonly Twin[]>> {
  const columns = snapshot.counterparts(entity).filter(({ crm }) => crm !== null)
  const twins = new Map<string, Twin[]>()
  if (columns.length === 0 || ids.length === 0) return twins
  const native = Object.fromEntries(
    [...Map.groupBy(columns, ({ object }) => object)].map(([object, some]) => [
      object,
      [...new Set(some.map(({ column }) => column))],
    ]),
  )
  const where = `_id IN (${ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ')})`
  for await (const batch of snapshot.batches({ entity, fields: [], native, where, unordered: true })) {
    for (let row = 0; row < batch.rows; row++) {
      const [object, kind] = [batch.object[row], batch.kind[row]]
      for (const one of columns) {
        const id = String(batch.native?.[one.column]?.[row] ?? '').trim()
        if (one.object !== object || one.kind !== kind || id === '') continue
        const key = `${object}/${batch.id[row]}`
        twins.set(key, [...(twins.get(key) ?? []), { crm: one.crm as string, column: one.column, id }])
      }
    }
  }
  return twins
}
