import type { Note } from '../files/plan-file.ts'

/** A record of another CRM that a sync keeps the same as one here. */
export interface Twin {
  /** Connector id. */
  readonly crm: string
  /** Native column that holds its id. */
  readonly column: string
  readonly id: string
}

/** Connector ids of the CRMs in which any of them is. */
export function crmsOf(twins: readonly (readonly Twin[])[]): readonly string[] {
  return [...new Set(twins.flat().map(({ crm }) => crm))].sort()
}

/**
 * By member: what each is in sync with. Two records there would be tied to one here, and the sync would write both into
 * it by turns. A record may have several ids there, of a lead and of the contact that it became: two members are of
 * one record when they share any.
 */
export function twoCounterparts(twins: readonly (readonly Twin[])[]): Note | null {
  for (const crm of crmsOf(twins)) {
    const known = twins.map((some) => some.filter((one) => one.crm === crm)).filter((own) => own.length > 0)
    const apart = known.some((one, at) => known.slice(at + 1).some((other) => isApart(one, other)))
    if (!apart) continue
    const columns = [...new Set(known.flat().map(({ column }) => column))].sort()
    const text = `Its records are in sync with different records of ${crm} (${columns.join(', ')}). Merge those there, wait for the sync, and scan again.`
    return { code: 'two-counterparts', text }
  }
  return null
}

function isApart(some: readonly Twin[], others: readonly Twin[]): boolean {
  const isSame = (one: Twin, other: Twin) => one.column === other.column && one.id === other.id
  const differ = some.some((one) => others.some((two) => one.column === two.column && one.id !== two.id))
  return differ || !some.some((one) => others.some((other) => isSame(one, other)))
}
