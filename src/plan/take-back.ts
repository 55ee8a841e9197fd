import { type Connection, type ExitCode, exitCodes, KitError, type NativeRecord } from '../kit/index.ts'
import { forgottenIn } from '../snapshot/tombstones.ts'
import type { CarryOutRequest } from './carry-out.ts'
import type { ValuesFile } from './files/values-file.ts'
import { refuseOtherOrg, refuseUnnamed } from './guard/guard.ts'
import { openWritable, type WritableOrg } from './guard/open-org.ts'
import { type JournalState, RunLock, readJournal, reopenJournal, stateOf } from './journal/index.ts'
import { refuseLostList } from './journal/lost-list.ts'
import { readBackPauses } from './pace/waits.ts'
import { writeNames } from './undo/attempt.ts'
import { chosenActions, type UndoChoice } from './undo/choice.ts'
import { foreseeUndo, isWhole, settle, type UndoOutcome, undoPlan } from './undo/index.ts'
import { type ToldGroup, toldGroups } from './undo/taken-back.ts'
import { originalsMade, type Told, tell } from './undo/told.ts'

export interface TakeBackRequest
  extends Pick<
    CarryOutRequest,
    | 'home'
    | 'plan'
    | 'values'
    | 'policy'
    | 'target'
    | 'confirmOrg'
    | 'goneHost'
    | 'tool'
    | 'env'
    | 'now'
    | 'pause'
    | 'signal'
    | 'progress'
    | 'log'
  > {
  readonly dir: string
  /** The plan's side file as it is at this moment: a person may have been forgotten since `values` was read. */
  readonly valuesNow: () => ValuesFile
  readonly groups: UndoChoice
  /** Removed duplicates that only a person could bring back are made anew, with what that loses. */
  readonly recreate?: boolean
  /** As for `UndoRequest`. */
  readonly onlyJournal?: boolean
  /** Shown what can be restored exactly, nearly or not at all; throws to refuse. */
  readonly consent: (foreseen: readonly ToldGroup[], told: Told) => Promise<string>
}

type Request = Omit<TakeBackRequest, 'consent' | 'valuesNow'>

/** What would be done, and what holds for all of it. */
export interface Foretold {
  readonly groups: readonly ToldGroup[]
  readonly told: Told
  /** That undoing would end with, if nothing else comes between: 0 or 68. */
  readonly exit: ExitCode
}

export type TakenBackOutcome = Omit<UndoOutcome, 'groups'> & Told & { readonly groups: readonly ToldGroup[] }

/** Says first what can be taken back and how well, then does it. Throws refusals before anything is written. */
export async function takeBack(request: TakeBackRequest): Promise<TakenBackOutcome> {
  const { plan, home, now, dir, goneHost = null } = request
  using _lock = new RunLock(home, plan.connection.orgId, now(), goneHost)
  await using org = await openOrg(request)
  const { connection } = org
  refuseUnnamed(connection.identity, request.confirmOrg)
  const common = commonOf(request, connection)
  const { groups, told } = await foretell(request, common)
  const consent = await request.consent(groups, told)
  // While somebody thought about it, others may have forgotten a person or gone on with the plan.
  const options = { home, connection: request.target.name, plan: plan.id, now, goneHost }
  await using journal = await reopenJournal(dir, options)
  await using reader = readJournal(dir)
  const values = request.valuesNow()
  const { state, readBacks } = await settle({ past: reader, values, ...common, pauses: readBackPauses })
  refuseOtherJournal(request, state)
  const agreed = new Set(groups.map(({ action }) => action))
  const actions = plan.actions.filter(({ id }) => agreed.has(id))
  const { tool } = request
  const run = {
    ...common,
    isErased: erasedNow(request),
    values,
    actions,
    reader,
    state,
    readBacks,
    journal,
    consent,
    tool,
  }
  const outcome = await undoPlan({ ...run, pid: process.pid })
  const originals = told.originals.length === 0 ? [] : originalsMade(told.originals, await madeBy(dir))
  const calls = connection.calls().total
  return { ...told, originals, ...outcome, groups: toldGroups(outcome.groups, state), calls }
}

