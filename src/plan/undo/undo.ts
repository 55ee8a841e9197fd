import { exitCodes, isKitError, KitError } from '../../kit/index.ts'
import { differences } from '../apply/compare.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { JournalOutcome } from '../journal-entry.ts'
import { othersOf, type PlanAction } from '../plan-file.ts'
import { type Looked, Looking } from './look.ts'
import type { Attempt } from './outlook.ts'
import type { GroupUndo, UndoOutcome, UndoRequest, UndoRun } from './request.ts'
import { cameBack, requestsOf } from './requests.ts'
import { type Steps, sendUndo } from './send.ts'

/** What undo would do, group by group, in the order in which it would: nothing is written. */
export async function foreseeUndo(request: UndoRequest): Promise<readonly GroupUndo[]> {
  const looking = new Looking(request)
  const groups: GroupUndo[] = []
  for (const action of backwards(request.actions)) {
    request.signal.throwIfAborted()
    groups.push(foreseen(await looking.at(action)))
    request.progress('looking at', groups.length, request.actions.length)
  }
  return groups
}

/** Undoes backwards, one group after the other. Every item's fate is in the outcome and in the journal. */
export async function undoPlan(run: UndoRun): Promise<UndoOutcome> {
  const looking = new Looking(run)
  const groups: GroupUndo[] = []
  const steps: Steps = { next: run.state.nextStep }
  await run.journal.appendAll([{ body: opening(run) }])
  let error: KitError | null = null
  try {
    for (const action of backwards(run.actions)) {
      if (run.signal.aborted) throw interrupted()
      groups.push(await undoGroup(run, looking, action, steps))
      run.progress('undoing', groups.length, run.actions.length)
    }
  } catch (thrown) {
    if (!isKitError(thrown) || !resumable.has(thrown.exit)) throw thrown
    error = thrown
  }
  const outcome = outcomeOf(groups, run.actions.length, error)
  await run.journal.appendAll([{ body: closing(outcome) }])
  return outcome
}

const resumable: ReadonlySet<number> = new Set([exitCodes.stopped, exitCodes.interrupted])

function backwards(actions: readonly PlanAction[]): readonly PlanAction[] {
  return actions.toReversed()
}

function foreseen({ action, refused, outlook }: Looked): GroupUndo {
  const attempts = outlook?.attempts.map(({ item }) => item) ?? []
  return { action: action.id, refused, items: [...attempts, ...(outlook?.settled ?? [])] }
}

async function undoGroup(
  run: UndoRun,
  looking: Looking,
  action: PlanAction,
  steps: Steps,
): Promise<GroupUndo> {
  const looked = await looking.at(action)
  if (looked.outlook === null) return foreseen(looked)
  const items: UndoneItem[] = [...looked.outlook.settled]
  const { attempts } = looked.outlook
  for (const turn of turns) {
    const now = attempts.filter((attempt) => attempt.turn === turn)
    const back = turn === 'new rows' ? await cameBack(looking, looked, now) : new Set<Attempt>()
    for (const { item } of back) items.push({ ...item, fidelity: 'exact', why: '' })
    const left = now.filter((attempt) => !back.has(attempt))
    for (const batch of await requestsOf(looking, left)) {
      const outcomes = await sendUndo(run, looking, action.id, batch, steps)
      for (const [n, { item }] of batch.entries()) items.push(fateOf(item, outcomes[n]))
    }
  }
  items.push(...(await verify(looking, looked)))
  await run.journal.appendAll([{ body: { type: 'undone', action: action.id, items } }])
  return { action: action.id, refused: null, items }
}

/** The survivor's values first, so that unique ones are free again for the records that come back. */
const turns = ['values', 'records', 'moved rows', 'dropped rows', 'new rows'] as const

function fateOf(item: UndoneItem, outcome: JournalOutcome | undefined): UndoneItem {
  if (outcome?.result === 'done') return item
  const why =
    outcome?.result === 'refused' ? `refused: ${outcome.code}` : 'no answer came: look whether it is there'
  return { ...item, fidelity: 'impossible', why }
}

/** Restored records must be as they were, and rows must hang on them again. */
async function verify(looking: Looking, { subject, action }: Looked): Promise<readonly UndoneItem[]> {
  if (subject === null || action.kind !== 'merge') return []
  const now = await looking.now(subject)
  const others = new Set(othersOf(action))
  return subject.members.flatMap(({ id, values }): UndoneItem[] => {
    const is = now.records.get(id)?.values
    if (!others.has(id) || is === undefined) return []
    return differences(values, is, now.view.columns, new Map()).map((what) => ({
      what,
      object: action.object,
      id,
      fidelity: 'approximate',
      why: 'came back with another value',
    }))
  })
}

function opening({ plan, consent, tool, pid }: UndoRun) {
  const { orgId, host, user } = plan.connection
  const { id, checksum } = plan
  const run = 'undo' as const
  return {
    type: 'open' as const,
    run,
    resumed: false,
    plan: id,
    checksum,
    orgId,
    host,
    user,
    tool,
    consent,
    pid,
  }
}

function closing({ ended, error, groups, left }: UndoOutcome) {
  const skipped = groups.filter(({ refused }) => refused !== null).length
  const done = groups.length - skipped
  return { type: 'close' as const, reason: ended, code: error?.code ?? '', done, skipped, left }
}

function outcomeOf(groups: readonly GroupUndo[], wanted: number, error: KitError | null): UndoOutcome {
  const whole = groups.every(
    ({ refused, items }) => refused === null && items.every(({ fidelity }) => fidelity !== 'impossible'),
  )
  const ended = error === null ? 'finished' : error.exit === exitCodes.interrupted ? 'interrupted' : 'stopped'
  const exit = error?.exit ?? (whole ? exitCodes.clean : exitCodes.partial)
  return { ended, error, exit, groups, left: wanted - groups.length }
}

function interrupted(): KitError {
  return new KitError('INTERRUPTED', 'Interrupted. The group under way was finished.', {
    exit: exitCodes.interrupted,
    actions: ['Run the same command again for the rest'],
  })
}
