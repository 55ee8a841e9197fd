import { rmSync } from 'node:fs'
import { type Entity, type Gap, isKitError, type Preflight } from '../kit/index.ts'
import { applyRead, recordGaps } from './apply.ts'
import { type Catalogue, catalogueSql, metaSql, readCatalogue, refuseOtherOrg, wipe } from './catalogue.ts'
import { Database, name } from './database.ts'
import { readFacts, writeFacts } from './facts.ts'
import type { SyncOptions, SyncResult } from './index.ts'
import { WriterLock } from './lock.ts'
import { type ObjectNeed, resolveNeeds } from './needs.ts'
import { makePrivateDir, snapshotDir, snapshotFile } from './paths.ts'
import {
  createDeletedTable,
  dropStaging,
  type PlannedRead,
  type StagedRead,
  stageRead,
  stagingPrefix,
} from './stage.ts'
import { leaveOutForgotten } from './tombstones.ts'
import type { Held } from './view-sql.ts'
import { writeViews } from './views.ts'

/**
 * Brings the snapshot up to date with what `needs` asks for. Everything is read into staging tables first and
 * put in place in one transaction, so a read that fails leaves the earlier snapshot as it was.
 */
export async function syncSnapshot(options: SyncOptions): Promise<SyncResult> {
  const { home, name: connection } = options
  const dir = makePrivateDir(snapshotDir(home, connection))
  using _lock = new WriterLock(dir, connection, options.now())
  await using db = await openForSync(options)
  const { catalogue, otherOrg } = await prepare(db, options)
  const needs = await resolveNeeds(options.connection, options.needs)
  const preflight = options.preflight ?? (await askPreflight(options, needs.objects))
  const staged: StagedRead[] = []
  try {
    await createDeletedTable(db)
    for (const need of needs.objects) {
      const plan = planRead(need, catalogue, options.full === true)
      staged.push(await stage(db, options, plan, preflight))
    }
    const forgotten = await leaveOutForgotten(db, home, connection, staged)
    const facts = await readFacts(options.connection, options.needs.facts, options.now())
    const { deleted, gaps } = await inTransaction(db, async () => {
      const counts: number[] = []
      const syncedAt = options.now().toISOString()
      if (otherOrg) await wipe(db, stagingPrefix)
      for (const read of staged) counts.push(await applyRead(db, read, catalogue, syncedAt))
      await writeFacts(db, facts)
      const gaps = [...preflight.gaps, ...needs.gaps, ...(await refreshViews(db, options, catalogue))]
      await recordGaps(db, '', gaps, false)
      await db.run(metaSql(options.connection.identity, syncedAt))
      return { deleted: counts.reduce((sum, count) => sum + count, 0), gaps: [...gaps, ...facts.gaps] }
    })
    await dropStaging(db)
    await db.run('CHECKPOINT')
    return result(staged, await countHeld(db), deleted, forgotten, gaps)
  } catch (error) {
    await dropStaging(db).catch(() => {}) // the next sync clears it as well
    throw error
  }
}

async function openForSync(options: SyncOptions): Promise<Database> {
  const { home, name: connection, signal } = options
  const file = snapshotFile(home, connection)
  const open = () => Database.open({ file, connection, home, access: 'write', signal })
  try {
    const db = await open()
    if (!options.full) return db
    try {
      await db.run(catalogueSql)
      await readCatalogue(db, connection)
      return db
    } catch (error) {
      await db[Symbol.asyncDispose]()
      throw error
    }
  } catch (error) {
    if (!options.full || !isKitError(error) || error.code !== 'SNAPSHOT_UNREADABLE') throw error
    for (const path of [file, `${file}.wal`]) rmSync(path, { force: true })
    return open()
  }
}

