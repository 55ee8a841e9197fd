import { rmSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalEntry } from './entry.ts'
import { type JournalFiles, journalFiles, type LockOptions, notWritable, syncFolder } from './folder.ts'
import { openAgain } from './journal.ts'
import { linesAt } from './lines-at.ts'
import { hasAddress, hasWord, isPerson, mayMention, type Person, type Place } from './person.ts'
import { entriesOf } from './read.ts'
import { forgottenLine, hashOf, readValuesLine } from './values-line.ts'

export interface ForgottenInJournal {
  readonly path: string
  /** Groups that can no longer be undone. */
  readonly groups: number
  /** Entries whose values are gone. */
  readonly entries: number
  /** Lines taken out of `suppression.csv`. */
  readonly suppressed: number
}

interface Read {
  readonly connection: string
  readonly person: Person
}

/** Records that have the address in the pre-images of a journal. */
export async function ownersIn(dir: string, { connection, person }: Read): Promise<readonly Place[]> {
  const files = journalFiles(dir)
  const found = await valuesThatMention(files, person)
  const owners: Place[] = []
  for await (const entry of entriesOf(files.journal)) {
    if (entry.type !== 'pre-image') continue
    const mention = found.get(entry.seq)?.find(({ hash }) => hash === entry.values)
    const members = mention?.values.members ?? []
    const own = members.filter(({ values }) => hasAddress(values, person.address))
    owners.push(...own.map(({ id }) => ({ connection, object: entry.object, id })))
  }
  return owners
}

/**
 * Where the person is in a journal, and the other members of its groups: they were taken for the same person. Not those
 * of a group that was taken back, who are somebody else.
 */
export async function placesIn(dir: string, { connection, person }: Read): Promise<readonly Place[]> {
  const files = journalFiles(dir)
  const found = await valuesThatMention(files, person)
  const own = new Map<string, Place>()
  const others = new Map<string, Place[]>()
  for await (const entry of entriesOf(files.journal)) {
    if (entry.type === 'undone') others.delete(entry.action)
    if (entry.type !== 'pre-image') continue
    const mention = found.get(entry.seq)?.find(({ hash }) => hash === entry.values)
    const members = entry.members.map((id): Place => ({ connection, object: entry.object, id }))
    const matched = members.filter((place) => isPerson(person, place))
    const rows = wholeRows(mention).map(({ object, id }) => ({ connection, object: object ?? '', id }))
    for (const place of [...matched, ...rows.filter((row) => row.object !== '' && isPerson(person, row))])
      own.set(`${place.object} ${place.id}`, place)
    if (matched.length > 0) others.set(entry.action, members)
  }
  return [...own.values(), ...[...others.values()].flat()]
}

/**
 * Empties the values of every group in which the person is. Throws `JOURNAL_BUSY`, `JOURNAL_BROKEN` and what else
 * opening throws, before anything is removed.
 */
export async function forgetInJournal(
  dir: string,
  read: Read,
  options: LockOptions,
): Promise<ForgottenInJournal> {
  const files = journalFiles(dir)
  await using journal = await openAgain(files, options)
  const found = await valuesThatMention(files, read.person)
  const actions = await actionsOf(files, read, found)
  const { empty, fresh, strays } = await entriesOfActions(files, actions, found)
  if (empty.size > 0 || strays.size > 0) {
    await writeWithout(files, empty, strays)
    if (fresh.length > 0) await journal.appendAll([{ body: { type: 'tombstone', entries: [...fresh] } }])
    await takePlace(files)
  }
  const suppressed = await forgetSuppressed(files, read.person)
  return { path: files.dir, groups: empty.size === 0 ? 0 : actions.size, entries: empty.size, suppressed }
}

/** As far as it matters here; values of a survivor have neither. */
interface Mention {
  readonly hash: string
  readonly values: {
    readonly members?: readonly { readonly id: string; readonly values: object }[]
    readonly children?: readonly {
      readonly id: string
      readonly relationship: string
      readonly object?: string
      readonly values: object
    }[]
  }
}

type Mentions = ReadonlyMap<number, readonly Mention[]>

async function valuesThatMention({ values }: JournalFiles, person: Person): Promise<Mentions> {
  const found = new Map<number, Mention[]>()
  for await (const { text, whole } of linesAt(values)) {
    if (!whole || !mayMention(text, person)) continue
    const line = readValuesLine(text)
    if (!line?.held) continue
    const mention = { hash: hashOf(line.held), values: JSON.parse(line.held.values) }
    found.set(line.seq, [...(found.get(line.seq) ?? []), mention])
  }
  return found
}

