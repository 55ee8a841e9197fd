import type { Texts } from '../../columns/texts.ts'
import type { Comparison } from '../../kit/index.ts'
import { extensionOf, phoneOf } from '../../terms/phone.ts'
import type { Level } from '../comparator.ts'
import { encodeSet } from '../kernel/coded.ts'
import { editsWithin } from '../kernel/edits.ts'
import { type Carried, defineKind } from '../kernel/kind.ts'
import {
  bestOf,
  ceilingOfColleagues,
  crowd,
  highestShared,
  type ItemLevel,
  itemsOf,
  type PackedSet,
  packSet,
} from '../kernel/sets.ts'
import { sharedBytesOf, sharedDoublesOf, sharedInts, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'

const levels = [
  { name: 'same', m: 0.6, u: 2e-5 },
  { name: 'without area code', m: 0.03, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 4e-5 },
  { name: 'same, shared', m: 0.05, u: 1e-4 },
  { name: 'other extension', m: 0.01, u: 2e-4, differs: true },
  { name: 'other kind', m: 0.16, u: 0.3, differs: true },
  { name: 'different', m: 0.1, u: 0.699 },
] as const satisfies readonly Level[]

const worst = levels.length
const otherKind = worst - 1
const shared = 4
/** Bits that a number may give which people carry who are known to be different ones. */
const sharedAtMost = 4

interface PackedPhones {
  readonly set: PackedSet
  /** Where the fields that a record has numbers in lie, a bit for each. */
  readonly filled: number
  /** Numbers, with `x` and the extension behind those that have one. */
  readonly texts: PackedTexts
  /** Per number, side by side: where it begins, digits before the extension, the last three of them, an extension. */
  readonly parts: Int32Array
  /** Records by number, and whether they contradict each other. */
  readonly counts: Int32Array
  readonly shared: Uint8Array
  readonly amongColleagues: Carried['amongColleagues']
  /** By number, most bits that it may give; null where people carry it. */
  readonly byPlaces: Float64Array | null
}

export const phonesKind = defineKind<Extract<Comparison, { type: 'phones' }>, PackedPhones>({
  encode: ({ fields }, from) => {
    const all = encodeSet(fields.map(from.column), from.rows, phonesIn)
    const { set, shared, amongColleagues } = from.carriers(all)
    const byPlaces = from.byPlaces(set)
    from.offer({ set, key: (phone) => phone.replace(/x.*$/, '').slice(-7) })
    return {
      set: packSet(set, from.line),
      filled: from.line(all.filled),
      ...partsOf(set.texts),
      counts: sharedIntsOf(set.counts),
      shared: sharedBytesOf(shared),
      amongColleagues,
      byPlaces: byPlaces && sharedDoublesOf(byPlaces),
    }
  },
  open: (name, pack, lines) => {
    const phones = (record: number): string =>
      Array.from(itemsOf(pack.set, lines, record), (item) => textOf(pack.texts, item)).join(', ')
    const { codes, width } = lines
    const best = bestOf(pack.set, lines, phoneLevel(pack), (phone) => (pack.shared[phone] === 1 ? shared : 1))
    const colleagues = ceilingOfColleagues(pack.amongColleagues, lines)
    const sameCeiling = (a: number, b: number): number => {
      if (pack.byPlaces === null) return colleagues(a, b)
      return Math.min(colleagues(a, b), highestShared(pack.set, lines, pack.byPlaces, a, b))
    }
    return {
      name,
      levels,
      level: (a, b) => {
        const level = best(a, b)
        if (level !== worst) return level
        const fields = (codes[a * width + pack.filled] as number) & (codes[b * width + pack.filled] as number)
        return fields === 0 ? otherKind : worst
      },
      mostRarity: 0,
      cost: 2,
      rarity: (a, b, level) => (level === 1 ? crowd(pack.set, lines, pack.counts, a, b) : 0),
      ceiling: (a, b, level) =>
        level === 1 ? sameCeiling(a, b) : level === shared ? sharedAtMost : Number.POSITIVE_INFINITY,
      note: (a, b, level) => {
        if (level === shared) return 'a number that different people use'
        return level === 3 ? `one digit differs ${phones(a)} / ${phones(b)}` : undefined
      },
    }
  },
})

/** The numbers in a field: digits, and `x` with an extension. */
function phonesIn(text: string): readonly string[] {
  return text.split(';').flatMap((part) => {
    const phone = phoneOf(part)
    if (phone === null) return []
    const extension = extensionOf(part)
    return [extension === '' ? phone : `${phone}x${extension}`]
  })
}

const partsOfPhone = 4

function partsOf(numbers: Texts): Pick<PackedPhones, 'texts' | 'parts'> {
  const texts = packTexts(numbers)
  const parts = sharedInts(numbers.size * partsOfPhone)
  for (let code = 1; code < numbers.size; code++) {
    const [digits = '', extension] = numbers.at(code).split('x')
    const end = Number(digits.slice(-3))
    const from = texts.ends[code - 1] as number
    parts.set([from, digits.length, end, extension === undefined ? 0 : 1], code * partsOfPhone)
  }
  return { texts, parts }
}

function phoneLevel({ texts: { units }, parts }: PackedPhones): ItemLevel {
  return (one, other) => {
    const a = one * partsOfPhone
    const b = other * partsOfPhone
    if (parts[a + 2] !== parts[b + 2]) return worst // whatever it is, the last digits are its own
    const sizeA = parts[a + 1] as number
    const sizeB = parts[b + 1] as number
    const fromA = parts[a] as number
    const fromB = parts[b] as number
    const shared = sharedEnd(fromA, sizeA, fromB, sizeB)
    const shorter = Math.min(sizeA, sizeB)
    if (sizeA === sizeB && shared === sizeA) return parts[a + 3] === 1 && parts[b + 3] === 1 ? 5 : 1
    if (shorter >= 6 && sizeA !== sizeB && shared === shorter) return 2
    if (shorter >= 7 && shorter < 9 && shared >= 7) return 2
    // The last digits tell colleagues behind one switchboard apart: a slip counts only before them.
    const isSlip =
      shorter >= 9 && editsWithin(units, fromA, fromA + sizeA, units, fromB, fromB + sizeB, 1) <= 1
    return isSlip ? 3 : worst
  }
  /** Digits that both numbers end with. */
  function sharedEnd(fromA: number, sizeA: number, fromB: number, sizeB: number): number {
    const most = Math.min(sizeA, sizeB)
    let size = 0
    while (size < most && units[fromA + sizeA - 1 - size] === units[fromB + sizeB - 1 - size]) size++
    return size
  }
}
