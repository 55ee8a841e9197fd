import {
  foreseeUndo,
  type GroupUndo,
  settle,
  type UndoOutcome,
  undoPlan,
} from '../../../src/plan/undo/index.ts'
import type { UndoRequest, UndoRun } from '../../../src/plan/undo/request.ts'
import { type Group, Stage } from '../apply/org.ts'
import type { ScriptedCall } from '../scripted-crm.ts'

type Planned = ReturnType<Stage['plan']>

/** Somebody merges contacts by hand. */
export function mergeByHand({ crm }: Pick<Stage, 'crm'>, survivor: string, loser: string): void {
  const [kept, merged] = [survivor, loser].map((id) => ({ connection: 'acme', object: 'Contact', id }))
  if (kept !== undefined && merged !== undefined)
    crm.merge('Contact', { survivor: kept, losers: [merged], values: {} })
}

/** A stage on which a plan was applied, and can be taken back. */
export class UndoStage extends Stage {
  planned: Planned | undefined
  /** Entries whose values a forgotten person took along. */
  mayChange: ReadonlySet<string> = new Set()
  readonly forgotten = new Set<number>()

  /** Calls that may have changed something. */
  sent(): readonly ScriptedCall[] {
    return this.crm.log.filter(({ verb }) =>
      ['merge', 'update', 'create', 'restore', 'attach', 'detach', 'remove'].includes(verb),
    )
  }

  must(): Planned {
    if (this.planned === undefined) throw new Error('apply first')
    return this.planned
  }

  /** Applies a plan of these groups; the outcome is the caller's to judge. */
  async applied(groups: readonly Group[]): Promise<Awaited<ReturnType<Stage['apply']>>> {
    this.planned = this.plan(groups)
    return await this.apply(this.planned)
  }

  async undoRequest(which?: readonly number[]): Promise<UndoRequest & Pick<UndoRun, 'readBacks'>> {
    const planned = this.must()
    const { connection, now, pause, signal, progress } = this.request(planned)
    const { actions } = planned.plan
    const { journal, forgotten } = this
    const pauses = [1000]
    const settled = await settle({ ...planned, past: journal, connection, pause, pauses })
    return {
      ...planned,
      actions: actions.filter((_, n) => which?.includes(n) ?? true),
      connection,
      mayChange: this.mayChange,
      now,
      pause,
      signal,
      progress,
      ...settled,
      reader: {
        preImage: async (ref) => (forgotten.has(ref.seq) ? null : journal.preImage(ref)),
        valuesOf: async ({ seq }) =>
          forgotten.has(seq) ? { is: 'forgotten' } : { is: 'held', values: journal.values.get(seq) },
      },
    }
  }

  async foresee(which?: readonly number[]): Promise<readonly GroupUndo[]> {
    return (await foreseeUndo(await this.undoRequest(which))).groups
  }

  async undo(which?: readonly number[]): Promise<UndoOutcome> {
    const request = await this.undoRequest(which)
    return await undoPlan({ ...request, journal: this.journal, consent: 'terminal', tool: 'test', pid: 1 })
  }
}

/** By `what id`: the fidelity, and why where there is a reason. */
export function byItem(groups: readonly GroupUndo[]): Readonly<Record<string, string>> {
  const items = groups.flatMap((group) => group.items)
  return Object.fromEntries(
    items.map(({ what, id, fidelity, why }) => [
      `${what} ${id}`,
      why === '' ? fidelity : `${fidelity}: ${why}`,
    ]),
  )
}
