import type { StepOutcome } from '../../kit/index.ts'
import type { JournalOutcome } from '../journal/entry.ts'
import { type Settled, sendJournalled } from '../journal/journalled.ts'
import type { ObjectView } from '../look/org-view.ts'
import { noteDoubt } from './doubts.ts'
import { mustGoOn, stop } from './going-on.ts'
import { doubted, refuseDoubted } from './other-survivor.ts'
import { readBack } from './read-back.ts'
import type { Run } from './run.ts'
import type { Sending, Sent } from './work.ts'

/** A request that was sent, and what came back for each of its writes. */
export interface Answered {
  readonly step: number
  readonly sendings: readonly Sending[]
  readonly settled: Settled[]
}

/** One request, all of one verb: the intent is on disk before it is sent, the outcome before anything else happens. */
export async function send(run: Run, sendings: readonly Sending[], view: ObjectView): Promise<Answered> {
  mustGoOn(run.request)
  const [first] = sendings
  if (first === undefined) return { step: -1, sendings, settled: [] }
  const step = run.nextStep++
  const items = sendings.map(({ item }) => item)
  const asked = { step, verb: first.verb, items, whole: sendings.map(askedFor) }
  const settled = await sendJournalled(run.request, asked, async () =>
    doubted(run, sendings, await request(run, sendings, view), view),
  )
  refuseDoubted(sendings, settled)
  const answered = { step, sendings, settled: [...settled] }
  noteDoubts(answered)
  return answered
}

function noteDoubts({ step, sendings, settled }: Answered): void {
  const sent: Sent = { step, items: sendings.map(({ item }) => item), outcomes: settled.map(outcomeOf) }
  for (const [at, { work }] of sendings.entries()) noteDoubt(work, sent, at)
}

/** What ended unknown, or was refused after an earlier try had ended unknown. */
export function isUnsure({ work, item }: Sending, settled: Settled | undefined): boolean {
  return settled?.result === 'unknown' || (settled?.result === 'refused' && work.doubts.has(item.item))
}

/** Looks what became of what is unsure in these requests, and puts it down. */
export async function readBackUnsure(
  run: Run,
  requests: readonly Answered[],
  view: ObjectView,
): Promise<void> {
  const unsure = requests.flatMap(({ sendings, settled }) =>
    sendings.filter((sending, n) => isUnsure(sending, settled[n])),
  )
  if (unsure.length === 0) return
  const looked = await readBack(
    run,
    unsure.map(({ item }) => item),
    view,
  )
  const found = new Map(unsure.map((sending, n) => [sending, looked[n] as JournalOutcome]))
  const told = requests.filter(({ sendings }) => sendings.some((sending) => found.has(sending)))
  for (const { sendings, settled } of told) {
    for (const [n, sending] of sendings.entries()) {
      const before = settled[n] as Settled
      const now = found.get(sending)
      if (now === undefined || (before.result === 'refused' && now.result === 'refused')) continue
      settled[n] = { ...now, retryable: now.result === 'refused' && now.code !== 'GONE' }
    }
  }
  await run.request.journal.appendAll(
    told.map(({ step, settled }) => ({
      body: { type: 'read-back', step, outcomes: settled.map(outcomeOf) },
    })),
  )
  for (const answered of told) noteDoubts(answered)
}

/** What is asked for, as a whole. */
function askedFor(sending: Sending): unknown {
  if (sending.verb === 'merge') return sending.step
  if (sending.verb === 'update') return sending.update
  return sending.verb === 'attach' ? sending.tie : sending.id
}

function request(
  { writer }: Run,
  sendings: readonly Sending[],
  { name }: ObjectView,
): Promise<readonly StepOutcome<{ survivorId?: string }>[]> {
  const [first] = sendings
  if (first?.verb === 'merge')
    return writer.merge(
      name,
      sendings.flatMap((one) => (one.verb === 'merge' ? [one.step] : [])),
    )
  if (first?.verb === 'attach' && writer.attach !== undefined)
    return writer.attach(
      name,
      sendings.flatMap((one) => (one.verb === 'attach' ? [one.tie] : [])),
    )
  if (first?.verb === 'remove' && writer.remove !== undefined)
    return writer.remove(
      name,
      sendings.flatMap((one) => (one.verb === 'remove' ? [one.id] : [])),
    )
  if (first?.verb === 'attach' || first?.verb === 'remove')
    throw stop('CANNOT_PRESERVE', `Records of ${name} can no longer be emptied and removed.`, [
      'Make the plan again:  steward plan create',
    ])
  return writer.update(
    name,
    sendings.flatMap((one) => (one.verb === 'update' ? [one.update] : [])),
  )
}

function outcomeOf({ retryable: _, ...outcome }: Settled): JournalOutcome {
  return outcome
}
