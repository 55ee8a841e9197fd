import { isKitError, type StepOutcome } from '../../kit/index.ts'
import { requestHash } from '../files/canonical.ts'
import type { ValuesFile } from '../files/values-file.ts'
import type { EntryBody, JournalOutcome, StepItem } from './entry.ts'
import type { JournalWrite } from './journal.ts'

/** What became of a write; only a refusal may be worth another try. */
export type Settled = JournalOutcome & { readonly retryable: boolean }

/** One request, as it is put down before it is sent. */
export interface Asked {
  readonly step: number
  readonly verb: Extract<EntryBody, { type: 'intent' }>['verb']
  readonly items: readonly StepItem[]
  /** All that is asked for, values included; the journal holds its hash. */
  readonly whole: unknown
}

/** A journal, and the values whose key its hashes are made with. */
export interface Journalling {
  readonly journal: { readonly appendAll: (writes: readonly JournalWrite[]) => Promise<readonly unknown[]> }
  readonly values: Pick<ValuesFile, 'key'>
}

type Answer = StepOutcome<{ readonly id?: string; readonly survivorId?: string }>

/**
 * One request: the intent is on disk before it is sent, the outcome before anything else happens. Throws what `request`
 * throws when it surely sent nothing.
 */
export async function sendJournalled(
  { journal, values }: Journalling,
  { step, verb, items, whole }: Asked,
  request: () => Promise<readonly Answer[]>,
): Promise<readonly Settled[]> {
  const noteOutcomes = (outcomes: readonly JournalOutcome[]) =>
    journal.appendAll([{ body: { type: 'outcome', step, outcomes: [...outcomes] } }])
  const sha = requestHash(values.key, whole)
  await journal.appendAll([{ body: { type: 'intent', step, verb, items: [...items], sha256: sha } }])
  let answers: readonly Answer[]
  try {
    const given = await request()
    answers = items.map((_, n) => given[n] ?? { result: 'unknown', cause: 'no answer for this one' })
  } catch (error) {
    if (isKitError(error)) {
      await noteOutcomes(items.map(() => ({ result: 'refused', code: 'NOT_SENT', message: error.code })))
      throw error
    }
    const cause = error instanceof Error ? error.name : 'unknown'
    answers = items.map(() => ({ result: 'unknown', cause }))
  }
  const outcomes = answers.map(outcomeOf)
  await noteOutcomes(outcomes)
  return answers.map((answer, n) => ({
    ...(outcomes[n] as JournalOutcome),
    retryable: answer.result === 'refused' && answer.retryable,
  }))
}

/** A refusal's own words, a trigger's perhaps, may name a person: the journal, which outlives `forget`, has the code. */
function outcomeOf(answer: Answer): JournalOutcome {
  if (answer.result === 'refused') return { result: 'refused', code: answer.code, message: '' }
  if (answer.result === 'unknown') return answer
  const id = answer.id ?? answer.survivorId
  return id === undefined ? { result: 'done' } : { result: 'done', id }
}
