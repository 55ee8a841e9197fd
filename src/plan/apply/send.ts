import type { StepOutcome } from '../../kit/index.ts'
import type { JournalOutcome } from '../journal-entry.ts'
import { type Settled, sendJournalled } from '../journalled.ts'
import { noteDoubt } from './doubts.ts'
import { mustGoOn, stop } from './going-on.ts'
import type { ObjectView } from './org-view.ts'
import { readBack } from './read-back.ts'
import type { Run } from './run.ts'
import type { Sending, Sent } from './work.ts'

/**
 * One request: the intent is on disk before it is sent, the outcome before anything else happens. What ended unknown,
 * or was refused after an earlier try had ended unknown, is read back. All of one verb.
 */
export async function send(
  run: Run,
  sendings: readonly Sending[],
  view: ObjectView,
): Promise<readonly Settled[]> {
  mustGoOn(run.request)
  const [first] = sendings
  if (first === undefined) return []
  const step = run.nextStep++
  const items = sendings.map(({ item }) => item)
  const asked = { step, verb: first.verb, items, whole: sendings.map(askedFor) }
  const answered = await sendJournalled(run.request, asked, async () => request(run, sendings, view))
  const settled = await readBackUnsure(run, sendings, answered, view, step)
  const sent: Sent = { step, items, outcomes: settled.map(outcomeOf) }
  for (const [at, { work }] of sendings.entries()) noteDoubt(work, sent, at)
  return settled
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

async function readBackUnsure(
  run: Run,
  sendings: readonly Sending[],
  settled: readonly Settled[],
  view: ObjectView,
  step: number,
): Promise<readonly Settled[]> {
  const unsure = sendings.filter(({ work, item }, n) => {
    const result = settled[n]?.result
    return result === 'unknown' || (result === 'refused' && work.doubts.has(item.item))
  })
  if (unsure.length === 0) return settled
  const looked = await readBack(
    run,
    unsure.map(({ item }) => item),
    view,
  )
  const found = new Map(unsure.map((sending, n) => [sending, looked[n] as JournalOutcome]))
  const all = sendings.map((sending, n): Settled => {
    const before = settled[n] as Settled
    const now = found.get(sending)
    if (now === undefined || (before.result === 'refused' && now.result === 'refused')) return before
    return { ...now, retryable: now.result === 'refused' && now.code !== 'GONE' }
  })
  const outcomes = all.map(outcomeOf)
  await run.request.journal.appendAll([{ body: { type: 'read-back', step, outcomes } }])
  return all
}

function outcomeOf({ retryable: _, ...outcome }: Settled): JournalOutcome {
  return outcome
}
