import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import type { StoredRecord } from '../store/record.ts'

/** Associated ids of one record and type that come along with it; the rest is paged elsewhere. */
const most = 100

interface Tied {
  readonly results: readonly { readonly id: string; readonly type: string }[]
  readonly paging?: { readonly next: { readonly after: string; readonly link: string } }
}

/** Ids only, one line for each kind: a primary company is there twice. */
export function tiesOf(
  org: Org,
  type: ObjectType,
  record: StoredRecord,
  targets: readonly ObjectType[],
): { readonly associations?: Readonly<Record<string, Tied>> } {
  const found: Record<string, Tied> = {}
  for (const target of targets) {
    const rows = statement(
      org.db,
      `SELECT a.to_id, t.name FROM association a JOIN association_type t ON t.from_type = a.from_type
         AND t.to_type = a.to_type AND t.category = a.category AND t.type_id = a.type_id
        WHERE a.from_type = ? AND a.from_id = ? AND a.to_type = ? ORDER BY a.to_id, a.type_id LIMIT ?`,
    ).all(type.name, Number(record.id), target.name, most + 1)
    if (rows.length === 0) continue
    const results = rows.slice(0, most).map((row) => ({ id: String(row.to_id), type: String(row.name) }))
    const after = results.at(-1)?.id ?? ''
    const link = `${org.url}/crm/v4/objects/${type.name}/${record.id}/associations/${target.name}?after=${after}`
    found[target.name] = { results, ...(rows.length > most ? { paging: { next: { after, link } } } : {}) }
  }
  return Object.keys(found).length === 0 ? {} : { associations: found }
}
