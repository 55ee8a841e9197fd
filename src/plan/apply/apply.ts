import { exitCodes, isKitError, KitError } from '../../kit/index.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { tieLeftMark, valueLeftMark } from '../journal/group-end.ts'
import { noPast, type Past, readPast } from '../journal/past.ts'
import { endedIds, writeIdMap } from '../look/ended-ids.ts'
import { OrgView } from '../look/org-view.ts'
import { countVerified } from '../pace/chunks.ts'
import { anchoredIds } from './anchors.ts'
import { writeStrays, writeSuppression } from './files.ts'
import { lookIfPossible, lookOnceMore } from './last-look.ts'
import { runStages } from './roll-out.ts'
import type { ApplyOutcome, ApplyRequest, Run } from './run.ts'
import { worksOf } from './taken-up.ts'
import { askForUnmerged } from './unmerged.ts'
import type { Work } from './work.ts'

/**
 * Carries out a plan, or what earlier runs have left of it. Throws when nothing more can be put into the journal
 * (`JOURNAL_NOT_WRITABLE`, exit 1); a run that stops for any other reason has an outcome that says why.
 */
export async function applyPlan(request: ApplyRequest): Promise<ApplyOutcome> {
  const past = request.resume === null ? noPast : await readPast(request.resume)
  const run = startRun(request, past)
  await open(request)
  const error = await runAll(run, past)
  try {
    const outcome = await conclude(run, error)
    await close(run, outcome)
    return outcome
  } catch (cause) {
    await closeFailed(run)
    throw cause
  }
}

/** Null when all of it was run. */
async function runAll(run: Run, past: Past): Promise<KitError | null> {
  let works: ReadonlyMap<string, Work> = new Map()
  let error: KitError | null = null
  try {
    works = await worksOf(run, past)
    await askForUnmerged(run, past)
    await runStages(run, past, works)
    await lookOnceMore(run, past, works.values())
    return null
  } catch (cause) {
    error = await stopped(run, cause)
  }
  try {
    await lookIfPossible(run, past, works.values())
  } catch (cause) {
    await closeFailed(run)
    throw cause
  }
  return error
}

function startRun(request: ApplyRequest, past: Past): Run {
  const org = new OrgView(request.connection)
  const ends: Run['ends'] = new Map()
  for (const [action, skip] of past.skipped) ends.set(action, { is: 'skipped', skip })
  for (const [action, { partly, differences }] of past.verified) {
    // what a merge took not along can still be written
    if (differences.some(({ what }) => [valueLeftMark, tieLeftMark].some((mark) => what.startsWith(mark))))
      continue
    ends.set(action, { is: partly ? 'partly' : 'done', differences })
  }
  return {
    request,
    org,
    writer: org.writer,
    moved: anchoredIds(request.plan, request.values),
    linked: new Set(),
    ends,
    told: new Map([...past.verified].map(([action, { differences }]) => [action, differences])),
    verified: canariesOf(request, past),
    actions: new Map(request.plan.actions.map((action) => [action.id, action])),
    pointed: new Set(request.plan.actions.flatMap(pointedBy)),
    mayChange: new Set(Object.values(request.policy.survivorship).flatMap((one) => one?.mayChange ?? [])),
    nextStep: past.nextStep,
    bin: request.check.bin,
    binned: 0,
    binnedInAll: 0,
    startedAt: request.now().getTime(),
    answers: new Map(),
  }
}

function pointedBy(action: PlanAction): readonly string[] {
  if (action.kind === 'link-and-close') {
    const fields = [action.link, ...Object.keys(action.set)]
    return action.duplicates.flatMap((id) => fields.map((field) => `${action.object} ${id} ${field}`))
  }
  return action.fields.map(({ field }) => `${action.object} ${action.survivor} ${field}`)
}

function canariesOf({ plan }: ApplyRequest, { compared }: Past): Map<string, number> {
  const verified = new Map<string, number>()
  for (const action of plan.actions) if (compared.has(action.id)) countVerified(verified, action)
  return verified
}