async function prepare(
  db: Database,
  options: SyncOptions,
): Promise<{ readonly catalogue: Catalogue; readonly otherOrg: boolean }> {
  await db.run(catalogueSql)
  const catalogue = await readCatalogue(db, options.name)
  await dropStaging(db)
  const found = options.connection.identity
  if (options.full && catalogue.identity && catalogue.identity.orgId !== found.orgId) {
    const empty = { identity: null, syncedAt: null, entities: new Set<Entity>(), objects: new Map() }
    return { catalogue: empty, otherOrg: true }
  }
  refuseOtherOrg(catalogue.identity, found, options.name)
  return { catalogue, otherOrg: false }
}

function askPreflight(options: SyncOptions, needs: readonly ObjectNeed[]): Promise<Preflight> {
  const wanted = needs.map(({ object, columns }) => ({ object, columns: [...columns.keys()] }))
  return options.connection.preflight(wanted)
}

/** Incremental when all that is wanted is held; columns once read are kept, so that runs can take turns. */
function planRead(need: ObjectNeed, catalogue: Catalogue, full: boolean): PlannedRead {
  const held = full ? undefined : catalogue.objects.get(need.object)
  const columns = new Map(need.columns)
  let covered = held !== undefined
  for (const [name, column] of held?.columns ?? []) {
    const readable = need.readable.get(name)
    if (!readable) continue
    columns.set(name, readable)
    if (readable.type !== column.type) covered = false
  }
  for (const name of columns.keys()) if (!held?.columns.has(name)) covered = false
  const sorted = [...columns.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    object: need.object,
    columns: sorted,
    since: covered ? (held?.watermark ?? null) : null,
  }
}

async function stage(
  db: Database,
  options: SyncOptions,
  plan: PlannedRead,
  preflight: Preflight,
): Promise<StagedRead> {
  const expected = plan.since === null ? (preflight.records[plan.object] ?? null) : null
  const progress = (read: number) => options.progress?.({ object: plan.object, read, expected })
  try {
    return await stageRead(db, options.connection, plan, { progress, signal: options.signal })
  } catch (error) {
    if (plan.since === null || !isKitError(error) || error.code !== 'WATERMARK_TOO_OLD') throw error
    return stage(db, options, { ...plan, since: null }, preflight)
  }
}

async function refreshViews(db: Database, options: SyncOptions, before: Catalogue): Promise<readonly Gap[]> {
  const entities = new Set([...before.entities, ...(Object.keys(options.needs.entities) as Entity[])])
  await db.run('DELETE FROM catalogue.entity')
  for (const entity of [...entities].sort()) {
    await db.run('INSERT INTO catalogue.entity VALUES ($1)', [entity])
  }
  const { objects } = await readCatalogue(db, options.name)
  const held: Held = new Map([...objects].map(([object, { columns }]) => [object, columns]))
  return writeViews(db, options.connection.mappings, entities, held)
}

async function inTransaction<T>(db: Database, work: () => Promise<T>): Promise<T> {
  await db.run('BEGIN')
  try {
    const result = await work()
    await db.run('COMMIT')
    return result
  } catch (error) {
    await db.run('ROLLBACK').catch(() => {}) // the first error is the one to tell
    throw error
  }
}

export async function countHeld(db: Database): Promise<Readonly<Record<string, number>>> {
  const held: Record<string, number> = {}
  for (const { object } of await db.rows('SELECT object FROM catalogue.object ORDER BY object')) {
    const [row] = await db.rows(`SELECT count(*) AS held FROM native.${name(String(object))}`)
    held[String(object)] = Number(row?.held)
  }
  return held
}

function result(
  staged: readonly StagedRead[],
  held: SyncResult['held'],
  deleted: number,
  forgotten: number,
  gaps: readonly Gap[],
): SyncResult {
  return {
    mode: staged.every((read) => read.plan.since === null) ? 'full' : 'incremental',
    read: Object.fromEntries(staged.map((read) => [read.plan.object, read.rows])),
    held,
    deleted,
    forgotten,
    gaps: distinct([...gaps, ...staged.flatMap((read) => read.gaps)]),
  }
}

function distinct(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.what}\n${gap.why}`, gap])).values()]
}
