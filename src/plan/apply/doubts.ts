import { type JournalOutcome, notCarriedOut, type StepItem } from '../journal/entry.ts'
import type { ObjectView } from '../look/org-view.ts'
import { look } from './read-back.ts'
import type { Run } from './run.ts'
import { noteDone, type Sent, type Work } from './work.ts'

/**
 * Keeps the last request of a write that had no answer and was not to be seen: the server may carry it out yet. Such a
 * doubt outlives refusals of later requests, and ends when the write is done.
 */
export function noteDoubt(work: Work, sent: Sent, at: number): void {
  const { item } = sent.items[at] as StepItem
  const outcome = sent.outcomes[at]
  if (outcome?.result === 'done') work.doubts.delete(item)
  else if (work.doubts.has(item) || isInDoubt(outcome)) work.doubts.set(item, { sent, at })
}

export function isInDoubt(outcome: JournalOutcome | undefined): boolean {
  return outcome === undefined || outcome.result === 'unknown' || isNotSeen(outcome)
}

function isNotSeen(outcome: JournalOutcome): boolean {
  return outcome.result === 'refused' && outcome.code === notCarriedOut
}

/** Looks whether writes in doubt were carried out after all, and puts down those that were; the groups they are of. */
export async function settleDoubts(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
): Promise<ReadonlySet<Work>> {
  const open = works.flatMap((work) =>
    [...work.doubts.values()].map(({ sent, at }) => ({ work, sent, at, item: sent.items[at] as StepItem })),
  )
  if (open.length === 0) return new Set()
  const seen = await look(
    run,
    open.map(({ item }) => item),
    view,
  )
  const done = open.flatMap((one) => {
    const outcome = seen.get(one.item)
    return outcome?.result === 'done' ? [{ ...one, outcome }] : []
  })
  if (done.length === 0) return new Set()
  for (const { sent, at, outcome } of done) sent.outcomes[at] = outcome
  await run.request.journal.appendAll(
    [...new Set(done.map(({ sent }) => sent))].map(({ step, outcomes }) => ({
      body: { type: 'read-back', step, outcomes: [...outcomes] },
    })),
  )
  for (const { work, item, outcome } of done) {
    work.doubts.delete(item.item)
    noteDone(run, work, item, outcome.id)
  }
  return new Set(done.map(({ work }) => work))
}
