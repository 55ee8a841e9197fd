import { type HostOptions, PackHost } from './pack-host.ts'
import type { RegisteredPack } from './registry.ts'

export interface ThreadOptions extends Omit<HostOptions, 'label'> {
  /** Ends the thread, so that a rule at work does not delay an interruption. */
  readonly signal: AbortSignal
}

/** The thread of one pack: started when first needed, and anew after a rule has ended it. */
export class PackThread implements AsyncDisposable {
  readonly #pack: RegisteredPack
  readonly #options: ThreadOptions
  readonly #abort = (): void => void this.end()
  #host: PackHost | null = null

  constructor(pack: RegisteredPack, options: ThreadOptions) {
    this.#pack = pack
    this.#options = options
    options.signal.addEventListener('abort', this.#abort)
  }

  get label(): string {
    return this.#pack.label
  }

  get host(): PackHost {
    this.#host ??= new PackHost(this.#pack.source, { label: this.label, ...this.#options })
    return this.#host
  }

  /** Id of the rule at work, null when none is. */
  get atWork(): string | null {
    return this.#pack.rules[this.#host?.atWork ?? -1] ?? null
  }

  async end(): Promise<void> {
    const host = this.#host
    this.#host = null
    await host?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal.removeEventListener('abort', this.#abort)
    await this.end()
  }
}
