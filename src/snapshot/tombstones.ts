import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { exitCodes, KitError, type NativeRecord } from '../kit/index.ts'
import { addressesIn, emailMatchSql } from './addresses.ts'
import { type Database, literal } from './database.ts'
import { makePrivateDir } from './paths.ts'
import { type Holder, isElsewhere, ProcessLock } from './process-lock.ts'
import { type StagedRead, stagingTable } from './stage.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)

/** Salted hashes of what was forgotten. It outlives purges and full reads, so that nobody comes back. */
const Tombstones = z.strictObject({
  version: z.literal(1),
  salt: z.string(),
  emails: z.array(Hash),
  records: z.array(Hash),
})
type Tombstones = z.infer<typeof Tombstones>

/** `record` is `connection/object/id`; `*` stands for any connection, or for any connection and object. */
export type Tombstone = { readonly email: string } | { readonly record: string }

/**
 * All of them at once, on disk when it returns. `goneHost`: as for `ProcessLock`. Throws `FORGOTTEN_BUSY` (1) and
 * `FORGOTTEN_UNREADABLE` (2).
 */
export function addTombstones(home: string, entries: readonly Tombstone[], goneHost: string | null): void {
  if (entries.length === 0) return
  const path = tombstoneFile(home)
  using _lock = lockOf(path, goneHost)
  const { salt, ...held } = readTombstones(home) ?? {
    version: 1,
    salt: randomBytes(16).toString('hex'),
    emails: [],
    records: [],
  }
  const emails = entries.flatMap((entry) => ('email' in entry ? [hashOf(salt, entry.email)] : []))
  const records = entries.flatMap((entry) => ('record' in entry ? [hashOf(salt, entry.record)] : []))
  const fresh: Tombstones = {
    ...held,
    salt,
    emails: [...new Set([...held.emails, ...emails])].sort(),
    records: [...new Set([...held.records, ...records])].sort(),
  }
  replaceList(path, JSON.stringify(fresh))
}

export function addTombstone(home: string, entry: Tombstone): void {
  addTombstones(home, [entry], null)
}

/** Takes forgotten people out of what was read; returns how many records these were. */
export async function leaveOutForgotten(
  db: Database,
  home: string,
  connection: string,
  staged: readonly StagedRead[],
): Promise<number> {
  const tombstones = readTombstones(home)
  if (!tombstones) return 0
  let left = 0
  for (const { plan, missing } of staged) {
    const emails = plan.columns.filter((column) => column.email && !missing.has(column.name))
    const where = [
      ...placesOf(connection, plan.object).map(
        (place) => `${hashSql(tombstones.salt, `${literal(place)} || _id`)} IN (${list(tombstones.records)})`,
      ),
      ...emails.map((column) =>
        emailMatchSql(
          column.name,
          (address) => `${hashSql(tombstones.salt, address)} IN (${list(tombstones.emails)})`,
        ),
      ),
    ]
    left += await db.run(`DELETE FROM ${stagingTable(plan.object)} WHERE ${where.join(' OR ')}`)
  }
  return left
}

/** Says of a record whether it, or an address in any of its values, is of somebody who was forgotten. */
export function forgottenIn(
  home: string,
): (connection: string, object: string, record: NativeRecord) => boolean {
  const tombstones = readTombstones(home)
  if (tombstones === null) return () => false
  const { salt } = tombstones
  const [emails, records] = [new Set(tombstones.emails), new Set(tombstones.records)]
  return (connection, object, { id, values }) =>
    placesOf(connection, object).some((place) => records.has(hashOf(salt, `${place}${id}`))) ||
    Object.values(values).some((value) => addressesIn(value).some((one) => emails.has(hashOf(salt, one))))
}

/** False when the list is not there, or names nobody. Throws `FORGOTTEN_UNREADABLE` (2). */
export function isAnybodyForgotten(home: string): boolean {
  const tombstones = readTombstones(home)
  return tombstones !== null && tombstones.emails.length + tombstones.records.length > 0
}

/** What may stand before the id of a record that was forgotten. */
function placesOf(connection: string, object: string): readonly string[] {
  return [`${connection}/${object}/`, `*/${object}/`, '*/*/']
}

function hashSql(salt: string, value: string): string {
  return `sha256(${literal(salt)} || lower(${value}))`
}

function hashOf(salt: string, value: string): string {
  return createHash('sha256')
    .update(salt + value.toLowerCase())
    .digest('hex')
}

function list(hashes: readonly string[]): string {
  return hashes.length === 0 ? 'NULL' : hashes.map((hash) => literal(hash)).join(', ')
}

function tombstoneFile(home: string): string {
  return join(makePrivateDir(home), 'forgotten.json')
}

function readTombstones(home: string): Tombstones | null {
  const path = tombstoneFile(home)
  try {
    return Tombstones.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new KitError('FORGOTTEN_UNREADABLE', `The list of forgotten people cannot be read: ${path}.`, {
      exit: exitCodes.usage,
      cause: error,
      actions: ['Restore it from a backup; without it, forgotten people would come back'],
    })
  }
}

/** Held for one reading and writing: others wait, if a little longer than that can take. */
function lockOf(path: string, goneHost: string | null): ProcessLock {
  for (let left = 1500; ; left--) {
    try {
      return new ProcessLock(`${path}.lock`, {
        now: new Date(),
        goneHost,
        busy: (holder) => new Busy(path, holder),
      })
    } catch (error) {
      if (!(error instanceof Busy) || left === 0) throw error instanceof Busy ? error.told() : error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

class Busy extends Error {
  readonly #path: string
  readonly #holder: Holder | null

  constructor(path: string, holder: Holder | null) {
    super()
    this.#path = path
    this.#holder = holder
  }

  told(): KitError {
    const who = this.#holder ? ` by process ${this.#holder.pid} on ${this.#holder.host}` : ''
    return new KitError('FORGOTTEN_BUSY', `The list of forgotten people is being written${who}.`, {
      actions: [
        'Run steward forget again once that has ended; nobody is forgotten before',
        ...(this.#holder && isElsewhere(this.#holder)
          ? [`When you know that it has ended or its machine is gone:  --gone-host ${this.#holder.host}`]
          : [`If nothing writes it any more, delete ${this.#path}.lock`]),
      ],
    })
  }
}

/** Complete or as it was; what lies in the way of the new file is removed, never followed. */
function replaceList(path: string, text: string): void {
  const partial = `${path}.${process.pid}.part`
  rmSync(partial, { force: true })
  try {
    const file = openSync(partial, 'wx', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

function syncFolder(dir: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dir, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