async function open({ plan, connection, journal, resume, consent, tool, pid }: ApplyRequest): Promise<void> {
  const { orgId, host, user } = connection.identity
  const { id, checksum } = plan
  const resumed = resume !== null
  await journal.appendAll([
    {
      body: {
        type: 'open',
        run: 'apply',
        resumed,
        plan: id,
        checksum,
        orgId,
        host,
        user,
        tool,
        consent,
        pid,
      },
    },
  ])
}

/** Whatever ends a run early, as something that a person can act on. */
async function stopped(run: Run, cause: unknown): Promise<KitError> {
  if (!isKitError(cause) || cause.code === 'JOURNAL_NOT_WRITABLE') {
    await closeFailed(run)
    throw cause
  }
  if (cause.exit === exitCodes.interrupted) return cause
  if (cause.exit === exitCodes.stopped && cause.actions.some((action) => action.includes('--resume')))
    return cause
  // A connector knows only of the same command again, which would be refused for its journal.
  const actions = [...cause.actions.filter((action) => !runAgain.test(action)), 'Then go on with --resume']
  return new KitError(cause.code, cause.message, { exit: exitCodes.stopped, actions, cause })
}

const runAgain = /^(Then )?run the command again\.?$/i

/** The journal may be what failed: then its last entries say all that is known. */
async function closeFailed(run: Run): Promise<void> {
  const counts = countsOf(run)
  try {
    await run.request.journal.appendAll([
      { body: { type: 'close', reason: 'failed', code: 'FAILED', ...counts } },
    ])
  } catch {
    // the error that is thrown on is the one to be told
  }
}

function countsOf({ ends, actions }: Run): { done: number; skipped: number; left: number } {
  const skipped = [...ends.values()].filter(({ is }) => is === 'skipped').length
  return { done: ends.size - skipped, skipped, left: actions.size - ends.size }
}

async function conclude(run: Run, error: KitError | null): Promise<ApplyOutcome> {
  const ends = [...run.ends.values()]
  const partly = ends.filter(({ is }) => is === 'partly').length
  const skipped = ends.flatMap((end) => (end.is === 'skipped' ? [end.skip] : []))
  const differences = ends.flatMap((end) => (end.is === 'skipped' ? [] : end.differences))
  const files = { idMap: await writeIdMap(run), suppression: await writeSuppression(run) }
  const strays = error === null ? await searchStrays(run) : null
  const whole = skipped.length === 0 && partly === 0
  const { left } = countsOf(run)
  return {
    ended: error === null ? 'finished' : error.exit === exitCodes.interrupted ? 'interrupted' : 'stopped',
    error,
    exit: error?.exit ?? (whole ? exitCodes.clean : exitCodes.partial),
    done: ends.filter(({ is }) => is === 'done').length,
    partly,
    skipped,
    left,
    merged: mergedIds(run).length,
    linked: run.linked.size,
    differences,
    files: { ...files, strays: strays?.path ?? null },
    strays: strays && { found: strays.found, notSearched: strays.notSearched },
  }
}

function mergedIds({ moved, actions }: Run): readonly string[] {
  return [...actions.values()].flatMap((action) =>
    action.kind === 'merge' ? action.losers.filter((id) => moved.get(action.object, id) !== undefined) : [],
  )
}

/** Merging is over: a search that fails takes nothing back, and says so. */
async function searchStrays(
  run: Run,
): Promise<{ path: string | null; found: number; notSearched: readonly string[] } | null> {
  const ids = [...new Set(endedIds(run).map(({ old }) => old))]
  if (ids.length === 0) return null
  try {
    const { found, notSearched } = await run.writer.strays(ids)
    const gaps = notSearched.map(({ what, why }) => `${what}: ${why}`)
    return { path: await writeStrays(run, found), found: found.length, notSearched: gaps }
  } catch (error) {
    if (!isKitError(error)) throw error
    return { path: null, found: 0, notSearched: [`everywhere: ${error.message}`] }
  }
}

async function close(run: Run, { ended, error }: ApplyOutcome): Promise<void> {
  const code = error?.code ?? 'FINISHED'
  await run.request.journal.appendAll([{ body: { type: 'close', reason: ended, code, ...countsOf(run) } }])
}
