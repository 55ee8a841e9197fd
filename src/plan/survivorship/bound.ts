import type { Value } from '../../kit/index.ts'
import type { Note } from '../files/plan-file.ts'
import { afterMerge, type Bench, isSameIn } from './bench.ts'
import type { Choices } from './by-policy.ts'
import { isBlank, textOf } from './measure.ts'
import { isPersons } from './reasons.ts'

/** What is said of an address goes where the address goes, whatever a merge makes of it; returns what to tell. */
export function bindToAddress(bench: Bench, choices: Choices): readonly Note[] {
  const { traits, survivor, order, description, fieldOf } = bench
  return (traits.boundTo ?? []).flatMap(({ field, address }): Note[] => {
    const all = [survivor, ...order]
    const values = all.map(({ native }) => native.values[field])
    const known = fieldOf(field)
    if (known === undefined || values.every((value) => isSameIn(known, value, values[0]))) return []
    const name = `${description.name}.${field}`
    if (!bench.isSettable(field) || values.includes(undefined)) {
      return [
        {
          code: 'bound-to-address',
          text: `${name} differs among the members and cannot be written: what a merge makes of it stands. Look at it afterwards.`,
        },
      ]
    }
    choices.written.add(field)
    if (isPersons(choices.picked.get(field)?.why ?? '')) return []
    const final = addressIn(choices, bench, address)
    const from = isBlank(final)
      ? survivor
      : (all.find(({ native }) => lower(native.values[address]) === lower(final)) ?? survivor)
    choices.picked.set(field, { value: from.native.values[field] ?? null, from, why: `goes with ${address}` })
    const text = `${name} differs among the members: the survivor gets what ${from.native.id} has, whose ${address} it ends with, blank or not.`
    return [{ code: 'bound-to-address', text }]
  })
}

function addressIn({ picked, held }: Choices, bench: Bench, column: string): Value | undefined {
  if (picked.has(column)) return picked.get(column)?.value
  return held.has(column) ? bench.survivor.native.values[column] : afterMerge(bench, column)
}

function lower(value: Value | undefined): string {
  return textOf(value).toLowerCase()
}
