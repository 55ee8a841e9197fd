import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { readFormat } from './csv.ts'
import { type BulkOptions, type QueryJob, queryJobInfo, startQueryJob } from './query-job.ts'

const pagesAtOnce = 5

export function bulkQueryRoutes(options: BulkOptions): readonly Route[] {
  const jobs = new Map<string, QueryJob>()
  let serial = 0
  const of = (handle: (job: QueryJob, request: ApiRequest) => ApiResponse | Promise<ApiResponse>) => {
    const route: Route['handle'] = (_org, request, { id = '' }) => handle(findJob(jobs, request, id), request)
    return route
  }
  const create: Route['handle'] = (org, request) => {
    checkQuota(options)
    const job = createJob(org, request, serial + 1, options)
    serial += 1
    jobs.set(job.id, job)
    options.limits.use('DailyBulkV2QueryJobs', 1)
    return { status: 200, body: briefInfo(job) }
  }
  const list: Route['handle'] = (_org, request) => ({
    status: 200,
    body: listJobs([...jobs.values()], request),
  })
  const read = of(async (job) => {
    await job.progress.poll()
    return { status: 200, body: queryJobInfo(job) }
  })
  const remove = of(async (job) => {
    if (!job.progress.terminal())
      throw new ApiError(400, 'INVALIDJOBSTATE', `Deleting not terminal Job not allowed: ${job.id}`)
    jobs.delete(job.id)
    await job.file[Symbol.asyncDispose]()
    return { status: 204 }
  })
  const { pageRows } = options
  return [
    { method: 'POST', pattern: '/jobs/query', handle: create },
    { method: 'GET', pattern: '/jobs/query', handle: list },
    { method: 'GET', pattern: '/jobs/query/:id', handle: read },
    { method: 'PATCH', pattern: '/jobs/query/:id', handle: of(abortJob) },
    { method: 'DELETE', pattern: '/jobs/query/:id', handle: remove },
    {
      method: 'GET',
      pattern: '/jobs/query/:id/results',
      handle: of((job, request) => results(job, request, pageRows)),
    },
    {
      method: 'GET',
      pattern: '/jobs/query/:id/resultPages',
      handle: of((job, request) => resultPages(job, request, pageRows)),
    },
  ]
}

/** As given at creation and in lists: without figures. */
function briefInfo(job: QueryJob): Record<string, unknown> {
  const { retries: _r, totalProcessingTime: _t, numberRecordsProcessed: _n, ...info } = queryJobInfo(job)
  return info
}

/** Messages as quoted by clients that ran into them. */
function checkQuota({ limits }: BulkOptions): void {
  if (limits.exhausted('DailyBulkV2QueryJobs')) {
    const max = limits.allowed('DailyBulkV2QueryJobs')
    const used = limits.used('DailyBulkV2QueryJobs')
    throw new ApiError(
      403,
      'LIMIT_EXCEEDED',
      `Max bulk v2 query jobs (${max}) per 24 hrs has been exceeded (${used})`,
    )
  }
  if (limits.exhausted('DailyBulkV2QueryFileStorageMB'))
    throw new ApiError(
      403,
      'LIMIT_EXCEEDED',
      'Max bulk v2 query result size stored (1000000000) kb per 24 hrs has been exceeded',
    )
}

function createJob(org: Org, request: ApiRequest, serial: number, options: BulkOptions): QueryJob {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
  const { operation, query } = body
  if (operation !== 'query' && operation !== 'queryAll')
    throw new ApiError(400, 'INVALIDJOB', `Invalid operation: ${String(operation)}`)
  if (typeof query !== 'string' || query.trim() === '')
    throw new ApiError(400, 'INVALIDJOB', 'The query is missing')
  const { version, session } = request
  return startQueryJob(
    org,
    serial,
    { soql: query, operation, version, format: readFormat(body), session },
    options,
  )
}

function findJob(jobs: ReadonlyMap<string, QueryJob>, request: ApiRequest, id: string): QueryJob {
  const job = jobs.get(id) ?? [...jobs.values()].find((one) => one.id.slice(0, 15) === id)
  if (job === undefined) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  if (job.version !== request.version)
    throw new ApiError(
      409,
      'API_VERSION_MISMATCH',
      `The job was created with version ${job.version}, not ${request.version}`,
    )
  return job
}

function listJobs(jobs: readonly QueryJob[], request: ApiRequest): Record<string, unknown> {
  const from = Number(request.query.get('queryLocator') ?? 0)
  const page = jobs.slice(from, from + 1000)
  const done = from + page.length >= jobs.length
  const next = `/services/data/v${request.version}/jobs/query?queryLocator=${from + page.length}`
  return {
    done,
    records: page.map(briefInfo),
    nextRecordsUrl: done ? null : next,
  }
}

function abortJob(job: QueryJob, request: ApiRequest): ApiResponse {
  const { state } = (request.body ?? {}) as { state?: unknown }
  if (state !== 'Aborted')
    throw new ApiError(400, 'INVALIDJOBSTATE', `Invalid state for a query job: ${String(state)}`)
  if (job.progress.terminal())
    throw new ApiError(400, 'INVALIDJOBSTATE', `Aborting already ${job.progress.state()} Job not allowed`)
  job.progress.abort()
  return { status: 200, body: queryJobInfo(job) }
}

function results(job: QueryJob, request: ApiRequest, pageRows: number): ApiResponse {
  complete(job)
  const from = readLocator(job, request)
  const asked = request.query.get('maxRecords')
  const most = asked === null ? pageRows : Number(asked)
  if (!Number.isInteger(most) || most < 1)
    throw new ApiError(400, 'INVALIDJOB', `Invalid maxRecords: ${asked}`)
  const count = Math.min(most, job.file.lines - from)
  const next = from + count
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv',
      'sforce-locator': next < job.file.lines ? locatorOf(next) : 'null',
      'sforce-numberofrecords': String(count),
    },
    body: job.file.read(from, count),
  }
}

/** Up to five addresses at once for parallel download, since version 58. */
function resultPages(job: QueryJob, request: ApiRequest, pageRows: number): ApiResponse {
  complete(job)
  if (Number(request.version) < 58)
    throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  const base = `/services/data/v${request.version}/jobs/query/${job.id}`
  let at = readLocator(job, request)
  const pages: { resultUrl: string }[] = []
  do {
    pages.push({ resultUrl: `${base}/results?locator=${locatorOf(at)}&maxRecords=${pageRows}` })
    at += pageRows
  } while (at < job.file.lines && pages.length < pagesAtOnce)
  const done = at >= job.file.lines
  return {
    status: 200,
    body: {
      resultPages: pages,
      nextRecordsUrl: done ? null : `${base}/resultPages?locator=${locatorOf(at)}`,
      done,
    },
  }
}

function complete(job: QueryJob): void {
  if (job.progress.state() === 'JobComplete') return
  throw new ApiError(400, 'INVALIDJOBSTATE', `Job ${job.id} is not complete: ${job.progress.state()}`)
}

function locatorOf(row: number): string {
  return Buffer.from(String(row)).toString('base64url')
}

function readLocator(job: QueryJob, request: ApiRequest): number {
  const locator = request.query.get('locator')
  if (locator === null || locator === '') return 0
  const row = Number(Buffer.from(locator, 'base64url').toString('utf8'))
  if (Number.isInteger(row) && row >= 0 && row <= job.file.lines) return row
  throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
}
