import type { FoundSet, ReviewGroup } from '../../../src/kit/publish.ts'
import { toValue } from '../rest-read.ts'
import { quote } from '../soql.ts'
import { shortId } from '../write/ids.ts'
import { itemObject, loadSets, type PublishContext, queryIds, type Row, text } from './sets.ts'

/** By their items: whoever made a set with exactly these records has published the group. */
export async function findSets(
  context: PublishContext,
  groups: readonly ReviewGroup[],
): Promise<ReadonlyMap<string, FoundSet>> {
  if (groups.length === 0) return new Map()
  await loadSets(context, 'find')
  const me = quote(context.organization.ids.userId)
  const soql = (list: string): string =>
    `SELECT Id, DuplicateRecordSetId, RecordId, DuplicateRecordSet.RecordCount, DuplicateRecordSet.CreatedDate FROM ${itemObject}
     WHERE RecordId IN (${list}) AND IsDeleted = false AND DuplicateRecordSet.CreatedById = ${me}
     ORDER BY DuplicateRecordSetId, Id`.replace(/\s+/g, ' ')
  const ids = [...new Set(groups.flatMap(({ records }) => records))]
  const doing = 'looking for duplicate record sets'
  const [rows = []] = await queryIds(context.api, 'find', doing, [{ soql, ids }])
  const sets = [...Map.groupBy(rows, (row) => text(row.DuplicateRecordSetId))]
  const byRecords = new Map<string, FoundSet>()
  for (const [set, items] of sets) {
    const whole = items[0]?.DuplicateRecordSet as Row | null | undefined
    if (whole?.RecordCount !== items.length) continue
    const entries = Object.fromEntries(items.map((item) => [text(item.RecordId), text(item.Id)]))
    const key = keyOf(Object.keys(entries))
    const created = String(toValue(whole.CreatedDate, 'datetime') ?? '')
    if (!byRecords.has(key)) byRecords.set(key, { set, entries, created })
  }
  return new Map(
    groups.flatMap(({ id, records }) => {
      const found = byRecords.get(keyOf(records))
      return found === undefined ? [] : [[id, found]]
    }),
  )
}

function keyOf(records: readonly string[]): string {
  return records.map(shortId).sort().join(' ')
}
