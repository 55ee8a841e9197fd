import type { ObjectMapping } from '../../kit/index.ts'
import type { Note } from '../plan-file.ts'
import { textOf } from '../survivorship/measure.ts'
import type { LiveMember } from './live-member.ts'

/** A record of another CRM that a sync keeps the same as a member. */
interface Counterpart {
  readonly crm: string
  readonly column: string
  readonly id: string
}

type Mappings = ReadonlyMap<string, ObjectMapping>

/** Connector ids of the CRMs in which members have a counterpart. */
export function syncedWith(mappings: Mappings, members: readonly LiveMember[]): readonly string[] {
  const all = members.flatMap((member) => counterpartsOf(mappings, member))
  return [...new Set(all.map(({ crm }) => crm))].sort()
}

/**
 * Two records there would be tied to one here, and the sync would write both into it by turns. A record may have several
 * ids there, of a lead and of the contact that it became: two members are of one record when they share any.
 */
export function twoCounterparts(mappings: Mappings, members: readonly LiveMember[]): Note | null {
  for (const crm of syncedWith(mappings, members)) {
    const known = members
      .map((member) => counterpartsOf(mappings, member).filter((one) => one.crm === crm))
      .filter((own) => own.length > 0)
    const apart = known.some((one, at) => known.slice(at + 1).some((other) => isApart(one, other)))
    if (!apart) continue
    const columns = [...new Set(known.flat().map(({ column }) => column))].sort()
    const text = `Its records are in sync with different records of ${crm} (${columns.join(', ')}). Merge those there, wait for the sync, and scan again.`
    return { code: 'two-counterparts', text }
  }
  return null
}

function isApart(some: readonly Counterpart[], others: readonly Counterpart[]): boolean {
  const isSame = (one: Counterpart, other: Counterpart) => one.column === other.column && one.id === other.id
  const differ = some.some((one) => others.some((two) => one.column === two.column && one.id !== two.id))
  return differ || !some.some((one) => others.some((other) => isSame(one, other)))
}

function counterpartsOf(mappings: Mappings, { kind, native }: LiveMember): readonly Counterpart[] {
  return (mappings.get(kind)?.counterparts ?? []).flatMap(({ crm, column }) => {
    const id = textOf(native.values[column])
    return id === '' ? [] : [{ crm, column, id }]
  })
}
