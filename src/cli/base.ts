import { Command, Flags } from '@oclif/core'
import { type ExitCode, exitCodes, type KitError } from '../kit/index.ts'
import { printable } from '../text/neutral.ts'
import { stewardHome, wantsColour } from './env.ts'
import { errorEnvelope, formatError, toKitError } from './errors.ts'
import { type Progress, startProgress } from './progress.ts'

/** How a run ended that may have an answer and an error. */
export interface RunOutcome {
  readonly exit: number
  readonly error: KitError | null
}

/** What every command shares: the sf envelope, one way to fail, Ctrl-C, progress on stderr. */
export abstract class StewardCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    home: Flags.directory({
      summary: 'Folder for snapshots and runs; default STEWARD_HOME or the data folder of your system.',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
    }),
  }

  protected readonly warnings: string[] = []
  readonly #abort = new AbortController()
  #progress: Progress | undefined

  protected get signal(): AbortSignal {
    return this.#abort.signal
  }

  protected get progress(): Progress {
    this.#progress ??= startProgress({ stream: process.stderr, quiet: this.jsonEnabled() })
    return this.#progress
  }

  protected homeOf(flags: { readonly home?: string | undefined }): string {
    return stewardHome(flags.home)
  }

  protected override async init(): Promise<void> {
    await super.init()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, this.#interrupt)
  }

  readonly #interrupt = (): void => {
    if (!this.jsonEnabled())
      process.stderr.write('\nInterrupted: finishing what was begun. Again to stop at once.\n')
    process.exitCode = exitCodes.interrupted
    this.#abort.abort()
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#progress?.end()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.removeListener(signal, this.#interrupt)
    await super.finally(error)
  }

  override jsonEnabled(): boolean {
    return (
      super.jsonEnabled() ||
      (this.ctor.enableJsonFlag && process.env.SF_CONTENT_TYPE?.toUpperCase() === 'JSON')
    )
  }

  /** What a run gets from the process it runs in. */
  protected surroundings() {
    return {
      env: process.env as Record<string, string | undefined>,
      now: () => new Date(),
      signal: this.signal,
      log: (line: string) => this.progress.log(line),
    }
  }

  /** Sets the exit code, prints `text` and why it ended early, and returns the answer for `--json`. */
  protected answer<Outcome extends RunOutcome>(outcome: Outcome, text: () => string) {
    this.progress.end()
    this.endWith(outcome.exit as ExitCode)
    const { error, ...rest } = outcome
    if (!this.jsonEnabled()) {
      this.log(text())
      if (error !== null) this.tell(error)
    }
    return { ...rest, error: error && { name: error.code, message: error.message, actions: error.actions } }
  }

  /** Exit with this code once the answer is out. */
  protected endWith(code: ExitCode): void {
    process.exitCode = code
  }

  protected notice(text: string): void {
    this.warnings.push(text)
    if (!this.jsonEnabled()) process.stderr.write(`note  ${printable(text)}\n`)
  }

  protected override toSuccessJson(result: unknown): unknown {
    return { status: Number(process.exitCode ?? 0), result, warnings: this.warnings }
  }

  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  }

  // biome-ignore lint/suspicious/noExplicitAny: oclif's own signature
  protected override async catch(error: any): Promise<void> {
    if (error?.code === 'EEXIT') throw error
    const known =
      this.signal.aborted && error?.name !== 'KitError' ? toKitError(this.signal.reason) : toKitError(error)
    this.#progress?.end()
    process.exitCode = known.exit
    this.#report(known)
  }

  /** An error beside an answer: a run that stopped has both. */
  protected tell(error: KitError): void {
    const { isTTY, columns } = process.stderr
    const width = isTTY === true ? Math.min(columns ?? 80, 120) : undefined
    process.stderr.write(`${formatError(error, wantsColour(process.stderr), width)}\n`)
  }

  #report(error: KitError): void {
    if (this.jsonEnabled()) {
      this.logJson({ ...errorEnvelope(error, this.id), warnings: this.warnings })
      return
    }
    this.tell(error)
  }
}
