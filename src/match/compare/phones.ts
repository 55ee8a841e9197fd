import type { Comparison } from '../../kit/index.ts'
import { extensionOf, phoneOf } from '../../terms/phone.ts'
import type { Level } from '../comparator.ts'
import { encodeSet } from '../kernel/coded.ts'
import { editsWithin } from '../kernel/edits.ts'
import { defineKind } from '../kernel/kind.ts'
import { bestOf, crowd, type ItemLevel, itemsOf, type PackedSet, packSet } from '../kernel/sets.ts'
import { sharedBytesOf, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'

const levels = [
  { name: 'same', m: 0.62, u: 2e-5 },
  { name: 'without area code', m: 0.03, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 4e-5 },
  { name: 'other extension', m: 0.01, u: 2e-4, differs: true },
  { name: 'different', m: 0.29, u: 0.999 },
] as const satisfies readonly Level[]

interface PackedPhones {
  readonly set: PackedSet
  /** Numbers, with `x` and the extension behind those that have one. */
  readonly texts: PackedTexts
  /** Digits before the extension. */
  readonly digits: Uint8Array
  /** Records by number. */
  readonly counts: Int32Array
}

export const phonesKind = defineKind<Extract<Comparison, { type: 'phones' }>, PackedPhones>({
  encode: ({ fields }, from) => {
    const set = from.withoutShared(encodeSet(fields.map(from.column), from.rows, phonesIn))
    from.offer({ set, key: (phone) => phone.replace(/x.*$/, '').slice(-7) })
    return {
      set: packSet(set, from.line),
      texts: packTexts(set.texts),
      digits: digitsOf(set.texts),
      counts: sharedIntsOf(set.counts),
    }
  },
  open: (name, pack, lines) => {
    const phones = (record: number): string =>
      Array.from(itemsOf(pack.set, lines, record), (item) => textOf(pack.texts, item)).join(', ')
    return {
      name,
      levels,
      level: bestOf(pack.set, lines, phoneLevel(pack)),
      mostRarity: 0,
      cost: 2,
      rarity: (a, b, level) => (level === 1 ? crowd(pack.set, lines, pack.counts, a, b) : 0),
      note: (a, b, level) => (level === 3 ? `one digit differs ${phones(a)} / ${phones(b)}` : undefined),
    }
  },
})

function phonesIn(text: string): readonly string[] {
  return text.split(';').flatMap((part) => {
    const phone = phoneOf(part)
    if (phone === null) return []
    const extension = extensionOf(part)
    return [extension === '' ? phone : `${phone}x${extension}`]
  })
}

function digitsOf({ size, at }: { readonly size: number; at: (code: number) => string }): Uint8Array {
  const out = new Uint8Array(size)
  for (let code = 1; code < size; code++) {
    const text = at(code)
    const end = text.indexOf('x')
    out[code] = end < 0 ? text.length : end
  }
  return sharedBytesOf(out)
}

function phoneLevel({ texts: { units, ends }, digits }: PackedPhones): ItemLevel {
  return (one, other) => {
    const sizeA = digits[one] as number
    const sizeB = digits[other] as number
    const fromA = ends[one - 1] as number
    const fromB = ends[other - 1] as number
    const shared = sharedEnd(fromA, sizeA, fromB, sizeB)
    if (shared < 3) return 5 // whatever it is, the last digits are its own
    const shorter = Math.min(sizeA, sizeB)
    if (sizeA === sizeB && shared === sizeA) return hasExtension(one) && hasExtension(other) ? 4 : 1
    if (shorter >= 6 && sizeA !== sizeB && shared === shorter) return 2
    if (shorter >= 7 && shorter < 9 && shared >= 7) return 2
    // The last digits tell colleagues behind one switchboard apart: a slip counts only before them.
    const isSlip =
      shorter >= 9 && editsWithin(units, fromA, fromA + sizeA, units, fromB, fromB + sizeB, 1) <= 1
    return isSlip ? 3 : 5
  }
  function hasExtension(code: number): boolean {
    return (ends[code] as number) - (ends[code - 1] as number) > (digits[code] as number)
  }
  /** Digits that both numbers end with. */
  function sharedEnd(fromA: number, sizeA: number, fromB: number, sizeB: number): number {
    const most = Math.min(sizeA, sizeB)
    let size = 0
    while (size < most && units[fromA + sizeA - 1 - size] === units[fromB + sizeB - 1 - size]) size++
    return size
  }
}
