import type { Fate, NativeRecord } from '../../kit/index.ts'
import { differences } from '../look/compare.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import type { ObjectView } from '../look/org-view.ts'
import { emptiedItem } from '../look/seen.ts'
import { groupsPerLook } from '../pace/pace.ts'
import { linkLife, lookLife } from '../pace/waits.ts'
import { confirmSurvivors } from './confirm-survivors.ts'
import { settleDoubts } from './doubts.ts'
import { foreseenValues } from './foreseen.ts'
import { failureIn, membersLeft, skip } from './pre-image.ts'
import type { Run } from './run.ts'
import { nextSendings } from './sendings.ts'
import { isBegun, type Sending, survivorOf, type Work } from './work.ts'
import { isOurBlank } from './writing.ts'

/**
 * Reads members once more right before a merge or a link: what somebody changed after the pre-image, an opt-out perhaps, would
 * be lost with the loser. Groups that are not as they were get a failure, or are skipped when nothing was done yet.
 * `batch` is sent next, `waiting` after it; one read serves as many of them as it may.
 */
export async function lookAgain(
  run: Run,
  batch: readonly Sending[],
  waiting: readonly Sending[],
  view: ObjectView,
): Promise<void> {
  if (batch.every((sending) => !isLookedAt(sending) || !isDue(run, sending.work, view))) return
  const next = [...batch, ...waiting].filter(({ work }) => isDue(run, work, view))
  const most = groupsPerLook(view.abilities.merge?.requestsAtOnce)
  const works = next.slice(0, Math.max(batch.length, most)).map(({ work }) => work)
  const { at, found } = await membersNow(run, works, view)
  await confirmSurvivors(run, works, view, found.records)
  const late = await settleDoubts(run, works, view)
  const looked = works.filter((work) => !late.has(work))
  for (const work of looked) {
    work.lookedAt = at
    work.failure = failureIn(run, work, view, found)
  }
  await noteSkipped(run, looked)
}

export interface Members {
  readonly records: ReadonlyMap<string, NativeRecord>
  readonly fates: ReadonlyMap<string, Fate>
}

export async function membersNow(
  run: Run,
  works: readonly Work[],
  { name }: ObjectView,
): Promise<{ readonly at: number; readonly found: Members }> {
  const at = run.request.now().getTime()
  const members = works.flatMap((work) => membersLeft(run, work))
  const records = new Map((await fetchAll(run.writer, name, members)).map((record) => [record.id, record]))
  const missing = members.filter((id) => !records.has(id))
  return { at, found: { records, fates: await fatesOf(run.writer, name, missing) } }
}

/** Groups that are left before anything of them was written. */
export async function noteSkipped(run: Run, works: readonly Work[]): Promise<void> {
  const left = works.filter((work) => work.failure !== null && !isBegun(work))
  if (left.length === 0) return
  await run.request.journal.appendAll(
    left.map((work) => skip(run, work, work.failure as NonNullable<Work['failure']>)),
  )
}

/**
 * Values that no merge takes along are written by themselves: what somebody wrote into the survivor meanwhile stays,
 * and the group ends without them.
 */
export async function lookBeforeValues(run: Run, batch: readonly Sending[], view: ObjectView): Promise<void> {
  const works = batch
    .filter(({ verb, item }) => verb === 'update' && ['values', emptiedItem].includes(item.item))
    .map(({ work }) => work)
  if (works.length === 0) return
  const survivors = works.map(({ action }) => survivorOf(run, action))
  const found = await fetchAll(run.writer, view.name, survivors)
  await confirmSurvivors(run, works, view, new Map(found.map((record) => [record.id, record])))
  const now = new Map(found.map((record) => [record.id, record.values]))
  for (const [n, work] of works.entries()) {
    const record = survivors[n] as string
    const fields = changedSince(run, work, view, now.get(record))
    if (fields === null) work.failure = { code: 'gone', record, fields: [], cause: null }
    else if (fields.length > 0) work.failure = { code: 'changed', record, fields, cause: null }
  }
}

/** Planned columns that have neither the value from before, nor the one that the merge gave, nor the planned one. */
function changedSince(
  run: Run,
  work: Work,
  view: ObjectView,
  now: NativeRecord['values'] | undefined,
): readonly string[] | null {
  if (now === undefined) return null
  const { action } = work
  const { seen = {}, set = {} } = run.request.values.actions[action.id] ?? {}
  const foreseen = foreseenValues(work, view)
  const states = [seen[action.survivor] ?? {}, { ...seen[action.survivor], ...foreseen }, set]
  const different = states.map((state) => new Set(differences(state, now, view.columns, run.moved)))
  const own = view.abilities.merge?.changes ?? []
  return Object.keys(set).filter(
    (field) =>
      view.columns.has(field) &&
      !own.includes(field) &&
      !isOurBlank(work, view, field, now[field]) &&
      !run.mayChange.has(`${action.object}.${field}`) &&
      different.every((fields) => fields.has(field)),
  )
}

function isLookedAt({ verb, work }: Sending): boolean {
  return verb === 'merge' || work.action.kind === 'link-and-close'
}

function isDue(run: Run, work: Work, view: ObjectView): boolean {
  if (nextSendings(run, work, view).length === 0) return false
  const linked = work.action.kind === 'link-and-close'
  const life = linked ? linkLife : lookLife(view.abilities.merge?.mergesPerRequest ?? 1)
  // What is only linked loses nothing: a pre-image that is fresh will do.
  const at = work.lookedAt ?? (linked ? (work.preImage?.takenAt ?? null) : null)
  return at === null || run.request.now().getTime() - at > life
}
