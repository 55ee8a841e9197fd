import { join } from 'node:path'
import { ApiError, type Handler, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { idOf } from '../store/id.ts'
import { moment } from '../store/moment.ts'
import { applyRows, type IngestRequest, ingestOperations, type Operation, type RowResult } from './apply.ts'
import { type CsvFormat, joinCells, quote, readFormat } from './csv.ts'
import { type Progress, trackProgress } from './progress.ts'
import type { BulkOptions } from './query-job.ts'
import { ResultFile } from './result-file.ts'
import { readUpload, type Upload } from './upload.ts'

export interface IngestJob {
  readonly id: string
  readonly request: IngestRequest
  readonly version: string
  readonly format: CsvFormat
  readonly createdDate: string
  readonly session: Session
  upload: string | null
  /** Set when the upload is complete. */
  progress: Progress | null
  abortedEarly: boolean
  files: IngestFiles | null
}

export interface IngestFiles {
  readonly successful: ResultFile
  readonly failed: ResultFile
  readonly unprocessed: ResultFile
}

/** Rows of one batch inside the vendor, of which a day has 15,000. */
const rowsPerBatch = 10_000

export function openIngestJob(
  org: Org,
  session: Session,
  version: string,
  body: Readonly<Record<string, unknown>>,
  serial: number,
): IngestJob {
  const { operation } = body
  if (!ingestOperations.includes(operation as Operation))
    throw new ApiError(400, 'INVALIDJOB', `Invalid operation: ${String(operation)}`)
  const object = objectOf(org, session, body.object)
  return {
    id: idOf('750', serial),
    request: {
      object,
      operation: operation as Operation,
      externalIdField: externalIdField(org, object, operation as Operation, body.externalIdFieldName),
    },
    version,
    format: readFormat(body),
    createdDate: moment(org.clock.now()),
    session,
    upload: null,
    progress: null,
    abortedEarly: false,
    files: null,
  }
}

function objectOf(org: Org, session: Session, name: unknown): ObjectSchema {
  const object = org.schema.object(String(name))
  if (object === undefined || !session.access.sees(object.name))
    throw new ApiError(400, 'INVALIDJOB', `Unable to find object: ${String(name)}`)
  return object
}

function externalIdField(org: Org, object: ObjectSchema, operation: Operation, name: unknown): string | null {
  if (operation !== 'upsert') return null
  if (typeof name !== 'string' || name === '')
    throw new ApiError(400, 'INVALIDJOB', 'External ID was blank for upsert operation')
  const field = org.schema.field(object, name)
  if (field === undefined || (field.type !== 'id' && !field.externalId && !field.idLookup))
    throw new ApiError(
      400,
      'INVALIDJOB',
      `InvalidJob : Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
    )
  return field.name
}

export function startIngestJob(org: Org, call: Handler, job: IngestJob, options: BulkOptions): void {
  const work = async () => {
    const upload = readUpload(org, job.request, job.upload ?? '', job.format)
    job.upload = null
    job.files = openFiles(job, upload.header, options.folder)
    try {
      await process(org, call, job, upload, options)
    } finally {
      for (const file of Object.values(job.files)) file.finish()
    }
  }
  job.progress = trackProgress(Promise.resolve().then(work), org.clock, options.polls)
}

async function process(
  org: Org,
  call: Handler,
  job: IngestJob,
  upload: Upload,
  options: BulkOptions,
): Promise<void> {
  const files = job.files
  if (files === null) return
  let seen = 0
  for await (const chunk of upload.rows) {
    const stopped = job.progress?.aborted() === true
    const results = stopped ? [] : await applyRows(org, call, job, upload.header, chunk)
    for (const [index, row] of chunk.entries()) {
      const cells = row.map(quote)
      const result = results[index]
      if (result === undefined) files.unprocessed.append(joinCells(cells, job.format))
      else if (result.success)
        files.successful.append(
          joinCells([quote(result.id), quote(String(result.created)), ...cells], job.format),
        )
      else files.failed.append(joinCells([quote(null), quote(errorText(result)), ...cells], job.format))
    }
    const batches = Math.ceil((seen + chunk.length) / rowsPerBatch) - Math.ceil(seen / rowsPerBatch)
    if (!stopped && batches > 0) options.limits.use('DailyBulkApiBatches', batches)
    seen += chunk.length
  }
}

/** `CODE:message:fields --`, as the failed results of the vendor read. */
function errorText(result: RowResult): string {
  return result.errors
    .map(
      ({ code, message, fields }) =>
        `${code}:${message}:${fields.join(',')}${fields.length > 0 ? ' ' : ''}--`,
    )
    .join('; ')
}

function openFiles(job: IngestJob, columns: readonly string[], folder: string): IngestFiles {
  const file = (name: string, extra: readonly string[]) =>
    new ResultFile(join(folder, `${job.id}.${name}.csv`), joinCells([...extra, ...columns], job.format))
  return {
    successful: file('successful', ['"sf__Id"', '"sf__Created"']),
    failed: file('failed', ['"sf__Id"', '"sf__Error"']),
    unprocessed: file('unprocessed', []),
  }
}

export function ingestJobInfo(job: IngestJob): Record<string, unknown> {
  const state = job.abortedEarly ? 'Aborted' : (job.progress?.state() ?? 'Open')
  const done = state === 'JobComplete' || state === 'Failed' || state === 'Aborted'
  const failed = done ? (job.files?.failed.lines ?? 0) : 0
  const processed = done ? (job.files?.successful.lines ?? 0) + failed : 0
  const { externalIdField: external, object, operation } = job.request
  return {
    id: job.id,
    operation,
    object: object.name,
    createdById: job.session.userId,
    createdDate: job.createdDate,
    systemModstamp: job.createdDate,
    state,
    ...(external === null ? {} : { externalIdFieldName: external }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    jobType: 'V2Ingest',
    contentUrl: `services/data/v${job.version}/jobs/ingest/${job.id}/batches`,
    lineEnding: job.format.lineEnding,
    columnDelimiter: job.format.columnDelimiter,
    retries: 0,
    totalProcessingTime: processed,
    apiActiveProcessingTime: processed,
    apexProcessingTime: 0,
    numberRecordsProcessed: processed,
    numberRecordsFailed: failed,
    ...(state === 'Failed' ? { errorMessage: job.progress?.error() ?? '' } : {}),
  }
}
