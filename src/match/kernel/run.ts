import { availableParallelism } from 'node:os'
import { setImmediate as breathe } from 'node:timers/promises'
import { Pool } from './pool.ts'
import { type Candidates, type Found, openCandidates, type Pass, sweepOf } from './sweep.ts'

/** Candidate pairs below which threads cost more than they save. */
const threadsFrom = 1_000_000

export interface Passes extends AsyncDisposable {
  readonly run: (
    pass: Pass,
    report: (done: number) => void,
    signal?: AbortSignal,
  ) => Promise<readonly Found[]>
}

/** Passes over the candidate pairs, in `threads` of their own (0: in this one), or in as many as it pays. */
export function openPasses(candidates: Candidates, threads?: number): Passes {
  const usual = candidates.chunks.pairs < threadsFrom ? 0 : availableParallelism()
  const wanted = threads ?? usual
  if (wanted > 0) {
    const pool = new Pool(candidates, wanted)
    return {
      run: (pass, report, signal) => pool.run(pass, report, signal),
      [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
    }
  }
  const opened = openCandidates(candidates)
  return {
    async run(pass, report, signal) {
      const sweep = sweepOf(opened, pass)
      for (let chunk = 0; chunk < candidates.chunks.count; chunk++) {
        signal?.throwIfAborted()
        sweep.chunk(chunk)
        report(chunk + 1)
        await breathe() // signals and timers get their turn
      }
      return [sweep.found()]
    },
    async [Symbol.asyncDispose]() {},
  }
}
