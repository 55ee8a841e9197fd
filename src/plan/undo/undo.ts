import { exitCodes, isKitError, KitError } from '../../kit/index.ts'
import { type EndedIds, writeIdMap } from '../apply/files.ts'
import type { Moved } from '../apply/moved.ts'
import { pace, slices } from '../pace.ts'
import type { PlanAction } from '../plan-file.ts'
import { foreseeGroups, undoGroup } from './group.ts'
import { type Looking, lookAround } from './look.ts'
import { mergedElsewhere } from './records.ts'
import type { GroupUndo, UndoOutcome, UndoRequest, UndoRun } from './request.ts'
import { onlyCopy } from './sources.ts'

/** What undo would do, group by group, in the order in which it would: nothing is written. */
export async function foreseeUndo(request: UndoRequest): Promise<readonly GroupUndo[]> {
  const looking = lookAround(request)
  const groups: GroupUndo[] = []
  for (const some of chunksOf(request.actions.toReversed())) {
    if (request.signal.aborted) throw interrupted('Interrupted. Nothing was written.')
    groups.push(...(await foreseeGroups(request, looking, some)))
    request.progress('looking at', groups.length, request.actions.length)
  }
  return groups
}

/** Neighbours of one object and kind. */
function chunksOf(actions: readonly PlanAction[]): readonly (readonly PlanAction[])[] {
  const runs: PlanAction[][] = []
  for (const action of actions) {
    const last = runs.at(-1)
    if (last?.[0]?.object === action.object && last[0].kind === action.kind) last.push(action)
    else runs.push([action])
  }
  return runs.flatMap((some) => slices(some, pace.groupsPerChunk))
}

/**
 * Undoes backwards, one group after the other. Throws when nothing more can be put into the journal
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
  const steps = { next: run.state.nextStep }
  for (const action of run.actions.toReversed()) {
    if (run.signal.aborted) throw interrupted('Interrupted. The group under way was finished.')
    groups.push(await undoGroup({ run, looking, steps }, action))
    run.progress('undoing', groups.length, run.actions.length)
  }
}

const again = 'Run the same command again for the rest'

function interrupted(message: string): KitError {
  return new KitError('INTERRUPTED', message, { exit: exitCodes.interrupted, actions: [again] })
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

/** Did not come back, and not because somebody wanted it otherwise in the meantime. */
export function isShort({ fidelity, why }: GroupUndo['items'][number]): boolean {
  return fidelity === 'impossible' || (fidelity === 'kept' && [onlyCopy, mergedElsewhere].includes(why))
}

function outcomeOf(
  groups: readonly GroupUndo[],
  wanted: number,
  error: KitError | null,
  idMap: UndoOutcome['idMap'],
): UndoOutcome {
  const whole = groups.every(({ refused, items }) => refused === null && !items.some(isShort))
  const ended = error === null ? 'finished' : error.exit === exitCodes.interrupted ? 'interrupted' : 'stopped'
  const exit = error?.exit ?? (whole ? exitCodes.clean : exitCodes.partial)
  return { ended, error, exit, groups, left: wanted - groups.length, idMap }
}
