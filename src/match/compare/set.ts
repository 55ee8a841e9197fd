import type { Comparison } from '../../kit/index.ts'
import { words } from '../../terms/letters.ts'
import type { Level } from '../comparator.ts'
import { encodeSet } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { itemsOf, type PackedSet, packSet } from '../kernel/sets.ts'

const levels = [
  { name: 'same', m: 0.6, u: 0.01 },
  { name: 'overlap', m: 0.2, u: 0.02 },
  { name: 'something in common', m: 0.08, u: 0.05 },
  { name: 'different', m: 0.12, u: 0.92, conflict: true },
] as const satisfies readonly Level[]

/** Sets of listed values by their overlap. */
export const setKind = defineKind<Extract<Comparison, { type: 'set' }>, PackedSet>({
  encode: ({ field }, from) => packSet(encodeSet([from.column(field)], from.rows, partsOfList), from.line),
  open: (name, set, lines) => ({
    name,
    levels,
    cost: 2,
    level: (a, b) => {
      const [one, other] = [itemsOf(set, lines, a), itemsOf(set, lines, b)]
      if (one.length === 0 || other.length === 0) return 0
      let shared = 0
      for (const item of one) if (other.includes(item)) shared++
      const share = shared / (one.length + other.length - shared)
      if (share === 0) return 4
      return share === 1 ? 1 : share >= 0.5 ? 2 : 3
    },
  }),
})

export function partsOfList(text: string): string[] {
  return text
    .split(/[;,|]/)
    .map((part) => words(part).join(' '))
    .filter(Boolean)
}
