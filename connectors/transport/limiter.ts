import type { Runtime } from './runtime.ts'

export interface LimiterWindow {
  /** Starts within any `ms`. */
  readonly starts: number
  readonly ms: number
}

export interface LimiterOptions {
  /** Tasks under way at the same time. */
  readonly concurrency: number
  /** Unlimited when absent. */
  readonly window?: LimiterWindow
  readonly runtime: Runtime
}

export interface Limiter {
  /** Runs the task when there is room. A task that waits when the signal is aborted never starts. */
  readonly run: <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>
  readonly waiting: () => number
  /** Tasks that the window counts now. */
  readonly counted: () => number
  /** From now on so many starts, at least one. */
  readonly allow: (starts: number) => void
}

/** First come, first served. */
export function createLimiter({ concurrency, window, runtime }: LimiterOptions): Limiter {
  const queue: (() => void)[] = []
  const pacer = window === undefined ? null : createPacer(window, runtime)
  let running = 0

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < concurrency && queue.length === 0) {
      running++
      return
    }
    await wakeOrAbort(queue, signal)
  }

  async function run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await enter(signal)
    try {
      return await (pacer === null ? task() : pacer.run(task, signal))
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next() // it takes over our place
    }
  }

  return {
    run,
    waiting: () => queue.length,
    counted: () => pacer?.counted() ?? running,
    allow: (starts) => pacer?.allow(Math.max(1, Math.floor(starts))),
  }
}

interface Pacer {
  readonly run: <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>
  readonly counted: () => number
  readonly allow: (starts: number) => void
}

/**
 * A request holds its place from its start until `ms` after its end: whenever it reached the server in between, at
 * the end of any window there it still holds it, so that no window there can count more than there are places.
 */
function createPacer({ starts, ms }: LimiterWindow, runtime: Runtime): Pacer {
  const ends: number[] = []
  const waiting: (() => void)[] = []
  let places = starts
  let underWay = 0

  function counted(): number {
    const now = runtime.monotonic()
    while (ends[0] !== undefined && ends[0] <= now - ms) ends.shift()
    return underWay + ends.length
  }

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    while (counted() >= places) {
      const [first] = ends
      if (first === undefined) await wakeOrAbort(waiting, signal)
      else await runtime.sleep(Math.max(1, Math.ceil(first + ms - runtime.monotonic())), signal)
    }
    underWay++
  }

  async function run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await take(signal)
    try {
      return await task()
    } finally {
      underWay--
      ends.push(runtime.monotonic())
      for (const wake of waiting.splice(0)) wake()
    }
  }

  return {
    run,
    counted,
    allow: (more) => {
      places = more
    },
  }
}

async function wakeOrAbort(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const wake = (): void => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = (): void => {
      queue.splice(queue.indexOf(wake), 1)
      reject(signal.reason)
    }
    queue.push(wake)
    signal.addEventListener('abort', leave, { once: true })
  })
}
