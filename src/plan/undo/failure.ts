import type { JournalOutcome } from '../journal/entry.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { Attempt, UndoWrite } from './attempt.ts'
import { reasons } from './reasons.ts'
import { notKnownYet } from './split.ts'

/** What of an attempt did not come true; none of one that did. */
export function failure(
  { items, write }: Attempt,
  outcome: JournalOutcome | undefined,
): readonly UndoneItem[] {
  if (outcome?.result === 'done') return []
  if (write.verb === 'remove') return items.map((item) => ({ ...item, why: reasons['moved one kept'] }))
  const refused = outcome?.result === 'refused' ? whyRefused(outcome.code, write) : null
  const why = refused ?? ('record' in write ? notKnownYet : 'no answer came: look whether it is there')
  return items.map((item) => ({ ...item, fidelity: 'impossible', why }))
}

function whyRefused(code: string, write: UndoWrite): string {
  return 'record' in write && /CONFLICT|DUPLICATE/.test(code)
    ? `refused: ${code}: another record has its address or another value that must be unique; a person decides which of them keeps it`
    : `refused: ${code}`
}
