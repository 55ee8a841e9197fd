import { createHash } from 'node:crypto'
import { createLimiter, type Limiter } from '../transport/limiter.ts'
import type { Meter } from '../transport/meter.ts'
import type { Runtime } from '../transport/runtime.ts'

export interface Limits {
  readonly burst: Limiter
  /** Five a second for the whole account, and no header tells how many are left: one is kept for others. */
  readonly search: Limiter
  /** Follows what an answer says of the burst; `held` is what the burst counted when its request was sent. */
  readonly follow: (headers: Pick<Headers, 'get'>, held: number) => void
}

/** What every subscription allows at least, until an answer tells more. */
const leastBurst = 100
const burstMs = 10_000
const searches = { starts: 4, ms: 1_000 } as const
/** Intervals beyond are no windows of bursts, whatever a proxy or an answer makes of them. */
const shortestMs = 1_000
const longestMs = 60_000
/** Below this it is told why everything takes so long. */
const fewStarts = 10
/** Of what the app may start: what its other clients may begin before we hear of it. */
const reserve = 0.05

export function createLimits(
  runtime: Runtime,
  concurrency: number,
  log: (line: string) => void = () => {},
): Limits {
  let slow = false
  const burst = createLimiter({
    concurrency,
    window: { starts: leastBurst, ms: burstMs },
    runtime,
  })
  const search = createLimiter({ concurrency: searches.starts, window: searches, runtime })
  return {
    burst,
    search,
    follow: (headers, held) => {
      const most = numberOf(headers, 'x-hubspot-ratelimit-max')
      const left = numberOf(headers, 'x-hubspot-ratelimit-remaining')
      // Ten seconds for as long as anybody remembers; a longer window would want as many more places held.
      const span = numberOf(headers, 'x-hubspot-ratelimit-interval-milliseconds') ?? burstMs
      if (most === undefined || left === undefined || span < shortestMs || span > longestMs) return
      // The server counted somewhere between sending and hearing of it; by now some of ours may count no more.
      const others = Math.max(0, most - left - Math.max(held, burst.counted()))
      const starts = ((most - others) * (1 - reserve) * Math.min(span, burstMs)) / span
      burst.allow(starts)
      if (slow || starts >= fewStarts) return
      slow = true
      log(
        `HubSpot leaves fewer than ${fewStarts} calls in ten seconds to this app, so this takes longer: others may use it at the same time`,
      )
    },
  }
}

/** The daily total of the account; absent for OAuth apps. */
export function observeDay(headers: Pick<Headers, 'get'>, meter: Meter): void {
  const limit = numberOf(headers, 'x-hubspot-ratelimit-daily')
  const left = numberOf(headers, 'x-hubspot-ratelimit-daily-remaining')
  if (limit !== undefined && left !== undefined) meter.observe(limit - left, limit)
}

function numberOf(headers: Pick<Headers, 'get'>, name: string): number | undefined {
  const value = Number(headers.get(name) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

const shared = new WeakMap<Runtime, Map<string, Limits>>()

/** One for all connections of this process that use the same secret, for HubSpot counts them together. */
export function sharedLimits(
  secret: string,
  runtime: Runtime,
  concurrency: number,
  log: (line: string) => void,
): Limits {
  const bySecret = shared.get(runtime) ?? new Map<string, Limits>()
  shared.set(runtime, bySecret)
  const key = createHash('sha256').update(secret).digest('hex')
  const limits = bySecret.get(key) ?? createLimits(runtime, concurrency, log)
  bySecret.set(key, limits)
  return limits
}
