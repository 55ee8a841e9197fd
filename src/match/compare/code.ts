import type { Comparison } from '../../kit/index.ts'
import { words } from '../../terms/letters.ts'
import type { Level } from '../comparator.ts'
import { editsOfTexts, sizeOf } from '../kernel/alike.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'

interface PackedCodes {
  readonly fields: readonly { readonly name: string; readonly place: number; readonly rarity: Float32Array }[]
  /** Those of the first field. */
  readonly texts: PackedTexts
}

/** Fields from the most to the least exact: the first that agrees decides; `different` when none of the known does. */
export const codeKind = defineKind<Extract<Comparison, { type: 'code' }>, PackedCodes>({
  encode: ({ field, or = [] }, from) => {
    const coded = [field, ...or].map((name) => {
      const { codes, texts, counts } = encode(from.column(name), read, (text) => text)
      return { name, texts, place: from.line(codes), rarity: rarityOf(counts) }
    })
    const fields = coded.map(({ name, place, rarity }) => ({ name, place, rarity }))
    return { fields, texts: packTexts((coded[0] as (typeof coded)[number]).texts) }
  },
  open: (name, { fields, texts }, { codes, width }) => {
    const levels = levelsOf(fields.map((field) => field.name))
    const first = fields[0]?.place ?? 0
    return {
      name,
      levels,
      mostRarity: 4,
      level: (a, b) => {
        let known = false
        for (let at = 0; at < fields.length; at++) {
          const { place } = fields[at] as PackedCodes['fields'][number]
          const one = codes[a * width + place] as number
          const other = codes[b * width + place] as number
          if (one === 0 || other === 0) continue
          if (one === other) return at + 1
          known = true
        }
        if (!known) return 0
        const slip = isSlip(texts, codes[a * width + first] as number, codes[b * width + first] as number)
        return levels.length - (slip ? 1 : 0)
      },
      rarity: (a, _b, level) => {
        const field = fields[level - 1]
        return field === undefined ? 0 : (field.rarity[codes[a * width + field.place] as number] as number)
      },
    }
  },
})

function read(text: string): string | null {
  return words(text).join('') || null
}

function levelsOf(fields: readonly string[]): readonly Level[] {
  const levels: Level[] = fields.map((field, at) => ({
    name: at === 0 ? 'same' : `same ${field}`,
    m: at === 0 ? 0.85 : 0.1 / at,
    u: at === 0 ? 2e-4 : 1e-3 * at,
  }))
  levels.push({ name: 'typing error', m: 0.04, u: 1e-4, contradicts: true })
  levels.push({ name: 'different', m: 0.05, u: 0.99, conflict: true })
  return levels
}

/** One slip in six characters and more: a number that long is given to one alone, and often typed by hand. */
function isSlip(texts: PackedTexts, one: number, other: number): boolean {
  if (one === 0 || other === 0 || Math.min(sizeOf(texts, one), sizeOf(texts, other)) < 6) return false
  return editsOfTexts(texts, one, other, 1) <= 1
}
