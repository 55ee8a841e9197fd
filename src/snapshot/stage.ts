import { type Connection, type Gap, KitError } from '../kit/index.ts'
import type { HeldColumn } from './catalogue.ts'
import { type Database, literal, name } from './database.ts'
import { appendTexts, Loader } from './load.ts'
import { sqlTypes } from './view-sql.ts'

/** One object to be read: in full, or what changed `since`. */
export interface PlannedRead {
  readonly object: string
  readonly columns: readonly HeldColumn[]
  readonly since: string | null
}

/** What a read brought, in a table beside the one it will replace or change. */
export interface StagedRead {
  readonly plan: PlannedRead
  readonly rows: number
  readonly watermark: string | null
  readonly missing: ReadonlySet<string>
  readonly gaps: readonly Gap[]
}

export interface StageOptions {
  readonly progress: (read: number) => void
  readonly signal?: AbortSignal | undefined
}

export const stagingPrefix = 'staging:'

export function stagingTable(object: string): string {
  return `native.${name(stagingPrefix + object)}`
}

export const deletedTable = stagingTable('')

/** Removes what a sync that did not end has left behind. */
export async function dropStaging(db: Database): Promise<void> {
  const rows = await db.rows(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'native' AND table_name LIKE '${stagingPrefix}%'`,
  )
  for (const row of rows) await db.run(`DROP TABLE native.${name(String(row.table_name))}`)
}

export async function createDeletedTable(db: Database): Promise<void> {
  await db.run(`CREATE TABLE ${deletedTable} (object VARCHAR, id VARCHAR, survivor VARCHAR)`)
}

export async function stageRead(
  db: Database,
  connection: Connection,
  plan: PlannedRead,
  options: StageOptions,
): Promise<StagedRead> {
  const table = stagingTable(plan.object)
  await db.makeRoomFor(plan.columns.length)
  const columns = plan.columns.map((column) => `${name(column.name)} ${sqlTypes[column.type]}`)
  await db.run(`CREATE OR REPLACE TABLE ${table} (${['_id VARCHAR', ...columns].join(', ')})`)
  const loader = new Loader(db, { object: plan.object, table, columns: plan.columns })
  const complete = await takeParts(db, connection, plan, loader, options)
  const gaps = [...complete.gaps, ...loader.gaps(), ...(await removeUnusable(db, plan.object))]
  return {
    plan,
    rows: loader.rows,
    watermark: complete.watermark ?? null,
    missing: loader.missing,
    gaps,
  }
}

async function takeParts(
  db: Database,
  connection: Connection,
  plan: PlannedRead,
  loader: Loader,
  options: StageOptions,
): Promise<{ readonly watermark?: string; readonly gaps: readonly Gap[] }> {
  const query = { object: plan.object, columns: plan.columns.map((column) => column.name) }
  const parts = connection.read(plan.since === null ? query : { ...query, since: plan.since })
  for await (const part of parts) {
    options.signal?.throwIfAborted()
    if (part.type === 'complete') return part
    if (part.type === 'csv') await loader.csv(part)
    else if (part.type === 'columns') await loader.columns(part)
    else await stageDeleted(db, plan.object, part.records)
    options.progress(loader.rows)
  }
  throw new KitError(
    'READ_TRUNCATED',
    `Reading ${plan.object} ended without saying that it was complete; the snapshot was left as it was.`,
    { actions: ['Try again'] },
  )
}

async function stageDeleted(
  db: Database,
  object: string,
  records: readonly { readonly id: string; readonly into: string | null }[],
): Promise<void> {
  if (records.length === 0) return
  await db.run('CREATE OR REPLACE TEMP TABLE gone (id VARCHAR, survivor VARCHAR)')
  await appendTexts(db, 'gone', [records.map((record) => record.id), records.map((record) => record.into)])
  await db.run(`DELETE FROM ${stagingTable(object)} WHERE _id IN (SELECT id FROM temp.main.gone)`)
  await db.run(`INSERT INTO ${deletedTable} SELECT ${literal(object)}, id, survivor FROM temp.main.gone`)
  await db.run('DROP TABLE temp.main.gone')
}

/** Rows without an id, and all but the last row of an id. */
async function removeUnusable(db: Database, object: string): Promise<readonly Gap[]> {
  const table = stagingTable(object)
  const nameless = await db.run(`DELETE FROM ${table} WHERE _id IS NULL OR _id = ''`)
  const [count] = await db.rows(`SELECT count(*) - count(DISTINCT _id) AS twice FROM ${table}`)
  if (Number(count?.twice) > 0) {
    await db.run(`DELETE FROM ${table} WHERE rowid NOT IN (SELECT max(rowid) FROM ${table} GROUP BY _id)`)
  }
  return nameless === 0
    ? []
    : [{ what: object, why: `records that came without an id and were left out: ${nameless}` }]
}