async function actionsOf(
  { journal }: JournalFiles,
  read: Read,
  found: Mentions,
): Promise<ReadonlySet<string>> {
  const actions = new Set<string>()
  for await (const entry of entriesOf(journal)) {
    if (entry.type !== 'pre-image' && entry.type !== 'verified') continue
    const mention = found.get(entry.seq)?.find(({ hash }) => hash === entry.values)
    if (isAbout(entry, mention, read)) actions.add(entry.action)
  }
  return actions
}

function isAbout(
  entry: Extract<JournalEntry, { type: 'pre-image' | 'verified' }>,
  mention: Mention | undefined,
  { connection, person }: Read,
): boolean {
  if (hasAddress(mention?.values, person.address)) return true
  if (entry.type === 'verified') return false
  const { object } = entry
  if (entry.members.some((id) => isPerson(person, { connection, object, id }))) return true
  return wholeRows(mention).some((row) => isPerson(person, { connection, ...row }))
}

/** Rows that were kept whole, not only where they hung. */
function wholeRows(mention: Mention | undefined) {
  const kept = (mention?.values.children ?? []).filter(({ values }) => Object.keys(values).length > 0)
  return kept.map(({ id, relationship, object = relationship.split('.')[0] }) => ({ object, id }))
}

interface ToEmpty {
  /** Entries whose values go. */
  readonly empty: ReadonlySet<number>
  /** Those of them that no tombstone names yet. */
  readonly fresh: readonly number[]
  /** Hashes of values without an entry that mention the person. */
  readonly strays: ReadonlySet<string>
}

async function entriesOfActions(
  files: JournalFiles,
  actions: ReadonlySet<string>,
  found: Mentions,
): Promise<ToEmpty> {
  const strays = new Set([...found.values()].flat().map(({ hash }) => hash))
  const empty = new Set<number>()
  const buried = new Set<number>()
  for await (const entry of entriesOf(files.journal)) {
    if (entry.type === 'tombstone') for (const seq of entry.entries) buried.add(seq)
    if (!('values' in entry)) continue
    strays.delete(entry.values)
    if (actions.has(entry.action)) empty.add(entry.seq)
  }
  const held = await heldOf(files, empty)
  return { empty: held, fresh: [...held].filter((seq) => !buried.has(seq)), strays }
}

/** Those whose values are there: a forgetting before this one may have emptied some. */
async function heldOf({ values }: JournalFiles, seqs: ReadonlySet<number>): Promise<ReadonlySet<number>> {
  const held = new Set<number>()
  if (seqs.size === 0) return held
  for await (const { text } of linesAt(values)) {
    const line = readValuesLine(text)
    if (line?.held && seqs.has(line.seq)) held.add(line.seq)
  }
  return held
}

async function writeWithout(
  { values }: JournalFiles,
  empty: ReadonlySet<number>,
  strays: ReadonlySet<string>,
): Promise<void> {
  const path = `${values}.new`
  try {
    rmSync(path, { force: true })
    await using file: FileHandle = await open(path, 'wx', 0o600)
    for await (const { text } of linesAt(values)) {
      const line = readValuesLine(text)
      if (line?.held && strays.has(hashOf(line.held))) continue
      await file.appendFile(`${line && empty.has(line.seq) ? forgottenLine(line.seq) : text}\n`)
    }
    await file.sync()
  } catch (error) {
    rmSync(path, { force: true })
    throw notWritable(path, error)
  }
}

async function takePlace({ dir, values }: JournalFiles): Promise<void> {
  try {
    await rename(`${values}.new`, values)
    await syncFolder(dir)
  } catch (error) {
    throw notWritable(values, error)
  }
}

async function forgetSuppressed({ dir }: JournalFiles, { address, records }: Person): Promise<number> {
  const path = join(dir, 'suppression.csv')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw notWritable(path, error)
  })
  if (text === null) return 0
  const words = [...(address === null ? [] : [address]), ...records.keys()]
  const lines = text.split(/(?<=\n)/)
  const kept = lines.filter((line) => !words.some((word) => hasWord(line.toLowerCase(), word)))
  if (kept.length === lines.length) return 0
  try {
    await writeFile(`${path}.new`, kept.join(''), { mode: 0o600, flush: true })
    await rename(`${path}.new`, path)
  } catch (error) {
    throw notWritable(path, error)
  }
  return lines.length - kept.length
}
