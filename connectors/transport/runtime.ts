import { setTimeout as wait } from 'node:timers/promises'

/** What transport needs of the world besides the network; tests pass their own, so that none of them waits. */
export interface Runtime {
  /** Resolves after `ms`; rejects with the signal's reason when that is aborted first. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to, not including, 1: spreads retries. */
  readonly random: () => number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** Aborted after that time; by default that of the machine. */
  readonly deadline?: (ms: number) => AbortSignal
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

export const systemRuntime: Runtime = {
  sleep,
  random: Math.random,
  monotonic: () => performance.now(),
}
