import type { Runtime } from '../../../connectors/transport/runtime.ts'

export interface StillRuntime extends Runtime {
  /** What was slept, in order. */
  readonly naps: number[]
}

/** Time that passes only by sleeping, and chance that is always in the middle. */
export function stillRuntime(): StillRuntime {
  const naps: number[] = []
  let now = 0
  return {
    naps,
    random: () => 0.5,
    monotonic: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      naps.push(ms)
      now += ms
    },
  }
}
