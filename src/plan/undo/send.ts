import { isKitError, type StepOutcome, type Value } from '../../kit/index.ts'
import { differences } from '../apply/compare.ts'
import { fatesOf, fetchAll } from '../apply/reads.ts'
import { readBackPauses } from '../apply/waits.ts'
import { requestHash } from '../files/canonical.ts'
import type { JournalOutcome, StepItem } from '../journal-entry.ts'
import type { Looking } from './look.ts'
import type { Attempt } from './outlook.ts'
import type { UndoRun } from './request.ts'
import { createItem } from './subject.ts'

export interface Steps {
  next: number
}

/** One request for attempts of one verb and object: intent on disk, sent, outcome on disk, the unknown read back. */
export async function sendUndo(
  run: UndoRun,
  looking: Looking,
  action: string,
  attempts: readonly Attempt[],
  steps: Steps,
): Promise<readonly JournalOutcome[]> {
  const [first] = attempts
  if (first === undefined) return []
  const { journal } = run
  const step = steps.next++
  const items = attempts.map((attempt) => itemOf(action, attempt))
  const asked = requestHash(
    run.values.key,
    attempts.map(({ write }) => write),
  )
  const { verb } = first.write
  await journal.appendAll([{ body: { type: 'intent', step, verb, items, sha256: asked } }])
  const outcomes = await request(run, looking, attempts, step)
  await journal.appendAll([{ body: { type: 'outcome', step, outcomes: [...outcomes] } }])
  if (outcomes.every(({ result }) => result !== 'unknown')) return outcomes
  const looked = await readBack(run, looking, attempts, outcomes)
  await journal.appendAll([{ body: { type: 'read-back', step, outcomes: [...looked] } }])
  return looked
}

function itemOf(action: string, { item, write }: Attempt): StepItem {
  const fields =
    write.verb === 'update'
      ? Object.keys(write.update.values)
      : write.verb === 'create'
        ? Object.keys(write.values)
        : []
  const name =
    write.verb === 'create' ? createItem(item.what, item.id) : `${write.verb}:${item.what}:${item.id}`
  return { action, item: name, object: item.object, record: item.id, fields: fields.sort() }
}

async function request(
  run: UndoRun,
  { writer }: Looking,
  attempts: readonly Attempt[],
  step: number,
): Promise<readonly JournalOutcome[]> {
  const object = attempts[0]?.write.object ?? ''
  try {
    const updates = attempts.flatMap(({ write }) => (write.verb === 'update' ? [write.update] : []))
    if (updates.length > 0) return (await writer.update(object, updates)).map(plain)
    const creates = attempts.flatMap(({ write }) => (write.verb === 'create' ? [write.values] : []))
    if (creates.length > 0) return (await writer.create(object, creates)).map(plain)
    const ids = attempts.flatMap(({ write }) => (write.verb === 'restore' ? [write.id] : []))
    return (await writer.restore(object, ids)).map(plain)
  } catch (error) {
    if (!isKitError(error)) return attempts.map(() => ({ result: 'unknown', cause: nameOf(error) }))
    const outcomes = attempts.map(() => ({
      result: 'refused' as const,
      code: 'NOT_SENT',
      message: error.code,
    }))
    await run.journal.appendAll([{ body: { type: 'outcome', step, outcomes } }])
    throw error
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

function plain(outcome: StepOutcome<{ readonly id?: string }>): JournalOutcome {
  if (outcome.result === 'refused') return { result: 'refused', code: outcome.code, message: outcome.message }
  if (outcome.result === 'unknown') return outcome
  return outcome.id === undefined ? { result: 'done' } : { result: 'done', id: outcome.id }
}

/** Looks several times; a created row cannot be told from another, so it stays unknown and is said to be. */
async function readBack(
  run: UndoRun,
  looking: Looking,
  attempts: readonly Attempt[],
  outcomes: readonly JournalOutcome[],
): Promise<readonly JournalOutcome[]> {
  let known = outcomes
  for (const wait of [0, ...readBackPauses]) {
    if (wait > 0) await run.pause(wait)
    known = await Promise.all(
      attempts.map(async (attempt, n): Promise<JournalOutcome> => {
        const before = known[n] as JournalOutcome
        if (before.result !== 'unknown') return before
        return (await isThere(looking, attempt)) ? { result: 'done' } : before
      }),
    )
    if (known.every(({ result }) => result !== 'unknown')) return known
  }
  return attempts.map(({ write }, n): JournalOutcome => {
    const last = known[n] as JournalOutcome
    if (last.result !== 'unknown' || write.verb === 'create') return last
    return { result: 'refused', code: 'NOT_CARRIED_OUT', message: 'it was sent, and is not to be seen' }
  })
}

async function isThere({ writer, org }: Looking, { write }: Attempt): Promise<boolean> {
  if (write.verb === 'create') return false
  if (write.verb === 'restore')
    return (await fatesOf(writer, write.object, [write.id])).get(write.id)?.is === 'there'
  const [now] = await fetchAll(writer, write.object, [write.update.id])
  if (now === undefined) return false
  const columns = (await org.columns([write.object])).get(write.object)?.columns ?? new Map()
  return same(write.update.values, now.values, columns)
}

function same(
  wanted: Readonly<Record<string, Value>>,
  now: Readonly<Record<string, Value>>,
  columns: Parameters<typeof differences>[2],
): boolean {
  return differences(wanted, now, columns, new Map()).every((field) => !(field in wanted))
}
