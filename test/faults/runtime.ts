import { setTimeout as wait } from 'node:timers/promises'
import type { Runtime } from '../../connectors/transport/runtime.ts'

export interface FaultRuntime extends Runtime {
  readonly pass: (milliseconds: number) => void
  /** Ends the deadline of the request under way whenever another fault has hit one. */
  readonly endDeadlines: (hits: () => Promise<number>) => AsyncDisposable
}

/** Time that passes only by waiting, and chance that is always in the middle. */
export function faultRuntime(): FaultRuntime {
  let now = 0
  let newest = new AbortController()
  return {
    random: () => 0.5,
    monotonic: () => now,
    pass: (milliseconds) => {
      now += milliseconds
    },
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      now += milliseconds
    },
    deadline: () => {
      newest = new AbortController()
      return newest.signal
    },
    endDeadlines: (hits) => {
      let over = false
      const watching = (async () => {
        for (let seen = 0; !over; await wait(1)) {
          const now = await hits()
          if (now === seen) continue
          seen = now
          // Answered after it: by then the emulator is through with what the request asked for, and holds the answer.
          await hits()
          newest.abort(new DOMException('The deadline is over.', 'TimeoutError'))
        }
      })()
      return {
        [Symbol.asyncDispose]: async () => {
          over = true
          await watching
        },
      }
    },
  }
}
