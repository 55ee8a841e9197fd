import type { KitError } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { Settled } from '../journal/journalled.ts'
import type { ObjectView } from '../look/org-view.ts'
import { fillsBin } from '../pace/recycle-bin.ts'
import { preImageLife, retryPauses } from '../pace/waits.ts'
import { lookAgain, lookBeforeValues } from './look-again.ts'
import { skip, takePreImages } from './pre-image.ts'
import { apartFromEachOther } from './preserving.ts'
import { putBack } from './put-back.ts'
import { needsPreImage, touchedBy, wavesOf } from './requests.ts'
import type { Run } from './run.ts'
import { isSeenOnSurvivor, lookOnSurvivors } from './seen-on-survivor.ts'
import { type Answered, isUnsure, readBackUnsure } from './send.ts'
import { isOpen, nextSendings } from './sendings.ts'
import { sendTogether } from './together.ts'
import { noteAnswer, noteLeft, troubleIn } from './trouble.ts'
import { verify } from './verify.ts'
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
  const trouble = await sendAll(run, now, view, full)
  await putBack(run, now, view)
  await noteRefused(run, now)
  const ended = trouble === null ? now : now.filter((work) => !isOpen(run, work, view))
  await verify(run, ended.filter(isBegun), view, full)
  if (trouble !== null) throw trouble
  if (later.length > 0) await runChunk(run, later, view, full)
}

/** Until there is nothing more to send, or too much was refused: then only what is left of merged groups is sent. */
async function sendAll(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  full: boolean,
): Promise<KitError | null> {
  for (;;) {
    const due = works.flatMap((work) => nextSendings(run, work, view))
    if (due.length === 0) return null
    const trouble = await sendDue(run, due, view, full)
    if (trouble !== null) {
      const values = works.filter(isMerged).flatMap((work) => nextSendings(run, work, view))
      if (values.length > 0) await sendDue(run, values, view, full)
      return trouble
    }
    await waitForNextTry(run, works)
  }
}

function isMerged(work: Work): boolean {
  return work.action.kind === 'merge' && work.todo.length === 0 && isBegun(work)
}

function apart(works: readonly Work[], view: ObjectView): ReturnType<typeof apartFromEachOther> {
  const preserving = works.some(({ action }) => isPreserving(action))
  return preserving ? apartFromEachOther(works, view) : { now: [...works], later: [] }
}

async function waitForNextTry({ request }: Run, works: readonly Work[]): Promise<void> {
  const again = works.filter(({ attempts, failure }) => attempts > 0 && failure === null)
  const wait = retryPauses[Math.max(0, ...again.map(({ attempts }) => attempts)) - 1]
  if (wait === undefined) return
  request.log(`${again.length} of ${works.length} groups could not be written now; again in ${wait / 1000} s`)
  await request.pause(wait)
}

/** Each group's next write, in requests as large as the CRM takes. Not null when it had to stop before all were sent. */
async function sendDue(
  run: Run,
  due: readonly Sending[],
  view: ObjectView,
  full: boolean,
): Promise<KitError | null> {
  const waves = wavesOf(due, view)
  const again = new Set<Work>()
  let trouble: KitError | null = null
  let unsure: Answered[] = []
  const settleAll = async () => {
    await readBackUnsure(run, unsure, view)
    for (const answered of unsure) for (const work of settle(run, answered)) again.add(work)
    unsure = []
  }
  for (const [n, wave] of waves.entries()) {
    const batch = wave.flat()
    if (shareRecords(unsure, batch)) await settleAll()
    await lookBefore(run, batch, waves.slice(n + 1).flat(2), { view, full })
    const requests = wave.map((some) => some.flatMap((sending) => asOfNow(run, sending, view)))
    await lookOnSurvivors(run, requests.flat(), view)
    const able = requests.map((some) => some.filter((sending) => isDue(run, sending, view)))
    const { answers, failure } = await sendTogether(run, able, view)
    for (const answered of answers) {
      if (answered.sendings.some((sending, at) => isUnsure(sending, answered.settled[at])))
        unsure.push(answered)
      else for (const work of settle(run, answered)) again.add(work)
    }
    if (failure !== null) throw failure.error
    if (unsure.length >= unsureTogether(wave)) await settleAll()
    trouble = troubleIn(run)
    if (trouble !== null) break
  }
  await settleAll()
  for (const work of again) work.attempts++
  return trouble
}

async function lookBefore(
  run: Run,
  batch: readonly Sending[],
  waiting: readonly Sending[],
  { view, full }: { readonly view: ObjectView; readonly full: boolean },
): Promise<void> {
  if (batch.some((sending) => needsPreImage(sending) && isOld(run, sending))) {
    const works = new Set([...batch, ...waiting].map(({ work }) => work))
    const going = [...works].filter(({ failure }) => failure === null)
    await takePreImages(run, going, view, full)
  }
  await lookAgain(run, batch, waiting, view)
  await lookBeforeValues(run, batch, view)
}

/** True where a request of which nobody knows whether it is through may still be writing to what this one touches. */
function shareRecords(unsure: readonly Answered[], batch: readonly Sending[]): boolean {
  const open = new Set(unsure.flatMap(({ sendings }) => sendings).flatMap(touchedBy))
  return batch.some((sending) => touchedBy(sending).some((id) => open.has(id)))
}

/** Requests whose outcome is looked for together: of small ones, a few that each hold up nothing but one group. */
function unsureTogether(wave: readonly (readonly Sending[])[]): number {
  return wave.every(({ length }) => length === 1) ? mostUnsure : 1
}

const mostUnsure = 10

function isDue(run: Run, sending: Sending, view: ObjectView): boolean {
  if (sending.verb === 'remove' && !isSeenOnSurvivor(run, sending.work)) return false
  return isNext(run, sending, view)
}

function isNext(run: Run, sending: Sending, view: ObjectView): boolean {
  return asOfNow(run, sending, view).length > 0
}

/**
 * With ids as they are now. None when its group is left by now, or when an earlier request turned out to have done it.
 */
function asOfNow(run: Run, { work, item }: Sending, view: ObjectView): readonly Sending[] {
  return nextSendings(run, work, view).filter((sending) => sending.item.item === item.item)
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
    const ended = item.losers?.length ?? (verb === 'remove' ? 1 : 0)
    const binned = fillsBin(work.action) ? ended : 0
    run.binned += binned
    run.binnedInAll += binned
    noteDone(run, work, item, outcome.id)
    noteAnswer(run, work.action.id, null)
    return 'settled'
  }
  const again = outcome.result === 'unknown' || outcome.retryable
  if (again && work.attempts < retryPauses.length) return 'again'
  const cause = outcome.result === 'refused' ? outcome.code : null
  work.failure ??= { code: 'refused', record: item.record ?? null, fields: [], cause }
  noteAnswer(run, work.action.id, cause ?? 'unknown')
  return 'settled'
}

/** Groups whose writes were all refused, as entries of their own. */
async function noteRefused(run: Run, works: readonly Work[]): Promise<void> {
  noteLeft(run, works)
  const refused = works.filter(
    (work) => work.failure !== null && !isBegun(work) && !run.ends.has(work.action.id),
  )
  if (refused.length === 0) return
  await run.request.journal.appendAll(
    refused.map((work) => skip(run, work, work.failure as NonNullable<Work['failure']>)),
  )
}
