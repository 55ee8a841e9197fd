import type { Comparison } from '../../kit/index.ts'
import type { Level } from '../comparator.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { sharedDoublesOf } from '../kernel/shared.ts'

const levels = [
  { name: 'same', m: 0.8, u: 5e-3 },
  { name: 'near', m: 0.1, u: 0.02 },
  { name: 'different', m: 0.1, u: 0.975, conflict: true },
] as const satisfies readonly Level[]

/** Where the rule allows no tolerance, a hundredth is still no contradiction: a year off by one, a rounded sum. */
const nearly = 0.01

interface PackedNumbers {
  readonly place: number
  readonly values: Float64Array
  readonly rarity: Float32Array
  readonly tolerance: number
}

export const numberKind = defineKind<Extract<Comparison, { type: 'number' }>, PackedNumbers>({
  encode: ({ field, tolerance }, from) => {
    const values = [Number.NaN]
    const { codes, counts } = encode(from.column(field), read, String, (value) => values.push(value))
    return {
      place: from.line(codes),
      values: sharedDoublesOf(values),
      rarity: rarityOf(counts),
      tolerance: tolerance || nearly,
    }
  },
  open: (name, { place, values, rarity, tolerance }, { codes, width }) => ({
    name,
    levels,
    mostRarity: 4,
    level: (a, b) => {
      const codeA = codes[a * width + place] as number
      const codeB = codes[b * width + place] as number
      if (codeA === 0 || codeB === 0) return 0
      const one = values[codeA] as number
      const other = values[codeB] as number
      if (one === other) return 1
      return Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other)) ? 2 : 3
    },
    rarity: (a, _b, level) => (level === 1 ? (rarity[codes[a * width + place] as number] as number) : 0),
  }),
})

function read(text: string): number | null {
  return Number.isFinite(Number(text)) ? Number(text) : null
}
