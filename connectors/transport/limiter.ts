import type { Runtime } from './runtime.ts'

export interface LimiterOptions {
  /** Tasks under way at the same time. */
  readonly concurrency: number
  /** Starts within any second; unlimited when absent. */
  readonly perSecond?: number
  readonly runtime: Runtime
}

export interface Limiter {
  /** Runs the task when there is room. A task that waits when the signal is aborted never starts. */
  readonly run: <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>
  readonly waiting: () => number
}

/** First come, first served. */
export function createLimiter({ concurrency, perSecond, runtime }: LimiterOptions): Limiter {
  const queue: (() => void)[] = []
  const starts: number[] = []
  let running = 0

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < concurrency && queue.length === 0) {
      running++
      return
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', leave)
        running++
        resolve()
      }
      const leave = (): void => {
        queue.splice(queue.indexOf(admit), 1)
        reject(signal.reason)
      }
      queue.push(admit)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  async function pace(signal: AbortSignal): Promise<void> {
    if (perSecond === undefined) return
    for (;;) {
      const now = runtime.monotonic()
      while (starts[0] !== undefined && starts[0] <= now - 1000) starts.shift()
      if (starts.length < perSecond) {
        starts.push(now)
        return
      }
      await runtime.sleep((starts[0] ?? now) + 1000 - now, signal)
    }
  }

  async function run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await enter(signal)
    try {
      await pace(signal)
      return await task()
    } finally {
      running--
      queue.shift()?.()
    }
  }

  return { run, waiting: () => queue.length }
}
