import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { exitCodes, KitError } from '../../src/kit/index.ts'

/** One CSV file, its form guessed from its beginning. */
export interface CsvFile {
  readonly path: string
  /** File name without `.csv`. */
  readonly object: string
  readonly encoding: string
  readonly delimiter: string
  /** Column titles, made unique. */
  readonly header: readonly string[]
  /** Changes when the file does. */
  readonly stamp: string
}

export interface BadRow {
  readonly line: number
  readonly why: string
}

const sampleBytes = 65_536

export async function openCsv(path: string, object: string): Promise<CsvFile> {
  const { sample, stamp } = await readSample(path)
  const encoding = guessEncoding(sample)
  const text = new TextDecoder(encoding).decode(sample, { stream: true })
  const delimiter = guessDelimiter(text)
  const { parse } = await import('csv-parse/sync')
  const options = { bom: true, trim: true, delimiter, relax_quotes: true, relax_column_count: true, to: 1 }
  const [first = []] = parse(text, options) as unknown as readonly (readonly string[])[]
  if (first.every((title) => title.trim() === '')) {
    throw new KitError('NO_HEADER', `The file ${path} has no row with column titles.`, {
      exit: exitCodes.usage,
      actions: ['Give it a first row such as: Id,First Name,Last Name,Email'],
    })
  }
  return { path, object, encoding, delimiter, header: uniqueTitles(first), stamp }
}

/** Rows after the header; rows that do not fit it go to `bad`. Bounded memory. */
export async function* readRows(
  file: CsvFile,
  bad: (row: BadRow) => void,
  signal: AbortSignal,
): AsyncGenerator<{ readonly values: readonly string[]; readonly line: number }> {
  const { parse } = await import('csv-parse')
  const parser = parse({
    bom: true,
    delimiter: file.delimiter,
    relax_quotes: true,
    relax_column_count: true,
    trim: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: 4_000_000,
    skip_records_with_error: true,
    on_skip: (error) => {
      bad({ line: Number(error?.lines ?? 0), why: 'cannot be read as CSV' })
      return undefined
    },
  })
  const decoded = Readable.toWeb(createReadStream(file.path)).pipeThrough(
    new TextDecoderStream(file.encoding) as unknown as TransformStream<Uint8Array, string>,
  )
  const source = Readable.fromWeb(decoded as never)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  const width = file.header.length
  let first = true
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      signal.throwIfAborted()
      if (first) {
        first = false
        continue
      }
      if (record.length === width) yield { values: record, line: info.lines }
      else bad({ line: info.lines, why: `has ${record.length} values where the header has ${width}` })
    }
  } finally {
    source.destroy()
    parser.destroy()
  }
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

async function readSample(path: string): Promise<{ readonly sample: Buffer; readonly stamp: string }> {
  const handle = await open(path)
  try {
    const { size, mtimeMs, ino } = await handle.stat()
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(sampleBytes), position: 0 })
    return { sample: buffer.subarray(0, bytesRead), stamp: `${size}-${mtimeMs}-${ino}` }
  } finally {
    await handle.close()
  }
}

/** UTF-16 by its byte order mark, UTF-8 when the sample is valid, else what older spreadsheets write. */
function guessEncoding(sample: Buffer): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** The first bytes may all be plain letters: what is not UTF-8 to its end is what older spreadsheets write. */
export async function encodingOf({ path, encoding }: CsvFile, signal: AbortSignal): Promise<string> {
  if (encoding !== 'utf-8') return encoding
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 1_048_576, signal })) {
      decoder.decode(bytes as Uint8Array, { stream: true })
    }
    decoder.decode()
    return encoding
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'
    throw error
  }
}

function guessDelimiter(text: string): string {
  const line = text.replace(/"[^"]*"/g, '').split(/\r\n|\r|\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

function uniqueTitles(titles: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return titles.map((title, index) => {
    const base = title.trim().replace(/^_id$/i, 'id') || `column ${index + 1}`
    const count = (seen.get(base.toLowerCase()) ?? 0) + 1 // the snapshot's columns do not tell case apart
    seen.set(base.toLowerCase(), count)
    return count === 1 ? base : `${base} (${count})`
  })
}
