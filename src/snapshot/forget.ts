import { existsSync, renameSync, rmSync } from 'node:fs'
import { emailMatchSql, mentionPattern } from './addresses.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { Database, literal, name } from './database.ts'
import type { ForgottenRows } from './index.ts'
import { WriterLock } from './lock.ts'
import { ambiguousError, isCounted, type Named, namedBy, tombstoneOf } from './named.ts'
import { connectionNames, snapshotDir, snapshotFile } from './paths.ts'
import { addTombstones } from './tombstones.ts'

export interface ForgetOptions {
  readonly home: string
  /** An e-mail address, a record id, or a key as `Contact/003…` or `acme/Contact/003…`. */
  readonly who: string
  readonly now?: () => Date
  /** As for `ProcessLock`. */
  readonly goneHost?: string | null
}

/** A record in the snapshot of a connection. */
interface Place {
  readonly connection: string
  readonly object: string
  readonly id: string
}

/**
 * Removes a person from every snapshot, so that no byte of the rows is left in the files, and remembers salted
 * hashes so that a sync does not bring them back, also of whom no snapshot holds. Throws `KitError` `AMBIGUOUS_ID` when
 * several records have the id or could have it, and `SNAPSHOT_LOCKED`, `SNAPSHOT_UNREADABLE` before anything is removed.
 */
export async function forgetInSnapshots(options: ForgetOptions): Promise<readonly ForgottenRows[]> {
  const { home, goneHost = null } = options
  const now = options.now?.() ?? new Date()
  const named = namedBy(options.who)
  const names = connectionNames(home).filter((connection) => existsSync(snapshotFile(home, connection)))
  using locks = new DisposableStack()
  for (const connection of names) {
    locks.use(new WriterLock(snapshotDir(home, connection), connection, now, goneHost))
  }
  if (named.address !== null) {
    const { address } = named
    for (const connection of names) await inSnapshot(home, connection, async () => {})
    addTombstones(home, [{ email: address }], goneHost)
    return collect(names, (connection) => forgetEmail(home, connection, address))
  }
  const places = await findRecord(home, names, named)
  const keys = places.map(({ connection, object, id }) => `${connection}/${object}/${id}`)
  if (places.length > 1 || (isCounted(named.id) && named.object === undefined))
    throw ambiguousError(keys, named)
  const whole = tombstoneOf(named)
  const records = [...keys, ...(whole === null ? [] : [whole])]
  addTombstones(
    home,
    records.map((record) => ({ record })),
    goneHost,
  )
  return collect(
    places.map((place) => place.connection),
    (connection) => forgetRecord(home, connection, places),
  )
}

async function collect(
  names: readonly string[],
  forget: (connection: string) => Promise<ForgottenRows>,
): Promise<readonly ForgottenRows[]> {
  const results: ForgottenRows[] = []
  for (const connection of names) results.push(await forget(connection))
  return results.filter(({ removed, redacted }) => Object.keys({ ...removed, ...redacted }).length > 0)
}

async function inSnapshot<T>(
  home: string,
  connection: string,
  work: (db: Database, catalogue: Catalogue) => Promise<T>,
): Promise<T> {
  const file = snapshotFile(home, connection)
  await using db = await Database.open({ file, connection, home, access: 'write' })
  return await work(db, await readCatalogue(db, connection))
}

async function findRecord(
  home: string,
  names: readonly string[],
  named: Extract<Named, { address: null }>,
): Promise<readonly Place[]> {
  const { id } = named
  const places: Place[] = []
  for (const connection of names) {
    if (named.connection !== undefined && named.connection !== connection) continue
    await inSnapshot(home, connection, async (db, { objects }) => {
      for (const object of objects.keys()) {
        if (named.object !== undefined && named.object !== object) continue
        const rows = await db.rows(`SELECT _id FROM native.${name(object)} WHERE _id = ${literal(id)}`)
        if (rows.length > 0) places.push({ connection, object, id })
      }
    })
  }
  return places
}

async function forgetRecord(
  home: string,
  connection: string,
  places: readonly Place[],
): Promise<ForgottenRows> {
  const removed: Record<string, number> = {}
  await inSnapshot(home, connection, async (db) => {
    for (const { object, id } of places) {
      removed[object] = await db.run(`DELETE FROM native.${name(object)} WHERE _id = ${literal(id)}`)
      await db.run(
        `DELETE FROM catalogue.alias WHERE object = ${literal(object)} AND ${literal(id)} IN (old, new)`,
      )
    }
  })
  await rewrite(home, connection)
  return { connection, removed, redacted: {} }
}

async function forgetEmail(home: string, connection: string, email: string): Promise<ForgottenRows> {
  const removed: Record<string, number> = {}
  const redacted: Record<string, number> = {}
  await inSnapshot(home, connection, async (db, { objects }) => {
    for (const [object, { columns }] of objects) {
      const all = [...columns.values()].filter((column) => column.type === 'text')
      const emails = all.filter((column) => column.email).map((column) => column.name)
      const gone = await removeRows(db, object, emails, email)
      if (gone > 0) removed[object] = gone
      const changed = await redactTexts(
        db,
        object,
        all.map((column) => column.name),
        email,
      )
      if (changed > 0) redacted[object] = changed
    }
  })
  if (Object.keys({ ...removed, ...redacted }).length > 0) await rewrite(home, connection)
  return { connection, removed, redacted }
}

function removeRows(
  db: Database,
  object: string,
  columns: readonly string[],
  email: string,
): Promise<number> {
  if (columns.length === 0) return Promise.resolve(0)
  const wanted = literal(email)
  const where = columns.map((column) => emailMatchSql(column, (address) => `${address} = ${wanted}`))
  return db.run(`DELETE FROM native.${name(object)} WHERE ${where.join(' OR ')}`)
}

/** Blacks the address out where other records mention it, e.g. in the text of a case. */
async function redactTexts(
  db: Database,
  object: string,
  columns: readonly string[],
  email: string,
): Promise<number> {
  if (columns.length === 0) return 0
  // RE2 has no look-around: what stands before and behind is captured and put back, and a second pass takes
  // the address that shared its separator with the first
  const pattern = literal(mentionPattern(email))
  const mentions = (column: string) => `coalesce(regexp_matches(${name(column)}, ${pattern}, 'i'), false)`
  const once = (sql: string) => `regexp_replace(${sql}, ${pattern}, '\\1[forgotten]\\2', 'gi')`
  const sets = columns.map((column) => `${name(column)} = ${once(once(name(column)))}`)
  return db.run(
    `UPDATE native.${name(object)} SET ${sets.join(', ')} WHERE ${columns.map(mentions).join(' OR ')}`,
  )
}

/** DuckDB keeps deleted bytes in free blocks, so the file is written anew and takes the old one's place. */
async function rewrite(home: string, connection: string): Promise<void> {
  const file = snapshotFile(home, connection)
  const next = `${file}.next`
  rmSync(next, { force: true })
  await inSnapshot(home, connection, async (db) => {
    await db.run('CHECKPOINT')
    await db.run(`ATTACH ${literal(next)} AS next`)
    await db.run(`COPY FROM DATABASE ${name('snapshot')} TO next`)
    await db.run('DETACH next')
  })
  renameSync(next, file)
  for (const path of [`${file}.wal`, `${next}.wal`]) rmSync(path, { force: true })
}
