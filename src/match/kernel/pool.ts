import { Worker } from 'node:worker_threads'
import { KitError } from '../../kit/index.ts'
import type { Candidates, Found, Pass } from './sweep.ts'
import { begin, newTurns, stop, taken } from './turns.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** Chunks that were taken are told this often. */
const reportMs = 200

/** Threads over the same candidates. Each pass is shared between them; when one ends, the pass fails. */
export class Pool implements AsyncDisposable {
  readonly #workers: readonly Worker[]
  readonly #turns = newTurns()
  readonly #chunks: number
  #failed: KitError | null = null
  #fail: (error: KitError) => void = () => {}

  constructor(candidates: Candidates, threads: number) {
    this.#chunks = candidates.chunks.count
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
        workerData: { candidates, turns: this.#turns },
        env: {},
        execArgv: [],
      })
      worker.on('error', (error) => this.#end(error))
      worker.on('exit', () => this.#end())
      return worker
    })
  }

  async run(pass: Pass, report: (done: number) => void, signal?: AbortSignal): Promise<readonly Found[]> {
    signal?.throwIfAborted()
    if (this.#failed !== null) throw this.#failed
    const ended = Promise.withResolvers<never>()
    this.#fail = ended.reject
    const aborted = (): void => ended.reject(signal?.reason)
    signal?.addEventListener('abort', aborted)
    const clock = setInterval(() => report(Math.min(this.#chunks, taken(this.#turns))), reportMs)
    begin(this.#turns)
    try {
      return await Promise.race([
        Promise.all(this.#workers.map((worker) => ask(worker, pass))),
        ended.promise,
      ])
    } finally {
      clearInterval(clock)
      signal?.removeEventListener('abort', aborted)
      this.#fail = () => {}
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    stop(this.#turns)
    this.#failed ??= new KitError('MATCH_ENDED', 'The comparison was ended.')
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #end(cause?: unknown): void {
    if (this.#failed !== null) return
    this.#failed = new KitError(
      'MATCH_THREAD_ENDED',
      'A thread that compares records ended before its time.',
      {
        actions: ['Run it again; if memory is short, with fewer records (`where`) or a lower `blockCap`.'],
        cause,
      },
    )
    this.#fail(this.#failed)
  }
}

function ask(worker: Worker, pass: Pass): Promise<Found> {
  const { promise, resolve } = Promise.withResolvers<Found>()
  worker.once('message', resolve)
  worker.postMessage(pass)
  return promise
}
