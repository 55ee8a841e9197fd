import { statSync } from 'node:fs'
import { broken, type ChainEnd, chainStart, readEntry } from './chain.ts'
import { type JournalEntry, PreImageValues } from './entry.ts'
import { type JournalFiles, journalFiles, missing } from './folder.ts'
import { linesAt } from './lines-at.ts'
import { type Values, ValuesIndex, valuesIn } from './values-index.ts'

/** A journal, open for reading; changes nothing, and needs no lock. */
export interface JournalReader extends AsyncDisposable {
  readonly dir: string
  /**
   * All entries in order, the chain checked on the way: throws `JOURNAL_BROKEN` (exit 31) at the first wrong line.
   * A torn last line is left out.
   */
  readonly entries: () => AsyncIterable<JournalEntry>
  /**
   * The values of an entry that has some (`pre-image`, `verified`, or its reference in a state). Throws
   * `JOURNAL_BROKEN` when they are missing or are not those that were written.
   */
  readonly valuesOf: (entry: ValuesRef) => Promise<Values>
  /** As `valuesOf`, for a pre-image; null when the person was forgotten. */
  readonly preImage: (entry: ValuesRef) => Promise<PreImageValues | null>
}

/** Number of an entry and the hash of its values. */
export interface ValuesRef {
  readonly seq: number
  readonly values: string
}

/** Throws `JOURNAL_MISSING` (exit 2). */
export function readJournal(dir: string): JournalReader {
  const files = journalFiles(dir)
  if (statSync(files.journal, { throwIfNoEntry: false }) === undefined) throw missing(files.dir)
  let index: Promise<ValuesIndex> | undefined
  const valuesOf = async (ref: ValuesRef): Promise<Values> => {
    index ??= openIndex(files)
    return valuesIn(await index, ref, () =>
      broken(files.values, `the values of entry ${ref.seq} are missing or were changed`),
    )
  }
  return {
    dir: files.dir,
    entries: () => entriesOf(files.journal),
    valuesOf,
    async preImage(ref) {
      const found = await valuesOf(ref)
      return found.is === 'forgotten' ? null : PreImageValues.parse(found.values)
    },
    async [Symbol.asyncDispose]() {
      const opened = await index?.catch(() => undefined)
      await opened?.[Symbol.asyncDispose]()
    },
  }
}

/** No line of the journal is shorter than this, so no entry has a higher number than the size allows. */
const shortestLine = 200

export async function openIndex({ journal, values }: JournalFiles): Promise<ValuesIndex> {
  if (statSync(values, { throwIfNoEntry: false }) === undefined) throw broken(values, 'it is missing')
  return ValuesIndex.open(values, Math.ceil(statSync(journal).size / shortestLine))
}

export async function* entriesOf(path: string): AsyncGenerator<JournalEntry> {
  let end: ChainEnd = chainStart
  for await (const line of linesAt(path)) {
    if (!line.whole) return
    const entry = readEntry(path, line, end)
    end = entry
    yield entry
  }
}
