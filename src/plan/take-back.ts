import { exitCodes, KitError } from '../kit/index.ts'
import { readBackPauses } from './apply/waits.ts'
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
import {
  foreseeUndo,
  type GroupUndo,
  settle,
  type UndoOutcome,
  type UndoRequest,
  undoPlan,
} from './undo/index.ts'
import type { ValuesFile } from './values-file.ts'

export interface TakeBackRequest
  extends Omit<
    CarryOutRequest,
    'journal' | 'resume' | 'unattended' | 'beyondBin' | 'confirmPlan' | 'consent'
  > {
  readonly dir: string
  /** The plan's side file as it is at this moment: a person may have been forgotten since `values` was read. */
  readonly valuesNow: () => ValuesFile
  /** Ids of actions; null for all that were applied. */
  readonly groups: readonly string[] | null
  /** Shown what can be restored exactly, nearly or not at all; throws to refuse. */
  readonly consent: (foreseen: readonly GroupUndo[]) => Promise<string>
}

/** Says first what can be taken back and how well, then does it. Throws refusals before anything is written. */
export async function takeBack(request: TakeBackRequest): Promise<UndoOutcome> {
  const { plan, home, now, dir, signal, pause, tool } = request
  const options = { home, connection: request.target.name, plan: plan.id, now }
  using _lock = new RunLock(home, plan.connection.orgId, now())
  refuseOtherJournal(request, await stateIn(dir))
  await using org = await openWritable({ ...request, signal: new AbortController().signal })
  const { connection } = org
  refuseOtherOrg(plan.connection, connection.identity)
  refuseUnnamed(connection.identity, request.confirmOrg)
  const mayChange = mayChangeIn(request)
  const progress = (stage: string, done: number, total: number): void => request.progress(stage, done, total)
  const common = { plan, connection, mayChange, now, pause, signal, progress }
  const foreseen = await foresee(request, common)
  const consent = await request.consent(foreseen)
  // While somebody thought about it, others may have forgotten a person or gone on with the plan.
  await using journal = await reopenJournal(dir, options)
  await using reader = readJournal(dir)
  const values = request.valuesNow()
  const { state, readBacks } = await settle({ past: reader, values, ...common, pauses: readBackPauses })
  refuseOtherJournal(request, state)
  const agreed = new Set(foreseen.map(({ action }) => action))
  const actions = plan.actions.filter(({ id }) => agreed.has(id))
  return await undoPlan({
    ...common,
    values,
    actions,
    reader,
    state,
    readBacks,
    journal,
    consent,
    tool,
    pid: process.pid,
  })
}

async function foresee(
  request: TakeBackRequest,
  common: Omit<UndoRequest, 'values' | 'actions' | 'reader' | 'state'>,
): Promise<readonly GroupUndo[]> {
  await using reader = readJournal(request.dir)
  const { values } = request
  const { state } = await settle({ past: reader, values, ...common, pauses: [] })
  return await foreseeUndo({ ...common, values, reader, state, actions: chosen(request, state) })
}

async function stateIn(dir: string): Promise<JournalState> {
  await using reader = readJournal(dir)
  return await stateOf(reader.entries())
}

function refuseOtherJournal(request: TakeBackRequest, { first }: JournalState): void {
  if (first !== null && first.plan !== request.plan.id) throw otherJournal(request, first.plan)
}

function mayChangeIn({ policy }: TakeBackRequest): ReadonlySet<string> {
  return new Set(Object.values(policy.policy.survivorship).flatMap((one) => one?.mayChange ?? []))
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
