import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { KitError } from '../../src/kit/error.ts'
import { type HttpAnswer, NetworkError } from '../transport/http.ts'
import type { Api } from './api.ts'
import { type BulkJob, createJob, removeJob, waitForJob } from './bulk-job.ts'
import { CsvCounter } from './csv-page.ts'
import { incomplete, type ReadContext, type RowsRead, type Selection } from './read-context.ts'
import { later } from './watermark.ts'

/** One downloaded page. */
export interface BulkPage {
  readonly type: 'csv'
  readonly columns: Selection['columns']
  readonly path: string
  readonly rows: number
}

interface Download {
  readonly counter: CsvCounter
  readonly next: string | null
}

/**
 * Reads by a Bulk 2.0 query job, page by page into owner-only files; returns the org's clock when the job
 * began. jsforce's own reader breaks on a second page and holds pages in memory, so it is not used.
 */
export async function* bulkPages(
  selection: Selection,
  { all }: { readonly all: boolean },
  context: ReadContext,
): AsyncGenerator<BulkPage, RowsRead> {
  const { api } = context
  const { job, at } = await createJob(api, selection, all)
  let ended = false
  try {
    const finished = await waitForJob(api, job, selection.object, context)
    ended = true
    const { rows, latest } = yield* downloadAll(finished, selection, context)
    if (finished.rows !== null && rows !== finished.rows)
      throw incomplete(selection.object, finished.rows, rows, api.host())
    return { at, latest: selection.columns.at(-1)?.name === 'SystemModstamp' ? latest : null }
  } finally {
    await removeJob(api, job.id, { ended, log: context.log })
  }
}

async function* downloadAll(
  job: BulkJob,
  selection: Selection,
  context: ReadContext,
): AsyncGenerator<BulkPage, { rows: number; latest: string | null }> {
  let locator: string | null = null
  let rows = 0
  let latest: string | null = null
  for (;;) {
    const path = join(context.tempDir, `${randomUUID()}.csv`)
    const { counter, next } = await downloadPage(job, locator, path, selection, context)
    rows += counter.rows
    latest = later(latest, counter.latest)
    if (counter.rows > 0) yield { type: 'csv', columns: selection.columns, path, rows: counter.rows }
    else await rm(path, { force: true })
    if (next === null) return { rows, latest }
    if (next === locator || counter.rows === 0 || rows > (job.rows ?? rows))
      throw incomplete(selection.object, job.rows ?? rows, rows, context.api.host())
    locator = next
  }
}

async function downloadPage(
  job: BulkJob,
  locator: string | null,
  path: string,
  selection: Selection,
  { api, limits }: ReadContext,
): Promise<Download> {
  const from = locator === null ? '' : `&locator=${encodeURIComponent(locator)}`
  const call = {
    path: `/jobs/query/${job.id}/results?maxRecords=${limits.bulkPageRows}${from}`,
    purpose: 'bulk',
    doing: `downloading ${selection.object}`,
  }
  const download = await api.download(call, (answer) => savePage(answer, path, api))
  const { header } = download.counter
  const wanted = selection.columns.map(({ name }) => name)
  if (header.length > 0 && header.join().toLowerCase() !== wanted.join().toLowerCase()) {
    await rm(path, { force: true })
    throw wrongHeader(selection.object, api)
  }
  return download
}

/** Throws `NetworkError` for a page that is cut off, so that it is asked for again. */
async function savePage(answer: HttpAnswer, path: string, api: Api): Promise<Download> {
  const counter = new CsvCounter()
  const counted = Readable.from(count(answer.body, counter), { objectMode: false })
  try {
    await pipeline(counted, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal: api.signal })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  const announced = answer.headers.get('sforce-numberofrecords')
  if (!counter.closed || (announced !== null && Number(announced) !== counter.rows)) {
    await rm(path, { force: true })
    throw new NetworkError('TRUNCATED', api.host(), undefined)
  }
  const next = answer.headers.get('sforce-locator')
  return { counter, next: next === null || next === 'null' || next === '' ? null : next }
}

async function* count(body: AsyncIterable<Uint8Array>, counter: CsvCounter): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    counter.feed(chunk)
    yield chunk
  }
  counter.end()
}

function wrongHeader(object: string, api: Api): KitError {
  return new KitError(
    'UNEXPECTED_ANSWER',
    `${api.host()} sent other columns of ${object} than were asked for.`,
    {
      actions: ['Run the command again; if it happens again, report it.'],
    },
  )
}