/** By the journal: the id of what was made anew for a record. */
async function madeBy(dir: string): Promise<(id: string) => string | null> {
  const { actions } = await stateIn(dir)
  const writes = [...actions.values()].flatMap(({ undoItems }) => [...undoItems])
  const made = new Map(
    writes.flatMap(([name, { is, outcome }]) =>
      is === 'done' && outcome?.result === 'done' && outcome.id !== undefined
        ? [[name, outcome.id] as const]
        : [],
    ),
  )
  return (id) => made.get(writeNames.anew(id)) ?? null
}

/** Only says what can be taken back: writes nothing, so that a production org need not be named. */
export async function foretellUndo(request: Request): Promise<Foretold> {
  using _lock = new RunLock(request.home, request.plan.connection.orgId, request.now(), request.goneHost)
  await using org = await openOrg(request)
  return await foretell(request, commonOf(request, org.connection))
}

async function openOrg(request: Request): Promise<WritableOrg> {
  await refuseLostList(request.home)
  const written = await stateIn(request.dir)
  refuseOtherJournal(request, written)
  await using stack = new AsyncDisposableStack()
  // A Ctrl-C must not cut a write in half: the connection lives on until the run has put down what came of it.
  const org = stack.use(await openWritable({ ...request, signal: new AbortController().signal }))
  refuseOtherOrg(request.plan.connection, org.connection.identity)
  refuseRehearsal(request, written)
  stack.move()
  return org
}

function commonOf(request: Request, connection: Connection) {
  const { plan, now, pause, signal, recreate = false, onlyJournal = false } = request
  const progress = (stage: string, done: number, total: number): void => request.progress(stage, done, total)
  const mayChange = mayChangeIn(request)
  const isErased = erasedNow(request)
  return { plan, connection, mayChange, recreate, onlyJournal, isErased, now, pause, signal, progress }
}

/** By the list of forgotten people as it is at this moment. */
function erasedNow({ home, target }: Request): (object: string, record: NativeRecord) => boolean {
  const isForgotten = forgottenIn(home)
  return (object, record) => isForgotten(target.name, object, record)
}

async function foretell(request: Request, common: ReturnType<typeof commonOf>): Promise<Foretold> {
  await using reader = readJournal(request.dir)
  const { values, plan, dir } = request
  const { state } = await settle({ past: reader, values, ...common, pauses: [] })
  const actions = chosenActions(request.groups, plan, state, dir)
  const foreseen = await foreseeUndo({ ...common, values, reader, state, actions })
  const { connection } = common
  const exit = isWhole(foreseen.groups) ? exitCodes.clean : exitCodes.partial
  return {
    groups: toldGroups(foreseen.groups, state),
    exit,
    told: await tell({ plan, connection, state, foreseen }),
  }
}

async function stateIn(dir: string): Promise<JournalState> {
  await using reader = readJournal(dir)
  return await stateOf(reader.entries())
}

function refuseOtherJournal(request: Request, { first }: JournalState): void {
  if (first !== null && first.plan !== request.plan.id) throw otherJournal(request, `plan ${first.plan}`)
}

/** A rehearsal is of the same plan in another org. */
function refuseRehearsal(request: Request, { first }: JournalState): void {
  const { orgId } = request.plan.connection
  if (first !== null && first.orgId !== orgId) throw otherJournal(request, first.orgId, orgId)
}

function mayChangeIn({ policy }: Request): ReadonlySet<string> {
  return new Set(Object.values(policy.policy.survivorship).flatMap((one) => one?.mayChange ?? []))
}

function otherJournal({ plan, dir }: Request, other: string, own: string = plan.id): KitError {
  return new KitError('OTHER_JOURNAL', `The journal in ${dir} is of ${other}, not ${own}.`, {
    exit: exitCodes.refused,
    actions: ['Name the journal of this plan with --journal DIR'],
  })
}
