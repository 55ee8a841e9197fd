import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Limits } from '../limits/quota.ts'
import type { Org, Session } from '../org.ts'
import { idOf } from '../store/id.ts'
import { moment } from '../store/moment.ts'
import { type CsvFormat, csvLine } from './csv.ts'
import { type Progress, trackProgress } from './progress.ts'
import { ResultFile } from './result-file.ts'
import { type BulkRows, checkBulkQuery } from './soql.ts'

/** The vendor's own number of attempts before a job fails. */
const attempts = 15
const rowsPerTurn = 2_000

export interface QueryJob {
  readonly id: string
  readonly operation: 'query' | 'queryAll'
  readonly object: string
  readonly version: string
  readonly format: CsvFormat
  readonly createdById: string
  readonly createdDate: string
  readonly file: ResultFile
  readonly progress: Progress
  /** `ORDER BY` and `LIMIT` keep the vendor from splitting the query by primary key. */
  readonly pkChunking: boolean
  retries: number
}

export interface QueryJobRequest {
  readonly soql: string
  readonly operation: 'query' | 'queryAll'
  readonly version: string
  readonly format: CsvFormat
  readonly session: Session
}

export interface BulkOptions {
  readonly folder: string
  readonly limits: Limits
  readonly polls: number
  /** Rows of a result page when the client names no number. */
  readonly pageRows: number
}

export function startQueryJob(
  org: Org,
  serial: number,
  request: QueryJobRequest,
  options: BulkOptions,
): QueryJob {
  const { object, pkChunking, open } = checkBulkQuery(org, request.session, request.soql, request.operation)
  const id = idOf('750', serial)
  const first = open()
  const file = new ResultFile(join(options.folder, `${id}.csv`), csvLine(first.columns, request.format))
  const work = async () => {
    job.retries = await fill(file, first, open, request.format)
    options.limits.use('DailyBulkV2QueryFileStorageMB', file.bytes / (1024 * 1024))
  }
  const job: QueryJob = {
    id,
    operation: request.operation,
    object,
    version: request.version,
    format: request.format,
    createdById: request.session.userId,
    createdDate: moment(org.clock.now()),
    file,
    progress: trackProgress(Promise.resolve().then(work), org.clock, options.polls),
    pkChunking,
    retries: 0,
  }
  return job
}

/** Writes all rows; a write that is rolled back meanwhile ends the reading, which then resumes. Returns the retries. */
async function fill(
  file: ResultFile,
  first: BulkRows,
  open: () => BulkRows,
  format: CsvFormat,
): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const done = file.lines
    let seen = 0
    try {
      for (const row of (attempt === 0 ? first : open()).rows) {
        seen += 1
        if (seen <= done) continue
        file.append(csvLine(row, format))
        if (seen % rowsPerTurn === 0) await turn()
      }
      file.finish()
      return attempt
    } catch (error) {
      if (attempt + 1 >= attempts || !isAbortedRead(error)) throw error
    }
  }
}

function isAbortedRead(error: unknown): boolean {
  return error instanceof Error && /abort/i.test(error.message) && 'errcode' in error
}

export function queryJobInfo(job: QueryJob): Record<string, unknown> {
  const complete = job.progress.state() === 'JobComplete'
  const error = job.progress.error()
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.createdDate,
    state: job.progress.state(),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    jobType: 'V2Query',
    lineEnding: job.format.lineEnding,
    columnDelimiter: job.format.columnDelimiter,
    numberRecordsProcessed: complete ? job.file.lines : 0,
    retries: job.retries,
    totalProcessingTime: complete ? Math.ceil(job.file.lines / 100) : 0,
    isPkChunkingSupported: job.pkChunking,
    ...(job.progress.state() === 'Failed' ? { errorMessage: error ?? '' } : {}),
  }
}
