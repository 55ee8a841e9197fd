import type { ChildRow } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import { differences } from '../look/compare.ts'
import type { ObjectView } from '../look/org-view.ts'
import { retryPauses, seenLife } from '../pace/waits.ts'
import { settleDoubts } from './doubts.ts'
import { type Members, membersNow, noteSkipped } from './look-again.ts'
import { failureIn, membersLeft } from './pre-image.ts'
import { missingTies, tieItem } from './preserving.ts'
import { childrenOf } from './reads.ts'
import type { Run } from './run.ts'
import { plannedValues, type Sending, survivorOf, type Work } from './work.ts'

/**
 * Looks, before losers are removed, whether all that they have is on their survivors. What is not to be seen there is
 * looked for again a few times; then the group goes no further, and its losers stay.
 */
export async function lookOnSurvivors(run: Run, batch: readonly Sending[], view: ObjectView): Promise<void> {
  const all = new Set(batch.flatMap(({ verb, work }) => (verb === 'remove' ? [work] : [])))
  let open: readonly Work[] = [...all].filter((work) => !isSeenOnSurvivor(run, work))
  for (const wait of [0, ...retryPauses]) {
    if (open.length === 0) return
    if (wait > 0) await run.request.pause(wait)
    open = await lookOnce(run, open, view, wait === retryPauses.at(-1))
  }
}

/** True while it may be relied on that nothing of the losers is missing. */
export function isSeenOnSurvivor({ request }: Run, { seenAt }: Work): boolean {
  return seenAt !== null && request.now().getTime() - seenAt <= seenLife
}

/** Groups on whose survivors something is still to be seen. */
async function lookOnce(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  last: boolean,
): Promise<readonly Work[]> {
  const { at, found } = await membersNow(run, works, view)
  const { rows, complete } = await childrenOf(
    run,
    view.name,
    works.flatMap((work) => membersLeft(run, work)).filter((id) => found.records.has(id)),
    false,
  )
  const late = await settleDoubts(run, works, view)
  const looked = works.filter((work) => !late.has(work))
  const open: Work[] = []
  for (const work of looked) {
    work.failure = failureIn(run, work, view, found)
    if (work.failure !== null) continue
    const missing = missingOn(
      run,
      work,
      view,
      found,
      membersLeft(run, work).flatMap((id) => rows.get(id) ?? []),
    )
    if (missing === 'new ties') continue
    if (!complete || seesFewer(run, work, view, rows))
      work.failure = { code: 'refused', record: null, fields: [], cause: 'INCOMPLETE_SIGHT' }
    else if (missing.length === 0) work.seenAt = at
    else if (last) work.failure = notSeen(run, work, missing)
    else open.push(work)
  }
  await noteSkipped(run, looked)
  return open
}

/**
 * True when losers have, and had before their first write, fewer ties than the plan counted: what cannot be seen would
 * go with them. Of what a record may have only one, as its primary company, giving it to the survivor takes it from the
 * loser. Merges of this very plan make several ties one, never none.
 */
function seesFewer(
  run: Run,
  { action, done, preImage }: Work,
  { relationships }: ObjectView,
  rows: ReadonlyMap<string, readonly ChildRow[]>,
): boolean {
  if (!isPreserving(action) || done.length > 0) return false
  const known = (preImage?.children ?? []).filter(({ member }) => action.losers.includes(member))
  const ties = [...known, ...action.losers.flatMap((id) => rows.get(id) ?? [])]
  const apart = new Map(ties.map((row) => [`${row.member} ${row.relationship} ${row.id}`, row]))
  const seen = Map.groupBy(apart.values(), ({ relationship }) => relationship)
  return Object.entries(action.moves).some(([name, planned]) => {
    const object = relationships.get(name)?.object
    const merges = [...run.actions.values()].some((one) => one !== action && one.object === object)
    return (seen.get(name)?.length ?? 0) < (merges ? Math.min(1, planned) : planned)
  })
}

/** Columns and relationships of what is not on the survivor; ties that nobody knew of are for the next pre-image. */
function missingOn(
  run: Run,
  work: Work,
  view: ObjectView,
  { records }: Members,
  rows: readonly ChildRow[],
): readonly string[] | 'new ties' {
  const ties = missingTies(run, work, view, rows)
  const unknown = ties.filter(({ relationship, id }) => !work.tied.has(tieItem(relationship, id)))
  if (unknown.length > 0) {
    work.preImage = work.preImage && { ...work.preImage, takenAt: 0 }
    return 'new ties'
  }
  const planned = plannedValues(run, work.action, view)
  const now = records.get(survivorOf(run, work.action))?.values ?? {}
  const different = differences(planned, now, view.columns, run.moved).filter((field) =>
    Object.hasOwn(planned, field),
  )
  return [...new Set([...different, ...ties.map(({ relationship }) => relationship)])].sort()
}

function notSeen(run: Run, { action }: Work, fields: readonly string[]): NonNullable<Work['failure']> {
  return { code: 'refused', record: survivorOf(run, action), fields, cause: 'NOT_SEEN_ON_SURVIVOR' }
}
