import type { Clock } from '../org.ts'

type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

/** By the org's clock; a job that nobody asks about is done after this long as well. */
const processingTime = 5_000

/**
 * How far a job has come, as seen from outside: it is in progress for `polls` readings or until the org's clock
 * has moved by some seconds. The work itself starts at once; the last reading waits for it.
 */
export interface Progress {
  readonly state: () => JobState
  /** One reading of the job by a client. */
  readonly poll: () => Promise<void>
  readonly abort: () => void
  readonly terminal: () => boolean
  readonly aborted: () => boolean
  readonly error: () => string | null
}

export function trackProgress(work: Promise<void>, clock: Clock, polls: number): Progress {
  const started = clock.now().getTime()
  let left = polls
  let state: JobState = 'UploadComplete'
  let failure: string | null = null
  const settled = work.catch((error: unknown) => {
    failure = error instanceof Error ? error.message : String(error)
  })
  const terminal = () => state === 'JobComplete' || state === 'Failed' || state === 'Aborted'
  return {
    state: () => state,
    terminal,
    aborted: () => state === 'Aborted',
    error: () => failure,
    abort: () => {
      state = 'Aborted'
    },
    async poll() {
      if (terminal()) return
      if (left > 0 && clock.now().getTime() - started < processingTime) {
        left -= 1
        state = 'InProgress'
        return
      }
      await settled
      if (!terminal()) state = failure === null ? 'JobComplete' : 'Failed'
    },
  }
}
