import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { binRecord } from '../store/remove.ts'

/** Somebody's manual sharing of a loser is lost; that of the master stays (Help, account_merge_considerations). */
export function dropManualShares(org: Org, object: string, id: string): void {
  const share = org.schema.objects.get(`${object}Share`)
  if (share === undefined) return
  const rows = statement(
    org.db,
    `SELECT "Id" AS id FROM "${share.name}" WHERE "${object}Id" = ? AND "RowCause" = 'Manual' AND "IsDeleted" = 0`,
  ).all(id)
  for (const row of rows) binRecord(org, share, String(row.id))
}
