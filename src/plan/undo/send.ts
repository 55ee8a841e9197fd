import type { StepOutcome } from '../../kit/index.ts'
import { type JournalOutcome, notCarriedOut, type StepItem } from '../journal/entry.ts'
import { type Settled, sendJournalled } from '../journal/journalled.ts'
import { retryPauses } from '../pace/waits.ts'
import { confirmAnew, filled } from './anew.ts'
import type { Attempt, UndoWrite } from './attempt.ts'
import { rowNow } from './ids.ts'
import type { Looking } from './look.ts'
import { readBack } from './read-back.ts'
import type { UndoRun } from './request.ts'
import type { Subject } from './subject.ts'

/** An undo under way. */
export interface Undoing {
  readonly run: UndoRun
  readonly looking: Looking
  /** Numbers steps over all groups. */
  readonly steps: { next: number }
}

/** An attempt and the group that it is of. */
export interface Sent {
  readonly attempt: Attempt
  readonly subject: Subject
}

/**
 * Attempts of one verb and object, in as many requests as it takes: what was refused for now, e.g. by a lock, and what
 * got lost on its way, is tried again a few times.
 */
export async function sendUndo(
  undoing: Undoing,
  all: readonly Sent[],
): Promise<ReadonlyMap<Attempt, JournalOutcome>> {
  const { run } = undoing
  const outcomes = new Map<Attempt, JournalOutcome>()
  const doubtful = new Set<Attempt>()
  let due = all
  for (const wait of [0, ...retryPauses]) {
    if (due.length === 0 || (wait > 0 && run.signal.aborted)) break
    if (wait > 0) await run.pause(wait)
    const settled = await sendOnce(undoing, due, doubtful)
    for (const [n, { attempt }] of due.entries()) outcomes.set(attempt, settled[n] as JournalOutcome)
    due = due.filter((_, n) => settled[n]?.retryable)
  }
  return outcomes
}

async function sendOnce(
  undoing: Undoing,
  due: readonly Sent[],
  doubtful: Set<Attempt>,
): Promise<readonly Settled[]> {
  const { run, looking, steps } = undoing
  const [first] = due
  if (first === undefined) return []
  const step = steps.next++
  const sent = await Promise.all(
    due.map(async ({ attempt, subject }) => ({
      subject,
      attempt: { ...attempt, write: await withIdsNow(looking, attempt.write) },
    })),
  )
  const writes = sent.map(({ attempt }) => attempt.write)
  const items = sent.map(({ attempt, subject }) => itemOf(subject.action.id, attempt))
  const asked = { step, verb: first.attempt.write.verb, items, whole: writes }
  const since = run.now()
  const settled = await sendJournalled(run, asked, () => request(looking, writes))
  const unsure = due.filter(({ attempt }, n) => {
    const result = settled[n]?.result
    return result === 'unknown' || (result === 'refused' && doubtful.has(attempt))
  })
  if (unsure.length === 0) return settled
  for (const { attempt } of unsure) doubtful.add(attempt)
  const found = await readBack(undoing, unsure, since)
  const all = due.map(({ attempt }, n): Settled => {
    const looked = found.get(attempt)
    const before = settled[n] as Settled
    if (looked === undefined || (before.result === 'refused' && looked.result === 'refused')) return before
    return { ...looked, retryable: looked.result === 'refused' && looked.code === notCarriedOut }
  })
  const outcomes = all.map(({ retryable: _, ...outcome }): JournalOutcome => outcome)
  await run.journal.appendAll([{ body: { type: 'read-back', step, outcomes } }])
  return all
}

/** Records are known by the ids that the plan has; some have others by now. */
async function withIdsNow({ org, selfOf, moved }: Looking, write: UndoWrite): Promise<UndoWrite> {
  const { object } = write
  if (write.verb === 'update') {
    return { ...write, update: { ...write.update, id: selfOf(object, write.update.id) } }
  }
  if (!('tie' in write)) return write
  const { relationship, member, row } = write.tie
  const now = rowNow(moved, await org.of(object), { relationship, id: row })
  return { ...write, tie: { relationship, member: selfOf(object, member), row: now } }
}

function itemOf(action: string, { name, write, items }: Attempt): StepItem {
  if ('tie' in write) {
    const { relationship, member: record, row } = write.tie
    return { action, item: name, object: write.object, record, relationship, row, fields: [] }
  }
  const record = recordOf(write) ?? items[0]?.id
  const left = 'left' in write ? { row: write.left } : {}
  const values =
    write.verb === 'update' ? write.update.values : write.verb === 'create' ? filled(write.values) : {}
  const fields = Object.keys(values).sort()
  const whose = record === undefined ? {} : { record }
  return { action, item: name, object: write.object, ...whose, ...left, fields }
}

function recordOf(write: UndoWrite): string | undefined {
  if (write.verb === 'update') return write.update.id
  if ('record' in write) return write.record
  return write.verb === 'restore' || write.verb === 'remove' ? write.id : undefined
}

const cannotTie = { result: 'refused', code: 'CANNOT_TIE', message: '', retryable: false } as const

const cannotRemove = { ...cannotTie, code: 'CANNOT_REMOVE' } as const

async function request(
  looking: Looking,
  writes: readonly UndoWrite[],
): Promise<readonly StepOutcome<{ readonly id?: string }>[]> {
  const { writer } = looking
  const object = writes[0]?.object ?? ''
  const updates = writes.flatMap((write) => (write.verb === 'update' ? [write.update] : []))
  if (updates.length > 0) return writer.update(object, updates)
  const creates = writes.flatMap((write) => (write.verb === 'create' ? [filled(write.values)] : []))
  if (creates.length > 0) return await confirmAnew(looking, writes, await writer.create(object, creates))
  const ties = writes.flatMap((write) => ('tie' in write ? [write.tie] : []))
  const tying = writes[0]?.verb === 'attach' ? writer.attach : writer.detach
  if (ties.length > 0 && tying !== undefined) return tying(object, ties)
  if (ties.length > 0) return ties.map(() => ({ ...cannotTie }))
  const removals = writes.flatMap((write) => (write.verb === 'remove' ? [write.id] : []))
  if (removals.length > 0)
    return (await writer.remove?.(object, removals)) ?? removals.map(() => ({ ...cannotRemove }))
  return writer.restore(
    object,
    writes.flatMap((write) => (write.verb === 'restore' ? [write.id] : [])),
  )
}
