import { lstatSync } from 'node:fs'
import { broken, type ChainEnd, chainStart, readEntry } from './chain.ts'
import type { EntryBody } from './entry.ts'
import { type JournalFiles, type LockOptions, lockFolder, missing, refuseForeign } from './folder.ts'
import { LineFile } from './line-file.ts'
import { linesAt } from './lines-at.ts'
import { readValuesLine } from './values-line.ts'

type Torn = Extract<EntryBody, { type: 'torn' }>

export interface Mended {
  readonly lock: Disposable
  readonly chain: LineFile
  readonly values: LineFile
  readonly end: ChainEnd
  /** What was done about a crash, to be written down. */
  readonly torn: readonly Torn[]
}

/**
 * Opens both files of a journal for more lines. A last line that a crash has torn is cut off; nobody was told that
 * it was written, so nothing was sent for it. Whole lines of values without an entry stay and are ignored: they may
 * also mean that somebody cut the journal. Anything else that is wrong throws `JOURNAL_BROKEN`.
 */
export async function mend(files: JournalFiles, options: LockOptions): Promise<Mended> {
  refuseForeign(files.dir)
  if (lstatSync(files.journal, { throwIfNoEntry: false }) === undefined) throw missing(files.dir)
  for (const path of [files.journal, files.values]) {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) throw broken(path, 'it is missing')
    if (!found.isFile()) throw broken(path, 'it is not a plain file')
  }
  await using open = new AsyncDisposableStack()
  const lock = open.use(lockFolder(files, options))
  const read = await readChain(files.journal)
  const found = await readValues(files.values, read.end.seq)
  const values = open.use(await LineFile.open(files.values, 'append'))
  const chain = open.use(await LineFile.open(files.journal, 'append'))
  if (read.torn > 0) await chain.cut(read.size)
  if (found.torn > 0) await values.cut(found.size)
  open.move()
  const torn = [
    note('journal', 'cut', read.torn),
    note('values', 'cut', found.torn),
    note('values', 'ignored', found.ignored),
  ].filter(({ bytes }) => bytes > 0)
  return { lock, chain, values, end: read.end, torn }
}

function note(file: Torn['file'], what: Torn['what'], bytes: number): Torn {
  return { type: 'torn', file, what, bytes }
}

async function readChain(path: string): Promise<{ end: ChainEnd; size: number; torn: number }> {
  let end = chainStart
  let size = 0
  let torn = 0
  for await (const line of linesAt(path)) {
    if (!line.whole) torn = line.length
    else {
      end = readEntry(path, line, end)
      size += line.length
    }
  }
  return { end, size, torn }
}

async function readValues(
  path: string,
  last: number,
): Promise<{ size: number; torn: number; ignored: number }> {
  let size = 0
  let torn = 0
  let ignored = 0
  for await (const line of linesAt(path)) {
    if (!line.whole) {
      torn = line.length
      continue
    }
    const found = readValuesLine(line.text)
    if (found === null) throw broken(path, `line ${line.number} is no line of values`)
    if (found.seq > last) ignored += line.length
    size += line.length
  }
  return { size, torn, ignored }
}
