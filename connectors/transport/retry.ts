import type { Runtime } from './runtime.ts'

/**
 * `read`: may be repeated whatever happened. `write`: only when the other side surely did not carry it out;
 * otherwise the outcome is unknown and has to be read back.
 */
export type RequestClass = 'read' | 'write'

/** What an error means for another try. */
export type Judgement =
  /** Trying again would not help. */
  | { readonly kind: 'final' }
  /** The other side said that it did nothing, e.g. too busy; `afterMs` when it said how long to wait. */
  | { readonly kind: 'refused'; readonly afterMs?: number }
  /** It may or may not have been carried out, e.g. the line broke. */
  | { readonly kind: 'unknown'; readonly afterMs?: number }

export interface RetryOptions {
  readonly class: RequestClass
  /** Tries in all, the first included; perhaps more of them for some errors than for others. */
  readonly tries: number | ((error: unknown) => number)
  readonly judge: (error: unknown) => Judgement
  readonly runtime: Runtime
  readonly signal: AbortSignal
  readonly onRetry?: (attempt: number, waitMs: number, error: unknown) => void
}

const firstWaitMs = 500
const longestWaitMs = 30_000
/** Longer waits than this are not sat out; the error is reported instead. */
const longestAskedWaitMs = 120_000

/** Doubles from half a second, half of it random, so that many clients do not come back at the same moment. */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1))
  return Math.round(full / 2 + (full / 2) * random())
}

export async function withRetries<T>(options: RetryOptions, task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      options.signal.throwIfAborted()
      const judgement = options.judge(error)
      const most = typeof options.tries === 'number' ? options.tries : options.tries(error)
      if (!mayRepeat(judgement, options.class) || attempt >= most) throw error
      const asked = judgement.kind === 'final' ? undefined : judgement.afterMs
      if (asked !== undefined && asked > longestAskedWaitMs) throw error
      const waitMs = asked ?? backoff(attempt, options.runtime.random)
      options.onRetry?.(attempt, waitMs, error)
      await options.runtime.sleep(waitMs, options.signal)
    }
  }
}

function mayRepeat(judgement: Judgement, requestClass: RequestClass): boolean {
  if (judgement.kind === 'final') return false
  return judgement.kind === 'refused' || requestClass === 'read'
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null | undefined, now: Date): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
