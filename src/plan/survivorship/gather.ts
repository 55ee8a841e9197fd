import type { Value } from '../../kit/index.ts'
import { afterMerge, type Bench } from './bench.ts'
import type { Choices } from './by-policy.ts'
import { isBlank } from './measure.ts'

/** No address of a member is lost, whichever becomes the main one. */
export function gatherAddresses(bench: Bench, { picked, held }: Choices): void {
  const { traits, all, survivor, order, fieldOf } = bench
  for (const { main, further } of traits.gathers ?? []) {
    const isKnown = all.every(({ native }) => native.values[further] !== undefined)
    if (!isKnown || fieldOf(further)?.updateable !== true) continue
    // A blank that is kept would take away the address that the merge moves into it.
    if (isBlank(survivor.native.values[main])) held.delete(main)
    const final = picked.has(main)
      ? picked.get(main)?.value
      : held.has(main)
        ? survivor.native.values[main]
        : afterMerge(bench, main)
    const first = addressesOf(final)
    const members = [survivor, ...order].flatMap(({ native }) => [
      ...addressesOf(native.values[main]),
      ...addressesOf(native.values[further]),
    ])
    const others = [...new Set(members)].filter((address) => !first.includes(address))
    if (isSameSet(others, addressesOf(afterMerge(bench, further)))) continue
    const value = others.length === 0 ? null : others.join(';')
    picked.set(further, { value, from: null, why: 'addresses of all members' })
  }
}

/** Case does not count in addresses and domains. */
function addressesOf(value: Value | undefined): readonly string[] {
  if (typeof value !== 'string') return []
  const parts = value.split(';').map((part) => part.trim().toLowerCase())
  return [...new Set(parts.filter((part) => part !== ''))]
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}
