import { setTimeout } from 'node:timers/promises'
import type { ExitCode, KitError } from '../kit/index.ts'
import { StewardCommand } from './base.ts'

/** How a run over a plan ended, as far as every such command tells it alike. */
interface RunOutcome {
  readonly exit: number
  readonly error: KitError | null
}

/** What commands share that write to an org by a plan. */
export abstract class PlanRunCommand extends StewardCommand {
  /** What a run gets from the process it runs in. */
  protected surroundings() {
    return {
      tool: this.config.version,
      env: process.env,
      now: () => new Date(),
      pause: async (milliseconds: number) => {
        await setTimeout(milliseconds)
      },
      signal: this.signal,
      progress: (stage: string, done: number, total: number, note?: string) =>
        this.progress.update(stage, done, total, note ?? '', 'groups'),
      log: (line: string) => this.progress.log(line),
    }
  }

  /** Sets the exit code, prints `text` and why it ended early, and returns the answer for `--json`. */
  protected conclude<Outcome extends RunOutcome>(
    plan: string,
    outcome: Outcome,
    text: () => string,
  ): unknown {
    this.progress.end()
    this.endWith(outcome.exit as ExitCode)
    if (!this.jsonEnabled()) {
      this.log(text())
      if (outcome.error !== null) this.tell(outcome.error)
    }
    const { error, ...rest } = outcome
    const told = error && { name: error.code, message: error.message, actions: error.actions }
    return { plan, ...rest, error: told }
  }
}
