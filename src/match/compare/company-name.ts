import type { Comparison } from '../../kit/index.ts'
import { isJaroWinkler } from '../kernel/alike.ts'
import { defineKind, type Encoding } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { textOf } from '../kernel/units.ts'
import { companyLevel } from './company-compare.ts'
import { levels } from './company-levels.ts'
import { type PackedCompanies, packCompanies, part, partsOfName } from './company-pack.ts'

/** The companies of a field and of each record, read once however many comparisons want them. */
export function companiesOf(
  field: string,
  from: Encoding,
): { readonly codes: Int32Array; readonly pack: PackedCompanyName } {
  return from.once('companies', field, () => {
    const { codes, pack } = packCompanies(from.column(field))
    return { codes, pack: { place: from.line(codes), companies: pack } }
  })
}

/** Whether two names are so alike that one may be the other in a hurry. */
export function mayBeMistyped(
  { place, companies }: PackedCompanyName,
  { codes, width }: Lines,
  least: number,
) {
  const joined = (record: number): number =>
    companies.parts[(codes[record * width + place] as number) * partsOfName + part.joined] as number
  return (a: number, b: number): boolean => isJaroWinkler(companies.texts, joined(a), joined(b), least)
}

export interface PackedCompanyName {
  readonly place: number
  readonly companies: PackedCompanies
}

export const companyNameKind = defineKind<Extract<Comparison, { type: 'companyName' }>, PackedCompanyName>({
  encode: ({ field }, from) => companiesOf(field, from).pack,
  open: (name, { place, companies }, { codes, width }) => {
    const { core, texts, rarity } = companies
    const level = companyLevel(companies)
    const shown = (record: number): string => {
      const code = codes[record * width + place] ?? 0
      const words = core.words.subarray(core.starts[code], core.starts[code + 1])
      return Array.from(words, (word) => textOf(texts, word)).join(' ')
    }
    return {
      name,
      levels,
      level: (a, b) => {
        const one = codes[a * width + place] as number
        const other = codes[b * width + place] as number
        return one === 0 || other === 0 ? 0 : level(one, other)
      },
      mostRarity: 4,
      cost: 6,
      rarity: (a, _b, found) => (found === 1 ? (rarity[codes[a * width + place] ?? 0] ?? 0) : 0),
      note: (a, b, found) => {
        const word = levels[found - 1]?.name
        if (word === undefined || word === 'same' || word === 'different') return undefined
        return `${word}: ${shown(a)} / ${shown(b)}`
      },
    }
  },
})
