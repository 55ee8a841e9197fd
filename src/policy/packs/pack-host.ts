import { Worker } from 'node:worker_threads'
import { KitError } from '../../kit/index.ts'
import { fromPlainError, toPlainError } from './plain-error.ts'
import type { HostCalls, Message, PackSource, WorkerCalls, WorkerStart } from './protocol.ts'

export interface HostOptions {
  readonly label: string
  /** A worker that says nothing for this long is ended. */
  readonly silenceMs: number
  readonly memoryMb?: number
  /** Answers what an org rule asks. */
  readonly answer?: <N extends keyof HostCalls>(
    name: N,
    params: HostCalls[N]['params'],
  ) => Promise<HostCalls[N]['answer']>
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** One pack in a thread of its own. When the thread ends, whatever waited fails and the rest of the scan goes on. */
export class PackHost implements AsyncDisposable {
  readonly #worker: Worker
  readonly #options: HostOptions
  readonly #current = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #calls = 0
  #timer: NodeJS.Timeout | undefined
  #ended: KitError | null = null

  constructor(source: PackSource, options: HostOptions) {
    this.#options = options
    const workerData: WorkerStart = {
      source,
      label: options.label,
      current: this.#current,
    }
    this.#worker = new Worker(new URL(`./rule-worker.${extension}`, import.meta.url), {
      workerData,
      env: {},
      execArgv: [],
      stdout: true, // what a pack prints must not mix with our answer
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? 256 },
    })
    this.#worker.stdout.resume()
    this.#worker.stderr.resume()
    this.#worker.on('message', (message: Message) => this.#receive(message))
    this.#worker.on('error', (error) => this.#end(crash(options.label, error)))
    this.#worker.on('exit', () => this.#end(crash(options.label, null)))
  }

  /** Index of the rule at work in the pack's list, null when none is. */
  get atWork(): number | null {
    const index = this.#current[0] ?? -1
    return index < 0 ? null : index
  }

  call<N extends keyof WorkerCalls>(
    name: N,
    params: WorkerCalls[N]['params'],
  ): Promise<WorkerCalls[N]['answer']> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    this.#calls += 1
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(this.#calls, answer)
    this.#post({ type: 'call', id: this.#calls, name, params })
    this.#listen()
    return answer.promise as Promise<WorkerCalls[N]['answer']>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(new KitError('RULE_ENDED', `${this.#options.label} was ended.`))
    await this.#worker.terminate()
  }

  #post(message: Message): void {
    this.#worker.postMessage(message)
  }

  /** (Re)starts the clock: the worker has something to do. */
  #listen(): void {
    clearTimeout(this.#timer)
    if (this.#waiting.size === 0) return
    const { label, silenceMs } = this.#options
    this.#timer = setTimeout(() => {
      this.#end(new KitError('RULE_HUNG', `${label} did not answer for ${silenceMs / 1000} s and was ended.`))
    }, silenceMs)
  }

  #receive(message: Message): void {
    if (message.type === 'call') {
      clearTimeout(this.#timer)
      void this.#answer(message.id, message.name, message.params)
      return
    }
    const answer = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    this.#listen()
    if (message.type === 'answer') answer?.resolve(message.value)
    else answer?.reject(fromPlainError(message.error))
  }

  async #answer(id: number, name: string, params: unknown): Promise<void> {
    try {
      const { answer } = this.#options
      if (answer === undefined) throw new KitError('WORKER_PROTOCOL', `No answer to ${name} here.`)
      const value = await answer(name as keyof HostCalls, params as never)
      this.#post({ type: 'answer', id, value })
    } catch (error) {
      this.#post({ type: 'failure', id, error: toPlainError(error) })
    }
    this.#listen()
  }

  #end(reason: KitError): void {
    if (this.#ended !== null) return
    this.#ended = reason
    clearTimeout(this.#timer)
    for (const answer of this.#waiting.values()) answer.reject(reason)
    this.#waiting.clear()
    void this.#worker.terminate()
  }
}

function crash(label: string, error: unknown): KitError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new KitError('RULE_OUT_OF_MEMORY', `${label} needed more memory than a rule may have.`)
  }
  const what = error === null ? 'ended its thread' : toPlainError(error).message
  return new KitError('RULE_CRASHED', `${label} ${what}.`)
}
