import { pace } from '../pace.ts'
import { settleDoubts } from './doubts.ts'
import type { ObjectView } from './org-view.ts'
import { failureIn, membersLeft, skip } from './pre-image.ts'
import { fatesOf, fetchAll } from './reads.ts'
import type { Run } from './run.ts'
import { lookLife } from './waits.ts'
import { nextSendings, type Sending, type Work } from './work.ts'

/**
 * Reads members once more right before a merge: what somebody changed after the pre-image, an opt-out perhaps, would
 * be lost with the loser. Groups that are not as they were get a failure, or are skipped when nothing was done yet.
 * `batch` is sent next, `waiting` after it; one read serves as many of them as it may.
 */
export async function lookAgain(
  run: Run,
  batch: readonly Sending[],
  waiting: readonly Sending[],
  view: ObjectView,
): Promise<void> {
  if (batch.every(({ verb, work }) => verb !== 'merge' || !isDue(run, work, view))) return
  const next = [...batch, ...waiting].filter(({ work }) => isDue(run, work, view))
  const works = next.slice(0, Math.max(batch.length, pace.groupsPerLook)).map(({ work }) => work)
  const at = run.request.now().getTime()
  const members = works.flatMap((work) => membersLeft(run, work))
  const records = new Map(
    (await fetchAll(run.writer, view.name, members)).map((record) => [record.id, record]),
  )
  const missing = members.filter((id) => !records.has(id))
  const fates = await fatesOf(run.writer, view.name, missing)
  const late = await settleDoubts(run, works, view)
  const changed: Work[] = []
  for (const work of works) {
    if (late.has(work)) continue
    work.lookedAt = at
    work.failure = failureIn(run, work, view, { records, fates })
    if (work.failure !== null && work.done.length === 0) changed.push(work)
  }
  if (changed.length === 0) return
  await run.request.journal.appendAll(
    changed.map((work) => skip(run, work, work.failure as NonNullable<Work['failure']>)),
  )
}

function isDue(run: Run, work: Work, view: ObjectView): boolean {
  if (nextSendings(run, work, view).length === 0) return false
  return work.lookedAt === null || run.request.now().getTime() - work.lookedAt > lookLife
}
