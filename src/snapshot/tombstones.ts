import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { exitCodes, KitError, type NativeRecord, type Value } from '../kit/index.ts'
import { type Database, literal, name } from './database.ts'
import { makePrivateDir } from './paths.ts'
import { type StagedRead, stagingTable } from './stage.ts'

/** Salted hashes of what was forgotten. It outlives purges and full reads, so that nobody comes back. */
const Tombstones = z.strictObject({
  version: z.literal(1),
  salt: z.string(),
  emails: z.array(z.string()),
  records: z.array(z.string()),
})
type Tombstones = z.infer<typeof Tombstones>

export function addTombstone(
  home: string,
  entry: { readonly email: string } | { readonly record: string },
): void {
  const held = readTombstones(home) ?? {
    version: 1,
    salt: randomBytes(16).toString('hex'),
    emails: [],
    records: [],
  }
  const list = 'email' in entry ? held.emails : held.records
  const hash = hashOf(held.salt, 'email' in entry ? entry.email : entry.record)
  if (!list.includes(hash)) list.push(hash)
  list.sort()
  const path = tombstoneFile(home)
  writeFileSync(`${path}.new`, JSON.stringify(held), { mode: 0o600 })
  renameSync(`${path}.new`, path)
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
      `${hashSql(tombstones.salt, `${literal(`${connection}/${plan.object}/`)} || _id`)} IN (${list(tombstones.records)})`,
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
    records.has(hashOf(salt, `${connection}/${object}/${id}`)) ||
    Object.values(values).some((value) => addressesIn(value).some((one) => emails.has(hashOf(salt, one))))
}

function addressesIn(value: Value): readonly string[] {
  if (typeof value !== 'string' || !value.includes('@')) return []
  return value.split(/[;,\s<>]+/).filter((part) => part.includes('@'))
}

/** True when one of the addresses in the column satisfies the condition; a column may list several. */
export function emailMatchSql(column: string, condition: (address: string) => string): string {
  const addresses = `string_split_regex(lower(${name(column)}), '[;,\\s<>]+')`
  return `coalesce(list_bool_or(list_transform(${addresses}, address -> ${condition('address')})), false)`
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
