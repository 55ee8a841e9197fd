import type { Gap } from '../kit/index.ts'
import type { Catalogue, HeldColumn } from './catalogue.ts'
import { type Database, literal, name } from './database.ts'
import { deletedTable, type StagedRead, stagingTable } from './stage.ts'

/** Puts what was read in the place of, or into, what was held; runs inside the sync's transaction. */
export async function applyRead(
  db: Database,
  staged: StagedRead,
  catalogue: Catalogue,
  syncedAt: string,
): Promise<number> {
  const { object } = staged.plan
  const incremental = staged.plan.since !== null
  const held = catalogue.objects.has(object)
  await recordAliases(db, object)
  const deleted = incremental ? await mergeInto(db, staged) : await replace(db, object, held)
  const unwanted = incremental ? noLongerRead(staged, catalogue) : []
  for (const column of [...staged.missing, ...unwanted]) {
    await db.run(`ALTER TABLE native.${name(object)} DROP COLUMN ${name(column)}`)
  }
  const columns = staged.plan.columns.filter((column) => !staged.missing.has(column.name))
  await recordObject(db, object, columns, staged.watermark, syncedAt)
  await recordGaps(db, object, staged.gaps, incremental)
  return deleted
}

/** Columns that the login may not read any more: their values would grow old. */
function noLongerRead({ plan }: StagedRead, catalogue: Catalogue): readonly string[] {
  const read = new Set(plan.columns.map((column) => column.name))
  return [...(catalogue.objects.get(plan.object)?.columns.keys() ?? [])].filter((name) => !read.has(name))
}

async function replace(db: Database, object: string, held: boolean): Promise<number> {
  const table = `native.${name(object)}`
  let deleted = 0
  if (held) {
    const [row] = await db.rows(
      `SELECT count(*) AS gone FROM ${table} WHERE _id NOT IN (SELECT _id FROM ${stagingTable(object)})`,
    )
    deleted = Number(row?.gone)
    await db.run(`DROP TABLE ${table}`)
  }
  await db.run(`ALTER TABLE ${stagingTable(object)} RENAME TO ${name(object)}`)
  return deleted
}

async function mergeInto(db: Database, staged: StagedRead): Promise<number> {
  const { object, columns } = staged.plan
  const table = `native.${name(object)}`
  const staging = stagingTable(object)
  const deleted = await db.run(
    `DELETE FROM ${table} WHERE _id IN (SELECT id FROM ${deletedTable} WHERE object = ${literal(object)})
       AND _id NOT IN (SELECT _id FROM ${staging})`,
  )
  const names = ['_id', ...columns.map((column) => name(column.name))].join(', ')
  await db.run(`DELETE FROM ${table} WHERE _id IN (SELECT _id FROM ${staging})`)
  await db.run(`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${staging}`)
  await db.run(`DROP TABLE ${staging}`)
  return deleted
}

async function recordAliases(db: Database, object: string): Promise<void> {
  const back = `SELECT _id FROM ${stagingTable(object)}`
  const merged = `SELECT object, id, survivor FROM ${deletedTable}
    WHERE object = ${literal(object)} AND survivor IS NOT NULL AND id NOT IN (${back})`
  await db.run(`DELETE FROM catalogue.alias WHERE object = ${literal(object)}
    AND (old IN (SELECT id FROM (${merged})) OR old IN (${back}))`)
  await db.run(`INSERT INTO catalogue.alias ${merged}`)
}

async function recordObject(
  db: Database,
  object: string,
  columns: readonly HeldColumn[],
  watermark: string | null,
  syncedAt: string,
): Promise<void> {
  await db.run('DELETE FROM catalogue.object WHERE object = $1', [object])
  await db.run('DELETE FROM catalogue.held_column WHERE object = $1', [object])
  await db.run('INSERT INTO catalogue.object VALUES ($1, $2, $3)', [object, watermark, syncedAt])
  for (const column of columns) {
    await db.run('INSERT INTO catalogue.held_column VALUES ($1, $2, $3, $4)', [
      object,
      column.name,
      column.type,
      column.email,
    ])
  }
}

/** Gaps of rows that an incremental read did not touch still hold. */
export async function recordGaps(
  db: Database,
  object: string,
  gaps: readonly Gap[],
  keep: boolean,
): Promise<void> {
  if (!keep) await db.run('DELETE FROM catalogue.gap WHERE object = $1', [object])
  for (const gap of gaps) {
    await db.run('INSERT INTO catalogue.gap VALUES ($1, $2, $3, $4)', [
      object,
      gap.what,
      gap.why,
      gap.remedy ?? null,
    ])
  }
}
