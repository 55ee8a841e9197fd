import { isKitError, type StepOutcome } from '../../kit/index.ts'
import { canonicalJson, sha256 } from '../files/canonical.ts'
import type { JournalOutcome } from '../journal-entry.ts'
import { mustGoOn } from './going-on.ts'
import type { ObjectView } from './org-view.ts'
import { readBack } from './read-back.ts'
import type { Run } from './run.ts'
import type { Sending } from './work.ts'

/** What became of a write; only a refusal may be worth another try. */
export type Settled = JournalOutcome & { readonly retryable: boolean }

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
  const { journal } = run.request
  const step = run.nextStep++
  const items = sendings.map(({ item }) => item)
  const [first] = sendings
  if (first === undefined) return []
  const asked = sendings.map((sending) => (sending.verb === 'merge' ? sending.step : sending.update))
  const sha = sha256(canonicalJson(asked))
  await journal.appendAll([
    { body: { type: 'intent', step, verb: first.verb, items: [...items], sha256: sha } },
  ])
  const answered = await request(run, sendings, view, step)
  const outcomes = answered.map(journalled)
  await journal.appendAll([{ body: { type: 'outcome', step, outcomes } }])
  const settled = answered.map(
    (outcome, n): Settled => ({
      ...(outcomes[n] as JournalOutcome),
      retryable: outcome.result === 'refused' && outcome.retryable,
    }),
  )
  return readBackUnsure(run, sendings, settled, view, step)
}

async function request(
  run: Run,
  sendings: readonly Sending[],
  { name }: ObjectView,
  step: number,
): Promise<readonly StepOutcome<{ survivorId?: string }>[]> {
  try {
    const steps = sendings.flatMap((sending) => (sending.verb === 'merge' ? [sending.step] : []))
    if (steps.length > 0) return await run.writer.merge(name, steps)
    const updates = sendings.flatMap((sending) => (sending.verb === 'update' ? [sending.update] : []))
    return await run.writer.update(name, updates)
  } catch (error) {
    if (!isKitError(error)) {
      const cause = error instanceof Error ? error.name : 'unknown'
      return sendings.map(() => ({ result: 'unknown', cause }))
    }
    const { code } = error
    const outcomes = sendings.map(() => ({ result: 'refused' as const, code: 'NOT_SENT', message: code }))
    await run.request.journal.appendAll([{ body: { type: 'outcome', step, outcomes } }])
    throw error
  }
}

function journalled(outcome: StepOutcome<{ survivorId?: string }>): JournalOutcome {
  if (outcome.result === 'refused') {
    return { result: 'refused', code: outcome.code, message: outcome.message }
  }
  if (outcome.result === 'unknown') return outcome
  return outcome.survivorId === undefined ? { result: 'done' } : { result: 'done', id: outcome.survivorId }
}

async function readBackUnsure(
  run: Run,
  sendings: readonly Sending[],
  settled: readonly Settled[],
  view: ObjectView,
  step: number,
): Promise<readonly Settled[]> {
  const unsure = sendings.filter(({ work }, n) => {
    const result = settled[n]?.result
    return result === 'unknown' || (result === 'refused' && work.doubtful)
  })
  if (unsure.length === 0) return settled
  const looked = await readBack(
    run,
    unsure.map(({ item }) => item),
    view,
  )
  const found = new Map(unsure.map((sending, n) => [sending, looked[n] as JournalOutcome]))
  for (const { work } of unsure) work.doubtful = true
  const all = sendings.map((sending, n): Settled => {
    const before = settled[n] as Settled
    const now = found.get(sending)
    if (now === undefined || (before.result === 'refused' && now.result === 'refused')) return before
    return { ...now, retryable: now.result === 'refused' && now.code !== 'GONE' }
  })
  const outcomes = all.map(({ retryable: _, ...outcome }) => outcome)
  await run.request.journal.appendAll([{ body: { type: 'read-back', step, outcomes } }])
  return all
}
