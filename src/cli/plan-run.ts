import { setTimeout } from 'node:timers/promises'
import { exitCodes, KitError } from '../kit/index.ts'
import type { PlanFile } from '../plan/files/plan-file.ts'
import type { Rehearsal } from '../plan/rehearse/index.ts'
import { type RunOutcome, StewardCommand } from './base.ts'
import type { Parts } from './workspace.ts'

interface RunFlags {
  readonly home?: string | undefined
  readonly policy?: string | undefined
  readonly rehearse: boolean
  readonly 'target-org'?: string | undefined
}

/** What commands share that write to an org by a plan. */
export abstract class PlanRunCommand extends StewardCommand {
  #env: Record<string, string | undefined> = process.env

  protected override surroundings() {
    return {
      ...super.surroundings(),
      tool: this.config.version,
      env: this.#env,
      pause: async (milliseconds: number) => {
        await setTimeout(milliseconds)
      },
      progress: (stage: string, done: number, total: number, note?: string) =>
        this.progress.update(stage, done, total, note ?? '', 'groups'),
    }
  }

  /** The policy and the org of a run: those of the plan, or for a rehearsal those of the sandbox that is named. */
  protected async openRun(parts: Parts, plan: PlanFile, planPath: string, flags: RunFlags) {
    const [{ openPlanning }, { openRehearsal, refuseUnrehearsable }] = await Promise.all([
      import('./planning.ts'),
      import('../plan/rehearse/index.ts'),
    ])
    const sandbox = flags['target-org']
    if (flags.rehearse) {
      refuseUnrehearsable(
        plan,
        parts.connectors.find(({ id }) => id === plan.connection.crm),
      )
      if (sandbox === undefined) throw unnamed()
    }
    const name = flags.rehearse ? sandbox : plan.connection.name
    const { policy, target } = await openPlanning(parts, name, flags.policy)
    if (!flags.rehearse) return { plan, policy, target, rehearsal: null }
    const home = this.homeOf(flags)
    // Looking at the sandbox takes the secrets out of the environment, and the run has to log in to it again.
    const secrets = { ...process.env }
    const rehearsal = await openRehearsal({
      home,
      plan,
      planPath,
      policy,
      target,
      ...this.surroundings(),
    })
    this.#env = secrets
    return { plan: rehearsal.plan, policy: rehearsal.policy, target: rehearsal.target, rehearsal }
  }

  /** What a certificate says of itself, beside what the journal tells. */
  protected papersOf(rehearsal: Rehearsal, { connection }: PlanFile) {
    const { plan, sandbox, certificate: path } = rehearsal
    return { plan, sandbox, path, madeFor: connection.orgId, tool: this.config.version }
  }
  protected conclude<Outcome extends RunOutcome>(
    plan: string,
    outcome: Outcome,
    text: () => string,
  ): unknown {
    return { plan, ...this.answer(outcome, text) }
  }
}

function unnamed(): KitError {
  return new KitError('USAGE', '--rehearse does not say in which sandbox.', {
    exit: exitCodes.usage,
    actions: ['Name a full or partial copy of the org that the plan was made for:  --rehearse -o SANDBOX'],
  })
}
