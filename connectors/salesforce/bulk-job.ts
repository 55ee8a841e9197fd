import { z } from 'zod'
import { isKitError, KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import type { Selection } from './read-context.ts'
import type { ReadLimits } from './read-limits.ts'

const Job = z.object({
  /** Becomes part of addresses. */
  id: z.string().regex(/^\w+$/),
  state: z.string(),
  numberRecordsProcessed: z.number().optional(),
  errorMessage: z.string().nullish(),
})

export interface BulkJob {
  readonly id: string
  readonly state: string
  /** Rows in the result; null when the org does not tell. */
  readonly rows: number | null
  readonly error: string
}

/** ORDER BY and LIMIT are never used: they would switch the org's own chunking off (Bulk API 2.0 guide). */
export async function createJob(
  api: Api,
  { object, soql }: Selection,
  all: boolean,
): Promise<{ job: BulkJob; at: Date }> {
  const operation = all ? 'queryAll' : 'query'
  const { data, at } = await api.json(Job, {
    method: 'POST',
    path: '/jobs/query',
    body: { operation, query: soql, columnDelimiter: 'COMMA', lineEnding: 'LF' },
    // A read to us: should the answer be lost, a second job does no harm and the first one expires.
    class: 'read',
    purpose: 'bulk',
    doing: `starting to read ${object}`,
  })
  return { job: toJob(data), at }
}

export async function waitForJob(
  api: Api,
  job: BulkJob,
  object: string,
  limits: { readonly limits: ReadLimits; readonly now: () => Date },
): Promise<BulkJob> {
  const { pollMs, longestPollMs, jobMs } = limits.limits
  const end = api.runtime.monotonic() + jobMs
  for (let waitMs = pollMs; ; waitMs = Math.min(waitMs * 2, longestPollMs)) {
    await api.runtime.sleep(waitMs, api.signal)
    const call = { path: `/jobs/query/${job.id}`, purpose: 'bulk', doing: `waiting for ${object}` }
    const polled = toJob((await api.json(Job, call)).data)
    if (polled.state === 'JobComplete') return polled
    if (polled.state === 'Failed' || polled.state === 'Aborted') throw failed(api, object, polled)
    if (api.runtime.monotonic() > end) throw stalled(api, object, jobMs)
  }
}

/**
 * Best effort: Salesforce removes jobs by itself after seven days. One that has not ended must be aborted first.
 */
export async function removeJob(
  api: Api,
  id: string,
  { ended, log }: { readonly ended: boolean; readonly log: (line: string) => void },
): Promise<void> {
  const call = { path: `/jobs/query/${id}`, purpose: 'bulk', doing: 'removing a job' } as const
  try {
    // Refused when it failed by itself; then it can be removed all the same.
    if (!ended) await api.send({ ...call, method: 'PATCH', body: { state: 'Aborted' } }).catch(() => {})
    await api.send({ ...call, method: 'DELETE' })
  } catch (error) {
    const why = isKitError(error) ? error.message : 'interrupted'
    log(`The job ${id} stays at ${api.host()} until it expires: ${why}`)
  }
}

function toJob(job: z.infer<typeof Job>): BulkJob {
  return {
    id: job.id,
    state: job.state,
    rows: job.numberRecordsProcessed ?? null,
    error: job.errorMessage ?? '',
  }
}

function failed(api: Api, object: string, { state, error }: BulkJob): KitError {
  const why = error === '' ? '' : `: ${api.clean(error).replace(/\s+/g, ' ').slice(0, 300)}`
  return new KitError('BULK_FAILED', `${api.host()} could not read ${object} (job ${state}${why}).`, {
    actions: ['Run the command again; an administrator sees the job under Setup, Bulk Data Load Jobs.'],
  })
}

function stalled(api: Api, object: string, jobMs: number): KitError {
  const hours = Math.round(jobMs / 3_600_000)
  return new KitError(
    'BULK_STALLED',
    `${api.host()} has not finished reading ${object} after ${hours} hours.`,
    {
      actions: ['The org may be busy: run the command again later.'],
    },
  )
}
