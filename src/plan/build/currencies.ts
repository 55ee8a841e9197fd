import type { Note } from '../files/plan-file.ts'
import type { LiveMember } from './live-member.ts'

/** Nobody converts amounts in a merge, so that those in another currency than the survivor's are not taken. */
export function currencyNotes(survivor: LiveMember, others: readonly LiveMember[]): readonly Note[] {
  const own = survivor.values.currency
  if (!isKnown(own)) return []
  if (others.every(({ values }) => !isKnown(values.currency) || values.currency === own)) return []
  const text =
    "The amounts of the records are in different currencies: those in another one than the survivor's are not taken, for nothing converts them."
  return [{ code: 'different-currencies', text }]
}

function isKnown(currency: unknown): boolean {
  return typeof currency === 'string' && currency !== ''
}
