import type { Settled } from '../journalled.ts'
import { isPreserving } from '../plan-file.ts'
import { isEmptied, lookEmptied } from './emptied.ts'
import { lookAgain, lookBeforeValues } from './look-again.ts'
import type { ObjectView } from './org-view.ts'
import { skip, takePreImages } from './pre-image.ts'
import { apartFromEachOther } from './preserving.ts'
import { putBack } from './put-back.ts'
import { needsPreImage, requestsOf } from './requests.ts'
import type { Run } from './run.ts'
import { type Answered, isUnsure, readBackUnsure, send } from './send.ts'
import { isOpen, nextSendings } from './sendings.ts'
import { verify } from './verify.ts'
import { preImageLife, retryPauses } from './waits.ts'
import { isBegun, noteDone, type Sending, type Work } from './work.ts'

/** Groups of one object, from their pre-images to their verification. `full`: every column is compared afterwards. */
export async function runChunk(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  full: boolean,
): Promise<void> {
  const fresh = works.filter((work) => isOpen(run, work, view))
  if (fresh.length > 0) await takePreImages(run, fresh, view, full)
  const { now, later } = apart(works, view)
  for (;;) {
    const due = now.flatMap((work) => nextSendings(run, work, view))
    if (due.length === 0) break
    await sendDue(run, due, view, full)
    await waitForNextTry(run, now)
  }
  await putBack(run, now, view)
  await noteRefused(run, now)
  await verify(run, now.filter(isBegun), view, full)
  if (later.length > 0) await runChunk(run, later, view, full)
}

function apart(works: readonly Work[], view: ObjectView): ReturnType<typeof apartFromEachOther> {
  const emptied = works.some(({ action }) => isPreserving(action))
  return emptied ? apartFromEachOther(works, view) : { now: [...works], later: [] }
}

async function waitForNextTry({ request }: Run, works: readonly Work[]): Promise<void> {
  const again = works.filter(({ attempts, failure }) => attempts > 0 && failure === null)
  const wait = retryPauses[Math.max(0, ...again.map(({ attempts }) => attempts)) - 1]
  if (wait === undefined) return
  request.log(`${again.length} of ${works.length} groups could not be written now; again in ${wait / 1000} s`)
  await request.pause(wait)
}

/** Each group's next write, in requests as large as the CRM takes. */
async function sendDue(run: Run, due: readonly Sending[], view: ObjectView, full: boolean): Promise<void> {
  const batches = requestsOf(due, view)
  const again = new Set<Work>()
  let unsure: Answered[] = []
  const settleAll = async () => {
    await readBackUnsure(run, unsure, view)
    for (const answered of unsure) for (const work of settle(run, answered)) again.add(work)
    unsure = []
  }
  for (const [n, batch] of batches.entries()) {
    if (batch.some((sending) => needsPreImage(sending) && isOld(run, sending))) {
      const waiting = new Set(batches.slice(n).flatMap((some) => some.map(({ work }) => work)))
      const going = [...waiting].filter(({ failure }) => failure === null)
      await takePreImages(run, going, view, full)
    }
    await lookAgain(run, batch, batches.slice(n + 1).flat(), view)
    await lookBeforeValues(run, batch, view)
    const next = batch.filter((sending) => isNext(run, sending, view))
    await lookEmptied(run, next, view)
    const able = next.filter((sending) => isDue(run, sending, view))
    const answered = await send(run, able, view)
    if (answered.sendings.some((sending, at) => isUnsure(sending, answered.settled[at])))
      unsure.push(answered)
    else for (const work of settle(run, answered)) again.add(work)
    if (unsure.length >= unsureTogether(batch)) await settleAll()
  }
  await settleAll()
  for (const work of again) work.attempts++
}

/** Requests whose outcome is looked for together: of small ones, a few that each hold up nothing but one group. */
function unsureTogether(batch: readonly Sending[]): number {
  return batch.length === 1 ? mostUnsure : 1
}

const mostUnsure = 10

function isDue(run: Run, sending: Sending, view: ObjectView): boolean {
  if (sending.verb === 'remove' && !isEmptied(run, sending.work)) return false
  return isNext(run, sending, view)
}

/** Not when its group is left by now, nor when an earlier request turned out to have done it. */
function isNext(run: Run, { work, item }: Sending, view: ObjectView): boolean {
  return nextSendings(run, work, view).some((sending) => sending.item.item === item.item)
}

function isOld({ request }: Run, { work }: Sending): boolean {
  return request.now().getTime() - (work.preImage?.takenAt ?? 0) > preImageLife
}

/** Groups of which a write is to be tried again. */
function settle(run: Run, { sendings, settled }: Answered): readonly Work[] {
  return sendings
    .filter((sending, at) => settleOne(run, sending, settled[at] as Settled) === 'again')
    .map(({ work }) => work)
}

function settleOne(run: Run, { verb, work, item }: Sending, outcome: Settled): 'again' | 'settled' {
  work.lookedAt = null
  if (outcome.result === 'done') {
    run.binned += item.losers?.length ?? (verb === 'remove' ? 1 : 0)
    noteDone(run, work, item, outcome.id)
    return 'settled'
  }
  const again = outcome.result === 'unknown' || outcome.retryable
  if (again && work.attempts < retryPauses.length) return 'again'
  const cause = outcome.result === 'refused' ? outcome.code : null
  work.failure ??= { code: 'refused', record: item.record ?? null, fields: [], cause }
  return 'settled'
}

/** Groups whose writes were all refused, as entries of their own. */
async function noteRefused(run: Run, works: readonly Work[]): Promise<void> {
  const refused = works.filter(
    (work) => work.failure !== null && !isBegun(work) && !run.ends.has(work.action.id),
  )
  if (refused.length === 0) return
  await run.request.journal.appendAll(
    refused.map((work) => skip(run, work, work.failure as NonNullable<Work['failure']>)),
  )
}
