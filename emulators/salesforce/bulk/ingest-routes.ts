import { ApiError, type ApiRequest, type ApiResponse, type Handler, type Org, type Route } from '../org.ts'
import {
  type IngestFiles,
  type IngestJob,
  ingestJobInfo,
  openIngestJob,
  startIngestJob,
} from './ingest-job.ts'
import type { BulkOptions } from './query-job.ts'

/** 100 MB of CSV become the documented 150 MB of Base64 inside the vendor. */
const largestUpload = 100_000_000
const serialOffset = 1_000_000

const results: Readonly<Record<string, keyof IngestFiles>> = {
  successfulResults: 'successful',
  failedResults: 'failed',
  unprocessedrecords: 'unprocessed',
}

export interface IngestOptions extends BulkOptions {
  readonly call: Handler
  readonly mayHardDelete: (org: Org, userId: string) => boolean
}

export function bulkIngestRoutes(options: IngestOptions): readonly Route[] {
  const jobs = new Map<string, IngestJob>()
  let serial = serialOffset
  const of = (
    handle: (job: IngestJob, request: ApiRequest, org: Org) => ApiResponse | Promise<ApiResponse>,
  ) => {
    const route: Route['handle'] = (org, request, { id = '' }) => handle(findJob(jobs, id), request, org)
    return route
  }
  const create: Route['handle'] = (org, request) => {
    const job = createJob(org, request, serial + 1, options)
    serial += 1
    jobs.set(job.id, job)
    return { status: 200, body: ingestJobInfo(job) }
  }
  const list: Route['handle'] = () => ({
    status: 200,
    body: { done: true, records: [...jobs.values()].map(ingestJobInfo), nextRecordsUrl: null },
  })
  const read = of(async (job) => {
    await job.progress?.poll()
    return { status: 200, body: ingestJobInfo(job) }
  })
  const remove = of(async (job) => {
    if (job.progress !== null && !job.progress.terminal())
      throw new ApiError(400, 'INVALIDJOBSTATE', `Deleting not terminal Job not allowed: ${job.id}`)
    jobs.delete(job.id)
    for (const file of Object.values(job.files ?? {})) await file[Symbol.asyncDispose]()
    return { status: 204 }
  })
  return [
    { method: 'POST', pattern: '/jobs/ingest', handle: create },
    { method: 'GET', pattern: '/jobs/ingest', handle: list },
    { method: 'PUT', pattern: '/jobs/ingest/:id/batches', handle: of(upload) },
    {
      method: 'PATCH',
      pattern: '/jobs/ingest/:id',
      handle: of((job, request, org) => move(org, job, request, options)),
    },
    { method: 'GET', pattern: '/jobs/ingest/:id', handle: read },
    { method: 'DELETE', pattern: '/jobs/ingest/:id', handle: remove },
    ...Object.entries(results).map(([name, file]): Route => {
      return {
        method: 'GET',
        pattern: `/jobs/ingest/:id/${name}`,
        handle: of((job) => resultFile(job, file)),
      }
    }),
  ]
}

function findJob(jobs: ReadonlyMap<string, IngestJob>, id: string): IngestJob {
  const job = jobs.get(id) ?? [...jobs.values()].find((one) => one.id.slice(0, 15) === id)
  if (job === undefined) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  return job
}

function createJob(org: Org, request: ApiRequest, serial: number, options: IngestOptions): IngestJob {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
  if (options.limits.exhausted('DailyBulkApiBatches'))
    throw new ApiError(
      400,
      'EXCEEDED_BATCH_LIMIT',
      `Batches for the last day exceeded the limit: ${options.limits.allowed('DailyBulkApiBatches')}`,
    )
  if (body.operation === 'hardDelete' && !options.mayHardDelete(org, request.session.userId))
    throw new ApiError(
      400,
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    )
  return openIngestJob(org, request.session, request.version, body, serial)
}

function upload(job: IngestJob, request: ApiRequest): ApiResponse {
  if (job.progress !== null || job.abortedEarly)
    throw new ApiError(400, 'INVALIDJOBSTATE', `Cannot upload to a job that is not open: ${job.id}`)
  if (job.upload !== null)
    throw new ApiError(
      400,
      'INVALIDJOBSTATE',
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    )
  if (typeof request.body !== 'string' && request.body !== undefined)
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content type of a batch must be text/csv')
  const text = request.body ?? ''
  if (Buffer.byteLength(text) > largestUpload)
    throw new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', 'Maximum content size exceeded')
  job.upload = text
  return { status: 201 }
}

function move(org: Org, job: IngestJob, request: ApiRequest, options: IngestOptions): ApiResponse {
  const { state } = (request.body ?? {}) as { state?: unknown }
  const open = job.progress === null && !job.abortedEarly
  if (state === 'UploadComplete' && open) {
    if (job.upload === null)
      throw new ApiError(400, 'INVALIDJOBSTATE', `Job ${job.id} has no data; upload it before closing`)
    startIngestJob(org, options.call, job, options)
  } else if (state === 'Aborted' && open) job.abortedEarly = true
  else if (state === 'Aborted' && job.progress !== null && !job.progress.terminal()) job.progress.abort()
  else
    throw new ApiError(
      400,
      'INVALIDJOBSTATE',
      `Moving from ${String(ingestJobInfo(job).state)} to ${String(state)} is not allowed`,
    )
  return { status: 200, body: ingestJobInfo(job) }
}

function resultFile(job: IngestJob, name: keyof IngestFiles): ApiResponse {
  if (job.progress?.terminal() !== true)
    throw new ApiError(400, 'INVALIDJOBSTATE', `Job ${job.id} is not complete: ${ingestJobInfo(job).state}`)
  const file = job.files?.[name]
  const headers = { 'content-type': 'text/csv' }
  return { status: 200, headers, body: file === undefined ? '' : file.read(0, file.lines) }
}
