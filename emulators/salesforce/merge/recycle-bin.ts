import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { objectOfId } from '../store/id.ts'
import { moment } from '../store/moment.ts'
import { rowState } from '../store/reference.ts'
import { emptyBin } from '../store/restore.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const KEPT_DAYS = 15
const GRACE_HOURS = 2

/**
 * What is older than 15 days goes for good; so do the oldest while there are too many, once they were there for two
 * hours. What went with another record goes with it and is not counted. Returns how many deletions were purged.
 */
export function sweepBin(org: Org, capacity: number): number {
  const before = (milliseconds: number) => moment(new Date(org.clock.now().getTime() - milliseconds))
  const expired = roots(org, 'deleted_at < ?', [before(KEPT_DAYS * DAY)], -1)
  for (const id of expired) purge(org, id)
  const listed = listedObjects(org)
  const inBin = `object IN (${listed.map(() => '?').join(', ')})`
  const held = Number(
    statement(org.db, `SELECT count(*) AS n FROM bin WHERE id = root AND ${inBin}`).get(...listed)?.n,
  )
  if (held <= capacity) return expired.length
  const evicted = roots(
    org,
    `${inBin} AND deleted_at <= ?`,
    [...listed, before(GRACE_HOURS * HOUR)],
    held - capacity,
  )
  for (const id of evicted) purge(org, id)
  return expired.length + evicted.length
}

/** Rows that cannot be undeleted are not shown in the bin either. */
function listedObjects(org: Org): string[] {
  return [...org.schema.objects.values()].filter(({ undeletable }) => undeletable).map(({ name }) => name)
}

function roots(org: Org, where: string, values: readonly string[], limit: number): string[] {
  const rows = statement(
    org.db,
    `SELECT id FROM bin WHERE id = root AND ${where} ORDER BY deleted_at, rowid LIMIT ?`,
  ).all(...values, limit)
  return rows.map((row) => String(row.id))
}

/** A row that left the bin some other way is forgotten only. */
function purge(org: Org, id: string): void {
  const object = objectOfId(org, id)
  if (object !== undefined && rowState(org, object, id) === 'deleted') emptyBin(org, id)
  else statement(org.db, 'DELETE FROM bin WHERE id = ?').run(id)
}
