import { statSync } from 'node:fs'
import { isKitError } from '../../kit/index.ts'
import { type ChainEnd, chainStart, checkLine, entryIn, type Wrong } from './chain.ts'
import type { JournalEntry } from './entry.ts'
import { type JournalFiles, journalFiles, missing } from './folder.ts'
import { type LineAt, linesAt } from './lines-at.ts'
import { entriesOf, openIndex } from './read.ts'
import type { CloseEntry } from './state.ts'
import { stateOf } from './state-of.ts'
import type { ValuesIndex } from './values-index.ts'

export interface JournalProblem {
  readonly file: 'journal.ndjson' | 'values.ndjson'
  /** Line of the journal, or number of the entry whose values are meant. */
  readonly where: string
  readonly what: string
  readonly todo: string
}

export interface Verification {
  readonly dir: string
  /** Nothing is wrong with what is there. See `head` for what may be missing at the end. */
  readonly ok: boolean
  readonly entries: number
  /** Hash of the last entry. Only somebody who noted it down can tell that lines at the end were taken away. */
  readonly head: string | null
  /** When the last entry was written. */
  readonly at: string | null
  /** The last run's end; null when it goes on, broke off, or its last lines were taken away: these look alike. */
  readonly close: CloseEntry | null
  /** Values that are there and are those that were written. */
  readonly values: number
  /** Entries whose values were removed with a tombstone. */
  readonly forgotten: number
  /** Lines of values without an entry: a crash came between the two files, or somebody cut the journal. */
  readonly ignored: number
  /** Bytes of an unfinished last line, in either file. */
  readonly torn: number
  readonly problems: readonly JournalProblem[]
  /** Problems beyond those listed. */
  readonly moreProblems: number
}

export interface VerifyOptions {
  /** `head` of an earlier look: is a problem when no entry has it any more. */
  readonly head?: string
}

const listed = 20

type Valued = Extract<JournalEntry, { values: string }>

/** Everything that the two files can say about whether they are as they were written. Changes nothing. */
export async function verifyJournal(dir: string, options: VerifyOptions = {}): Promise<Verification> {
  const files = journalFiles(dir)
  if (statSync(files.journal, { throwIfNoEntry: false }) === undefined) throw missing(files.dir)
  const problems: Problems = { list: [], count: 0 }
  const chain = await checkChain(files.journal, problems, options.head)
  const values = await checkValues(files, chain.tombstones, problems)
  if (problems.count === 0) await checkSense(files.journal, problems)
  return {
    dir: files.dir,
    ok: problems.count === 0,
    entries: chain.entries,
    head: chain.last?.hash ?? null,
    at: chain.last?.at ?? null,
    close: chain.close,
    ...values,
    torn: chain.torn + values.torn,
    problems: problems.list,
    moreProblems: problems.count - problems.list.length,
  }
}

interface Problems {
  readonly list: JournalProblem[]
  count: number
}

function add(problems: Problems, file: JournalProblem['file'], where: string, { what, todo }: Wrong): void {
  problems.count += 1
  if (problems.list.length < listed) problems.list.push({ file, where, what, todo })
}

interface ChainCheck {
  readonly entries: number
  readonly last: JournalEntry | null
  readonly close: CloseEntry | null
  readonly torn: number
  readonly tombstones: ReadonlySet<number>
}

async function checkChain(path: string, problems: Problems, head: string | undefined): Promise<ChainCheck> {
  const tombstones = new Set<number>()
  let end: ChainEnd = chainStart
  let last: JournalEntry | null = null
  let close: CloseEntry | null = null
  let entries = 0
  let torn = 0
  let seen = head === undefined
  for await (const line of linesAt(path)) {
    if (!line.whole) {
      torn = line.length
      continue
    }
    const entry = check(line, end, problems)
    if (entry === null) continue
    end = last = entry
    entries += 1
    seen ||= entry.hash === head
    if (entry.type === 'close') close = entry
    if (entry.type === 'open') close = null
    if (entry.type === 'tombstone') for (const seq of entry.entries) tombstones.add(seq)
  }
  if (!seen)
    add(problems, 'journal.ndjson', 'end', {
      what: `no entry has the hash ${head}: lines were taken away, or the chain was written anew`,
      todo: 'take the copy of the folder that has it; what the org was sent may be missing here',
    })
  return { entries, last, close, torn, tombstones }
}

/** Every line is as it was written, and yet they do not make sense together: whoever wrote them anew did it badly. */
async function checkSense(path: string, problems: Problems): Promise<void> {
  try {
    await stateOf(entriesOf(path))
  } catch (error) {
    if (!isKitError(error)) throw error
    add(problems, 'journal.ndjson', 'all', { what: error.message, todo: 'restore the folder from a backup' })
  }
}

/** Goes on behind a wrong line with what that line says, so that one change is one problem. */
function check(line: LineAt, end: ChainEnd, problems: Problems): JournalEntry | null {
  const { entry, problems: found } = checkLine(line.text, end)
  for (const wrong of found) add(problems, 'journal.ndjson', `line ${line.number}`, wrong)
  return entry
}

async function checkValues(
  files: JournalFiles,
  tombstones: ReadonlySet<number>,
  problems: Problems,
): Promise<Pick<Verification, 'values' | 'forgotten' | 'ignored' | 'torn'>> {
  if (statSync(files.values, { throwIfNoEntry: false }) === undefined) {
    add(problems, 'values.ndjson', 'file', { what: 'is missing', todo: 'put it beside journal.ndjson again' })
    return { values: 0, forgotten: 0, ignored: 0, torn: 0 }
  }
  await using index = await openIndex(files)
  for (const number of index.foreign)
    add(problems, 'values.ndjson', `line ${number}`, {
      what: 'is no line of values',
      todo: 'put the line back from a backup, or take it out',
    })
  let values = 0
  let forgotten = 0
  let used = 0
  for await (const line of linesAt(files.journal)) {
    const entry = line.whole ? entryIn(line.text) : null
    if (entry === null || !('values' in entry)) continue
    if (index.has(entry.seq)) used += 1
    const fate = await fateOf(entry, index, tombstones)
    if (fate === 'held') values += 1
    else if (fate === 'forgotten') forgotten += 1
    else add(problems, 'values.ndjson', `entry ${entry.seq}`, fate)
  }
  return { values, forgotten, ignored: index.lines - used, torn: index.torn }
}

async function fateOf(
  { seq, values: hash }: Valued,
  index: ValuesIndex,
  tombstones: ReadonlySet<number>,
): Promise<'held' | 'forgotten' | Wrong> {
  const found = await index.find(seq, hash)
  if (!tombstones.has(seq)) {
    if (found !== null && found !== 'forgotten') return 'held'
    return wrongValues[found ?? (index.has(seq) ? 'changed' : 'missing')]
  }
  if (found === 'forgotten') return 'forgotten'
  return wrongValues[found === null ? 'others after forgetting' : 'there after forgetting']
}

const putBack = 'put values.ndjson back from the same backup as journal.ndjson'
const wrongValues = {
  missing: { what: 'its values are missing', todo: putBack },
  changed: { what: 'its values were changed, or are those of another journal', todo: putBack },
  forgotten: { what: 'its values were removed without a tombstone', todo: putBack },
  'others after forgetting': {
    what: 'was forgotten, yet other values stand in its place',
    todo: 'take that line out, after a look at where it came from',
  },
  'there after forgetting': {
    what: 'was forgotten, yet its values are there',
    todo: 'run steward forget again',
  },
} as const satisfies Readonly<Record<string, Wrong>>
