import { type Connection, exitCodes, KitError } from '../kit/index.ts'
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
  readonly consent: (foreseen: readonly GroupUndo[], told: Told) => Promise<string>
}

/** What holds for all groups. */
export interface Told {
  /** API calls: at most, as estimated before; those used, afterwards. */
  readonly calls: number
  /** Columns that the CRM stamps itself, and that no undo gives back. */
  readonly stamps: readonly string[]
}

/** Says first what can be taken back and how well, then does it. Throws refusals before anything is written. */
export async function takeBack(request: TakeBackRequest): Promise<UndoOutcome & Told> {
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
  const stamps = await stampsOf(request, connection)
  const consent = await request.consent(foreseen, { calls: estimate(request, foreseen.length), stamps })
  // While somebody thought about it, others may have forgotten a person or gone on with the plan.
  await using journal = await reopenJournal(dir, options)
  await using reader = readJournal(dir)
  const values = request.valuesNow()
  const { state, readBacks } = await settle({ past: reader, values, ...common, pauses: readBackPauses })
  refuseOtherJournal(request, state)
  const agreed = new Set(foreseen.map(({ action }) => action))
  const actions = plan.actions.filter(({ id }) => agreed.has(id))
  const outcome = await undoPlan({
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
  return { ...outcome, calls: connection.calls().total, stamps }
}

/** The plan's own upper bound, by the share of its groups. */
function estimate({ plan: { radius, actions } }: TakeBackRequest, groups: number): number {
  return Math.ceil((radius.undoCalls * groups) / Math.max(1, actions.length))
}

/** Who and when: system columns that hold a time or point at another kind of record. */
async function stampsOf({ plan }: TakeBackRequest, connection: Connection): Promise<readonly string[]> {
  const described = await connection.describe([...new Set(plan.actions.map(({ object }) => object))])
  const stamps = described.flatMap(({ name: object, fields }) =>
    fields
      .filter(({ system, calculated }) => system && !calculated)
      .filter(
        ({ type, referenceTo }) =>
          type === 'datetime' || (referenceTo.length > 0 && !referenceTo.includes(object)),
      )
      .map(({ name }) => name),
  )
  return [...new Set(stamps)].sort()
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
