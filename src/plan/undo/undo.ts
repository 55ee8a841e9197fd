import { exitCodes, isKitError, KitError } from '../../kit/index.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { type EndedIds, writeIdMap } from '../look/ended-ids.ts'
import type { Moved } from '../look/moved.ts'
import { undoGroups } from './group.ts'
import { again, refuseInterrupted } from './interrupted.ts'
import { type Looking, lookAround } from './look.ts'
import { subjectOf } from './looked.ts'
import type { GroupUndo, UndoOutcome, UndoRun } from './request.ts'
import type { Undoing } from './send.ts'
import { isWhole } from './short.ts'
import type { Subject } from './subject.ts'
import { apart, lookedTogether, undoneTogether } from './together.ts'

/**
 * Undoes backwards; neighbours that share no record together. Throws when nothing more can be put into the journal
 * (`JOURNAL_NOT_WRITABLE`, exit 1); an undo that stops for any other reason has an outcome that says why.
 */
export async function undoPlan(run: UndoRun): Promise<UndoOutcome> {
  const groups: GroupUndo[] = []
  await run.journal.appendAll([opening(run), ...run.readBacks].map((body) => ({ body })))
  const looking = lookAround(run)
  const before = looking.ended().size()
  let error: KitError | null = null
  try {
    await undoAll(run, looking, groups)
  } catch (cause) {
    if (!isKitError(cause) || cause.code === 'JOURNAL_NOT_WRITABLE') {
      await closeFailed(run, groups)
      throw cause
    }
    error = stopped(cause)
  }
  const ended = looking.ended()
  const path = await writeIdMap(endedIds(run, ended))
  const outcome = outcomeOf(groups, run.actions.length, error, { path, back: before - ended.size() })
  await run.journal.appendAll([{ body: closing(outcome) }])
  return outcome
}

function endedIds({ plan, journal, pid }: UndoRun, moved: Moved): EndedIds {
  const actions = new Map(plan.actions.map((action) => [action.id, action]))
  return { actions, moved, request: { journal, pid } }
}

async function undoAll(run: UndoRun, looking: Looking, groups: GroupUndo[]): Promise<void> {
  const undoing = { run, looking, steps: { next: run.state.nextStep } }
  for (const some of lookedTogether(run.actions.toReversed())) {
    const [{ object }] = some as readonly [PlanAction]
    const { abilities } = await looking.org.of(object)
    for (const actions of undoneTogether(some, abilities)) {
      refuseInterrupted(run, 'The groups under way were finished.')
      const found = new Map<string, GroupUndo>()
      try {
        await undoThese(undoing, actions, found, groups.length)
      } finally {
        groups.push(...actions.flatMap(({ id }) => found.get(id) ?? []))
      }
    }
  }
}

/** Groups that have a record in common are undone one after the other. `found`: what became of them. */
async function undoThese(
  undoing: Undoing,
  actions: readonly PlanAction[],
  found: Map<string, GroupUndo>,
  before: number,
): Promise<void> {
  const { run, looking } = undoing
  const subjects: Subject[] = []
  for (const action of actions) {
    const subject = await subjectOf(run, looking, action)
    if ('refused' in subject) found.set(action.id, { action: action.id, ...subject })
    else subjects.push(subject)
  }
  const view = await looking.org.of((actions[0] as PlanAction).object)
  for (const row of apart(subjects, view, looking)) {
    refuseInterrupted(run, 'The groups under way were finished.')
    for (const group of await undoGroups(undoing, row)) found.set(group.action, group)
    run.progress('undoing', before + found.size, run.actions.length)
  }
}

/** Whatever ends an undo early, as something that the same command goes on from. */
function stopped(cause: KitError): KitError {
  if (cause.exit === exitCodes.interrupted) return cause
  const actions = [...cause.actions.filter((action) => !action.includes('--resume')), again]
  return new KitError(cause.code, cause.message, { exit: exitCodes.stopped, actions, cause })
}

function opening({ plan, connection, consent, tool, pid }: UndoRun) {
  const { orgId, host, user } = connection.identity
  const { id, checksum } = plan
  const what = { type: 'open', run: 'undo', resumed: false } as const
  return { ...what, plan: id, checksum, orgId, host, user, tool, consent, pid }
}

function closing(outcome: UndoOutcome) {
  const code = outcome.error?.code ?? 'FINISHED'
  return { type: 'close' as const, reason: outcome.ended, code, ...countsOf(outcome.groups, outcome.left) }
}

/** The journal may be what failed: then its last entries say all that is known. */
async function closeFailed(run: UndoRun, groups: readonly GroupUndo[]): Promise<void> {
  const counts = countsOf(groups, run.actions.length - groups.length)
  try {
    await run.journal.appendAll([{ body: { type: 'close', reason: 'failed', code: 'FAILED', ...counts } }])
  } catch {
    // the error that is thrown on is the one to be told
  }
}

function countsOf(groups: readonly GroupUndo[], left: number) {
  const skipped = groups.filter(({ refused }) => refused !== null).length
  return { done: groups.length - skipped, skipped, left }
}

function outcomeOf(
  groups: readonly GroupUndo[],
  wanted: number,
  error: KitError | null,
  idMap: UndoOutcome['idMap'],
): UndoOutcome {
  const ended = error === null ? 'finished' : error.exit === exitCodes.interrupted ? 'interrupted' : 'stopped'
  const exit = error?.exit ?? (isWhole(groups) ? exitCodes.clean : exitCodes.partial)
  return { ended, error, exit, groups, left: wanted - groups.length, idMap }
}
