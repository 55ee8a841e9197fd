import { exitCodes, KitError } from '../kit/index.ts'
import type { CarryOutRequest } from './carry-out.ts'
import { refuseOtherOrg, refuseUnnamed } from './guard.ts'
import {
  type ActionState,
  type JournalState,
  RunLock,
  readJournal,
  reopenJournal,
  stateOf,
} from './journal/index.ts'
import { openWritable } from './open-org.ts'
import type { PlanAction } from './plan-file.ts'
import { foreseeUndo, type GroupUndo, type UndoOutcome, undoPlan } from './undo/index.ts'

export interface TakeBackRequest
  extends Omit<
    CarryOutRequest,
    'journal' | 'resume' | 'unattended' | 'beyondBin' | 'confirmPlan' | 'consent'
  > {
  readonly dir: string
  /** Ids of actions; null for all that were applied. */
  readonly groups: readonly string[] | null
  /** Shown what can be restored exactly, nearly or not at all; throws to refuse. */
  readonly consent: (foreseen: readonly GroupUndo[]) => Promise<string>
}

/** Says first what can be taken back and how well, then does it. Throws refusals before anything is written. */
export async function takeBack(request: TakeBackRequest): Promise<UndoOutcome> {
  const { plan, values, home, now, dir, signal, pause, tool, progress } = request
  const options = { home, connection: request.target.name, plan: plan.id, now }
  using _lock = new RunLock(home, plan.connection.orgId, now())
  await using reader = readJournal(dir)
  const state = await stateOf(reader.entries())
  if (state.first !== null && state.first.plan !== plan.id) throw otherJournal(request, state.first.plan)
  const actions = chosen(request, state)
  await using org = await openWritable({ ...request, signal: new AbortController().signal })
  const { connection } = org
  refuseOtherOrg(plan.connection, connection.identity)
  refuseUnnamed(connection.identity, request.confirmOrg)
  const mayChange = new Set(
    Object.values(request.policy.policy.survivorship).flatMap((one) => one?.mayChange ?? []),
  )
  const common = { plan, values, actions, connection, mayChange, reader, state, now, pause, signal }
  const report = (stage: string, done: number, total: number): void => progress(stage, done, total)
  const consent = await request.consent(await foreseeUndo({ ...common, progress: report }))
  await using journal = await reopenJournal(dir, options)
  return await undoPlan({ ...common, progress: report, journal, consent, tool, pid: process.pid })
}

function chosen({ plan, groups, dir }: TakeBackRequest, state: JournalState): readonly PlanAction[] {
  if (groups === null) {
    const applied = plan.actions.filter(({ id }) => mayBeApplied(state.of(id)))
    if (applied.length === 0) throw nothingApplied(dir)
    return applied
  }
  const unknown = groups.find((id) => plan.actions.every((action) => action.id !== id))
  if (unknown !== undefined) {
    throw new KitError('UNKNOWN_GROUP', `There is no group ${unknown} in plan ${plan.id}.`, {
      exit: exitCodes.usage,
      actions: ['See the groups:  steward plan show', 'Name one by its id:  --group ID'],
    })
  }
  return plan.actions.filter(({ id }) => groups.includes(id))
}

function mayBeApplied({ items }: ActionState): boolean {
  return [...items.values()].some(({ is }) => is !== 'refused')
}

function nothingApplied(dir: string): KitError {
  return new KitError('NOTHING_APPLIED', `By the journal in ${dir} no group was applied.`, {
    exit: exitCodes.refused,
    actions: ['See what was done:  steward journal show', 'Name another journal with --journal DIR'],
  })
}

function otherJournal({ plan, dir }: TakeBackRequest, other: string): KitError {
  return new KitError('OTHER_JOURNAL', `The journal in ${dir} is of plan ${other}, not ${plan.id}.`, {
    exit: exitCodes.refused,
    actions: ['Name the journal of this plan with --journal DIR'],
  })
}
