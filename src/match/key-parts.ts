import type { Comparison, MatchRule } from '../kit/index.ts'

/** A possible part of a blocking key, and how well it stands errors. */
export interface KeyPart {
  /** As in the policy: `surname[0..4]`. */
  readonly part: string
  /** The column that it is read from, the first where there are several. */
  readonly field: string
  readonly columns: readonly string[]
  /** Share of true pairs in which the columns say the same. */
  readonly intact: number
  /** Of the rest, the share in which this part still says the same. */
  readonly survival: number
  /** Whether it may be a key by itself. */
  readonly alone: boolean
  /** One of the columns is enough, in whichever of them the value stands. */
  readonly any?: true
}

/** How often two records of the same thing agree in a column, from published error rates of files with duplicates. */
const agreement = {
  given: 0.85,
  family: 0.85,
  company: 0.75,
  email: 0.85,
  phone: 0.85,
  domain: 0.9,
  code: 0.92,
  date: 0.9,
  number: 0.9,
  street: 0.8,
  postalCode: 0.9,
  city: 0.9,
  text: 0.7,
  set: 0.75,
} as const

/** What is left of a damaged value. */
const cuts = { start: 0.8, begin: 0.6, half: 0.4, sound: 0.65, words: 0.9, entries: 0.5 } as const

/** Every part that the rule's comparisons offer, in their order. */
export function candidateParts(rule: MatchRule): readonly KeyPart[] {
  const parts = Object.entries(rule.compare).flatMap(([name, comparison]) => partsOf(name, comparison, rule))
  return [...new Map(parts.map((part) => [part.part, part])).values()]
}

type Offer = readonly [suffix: string, survival: number, alone: boolean]

const nameOffers: readonly Offer[] = [
  ['', 0, true],
  ['[sound]', cuts.sound, true],
  ['[0..4]', cuts.begin, true],
  ['[0..1]', cuts.start, false],
]
const wordOffers: readonly (readonly [suffix: string, survival: number])[] = [
  ['[words]', 0],
  ['[sound]', cuts.sound],
]
const mailOffers: readonly Offer[] = [
  ['', 0, true],
  ['[0..6]', cuts.begin, true],
]
const textOffers: readonly Offer[] = [
  ['', 0, true],
  ['[0..6]', cuts.begin, true],
  ['[0..12]', cuts.half, true],
  ['[words]', cuts.words, true],
]
const whole: readonly Offer[] = [['', 0, true]]

function partsOf(name: string, comparison: Comparison, rule: MatchRule): readonly KeyPart[] {
  const offer = (
    base: string,
    field: string,
    intact: number,
    offers: readonly Offer[],
  ): readonly KeyPart[] =>
    isWritable(base)
      ? offers.map(([suffix, survival, alone]) => {
          const part = `${base}${suffix}`
          return { part, field, columns: [field], intact, survival, alone }
        })
      : []
  const column = (field: string | undefined, intact: number, offers: readonly Offer[]): readonly KeyPart[] =>
    field === undefined || Object.hasOwn(rule.compare, field) ? [] : offer(field, field, intact, offers)
  switch (comparison.type) {
    case 'personName': {
      const { first, last } = comparison
      const both = { field: last, columns: [first, last], intact: agreement.family, alone: true } as const
      const words = wordOffers.map(([suffix, survival]) => {
        return { ...both, part: `${name}${suffix}`, survival, any: true } as const
      })
      return [
        ...(isWritable(name) ? [{ ...both, part: name, survival: 0 }, ...words] : []),
        ...column(last, agreement.family, nameOffers),
        ...column(first, agreement.given, nameOffers),
      ]
    }
    case 'site':
      return [
        ...column(comparison.street, agreement.street, textOffers),
        ...column(comparison.postalCode, agreement.postalCode, whole),
        ...column(comparison.company, agreement.company, textOffers),
        ...column(comparison.city, agreement.city, whole),
      ]
    case 'email':
      return offer(name, comparison.fields[0] ?? '', agreement.email, mailOffers)
    case 'domain':
      return offer(name, comparison.fields[0] ?? '', agreement.domain, whole)
    case 'phones':
      return offer(name, comparison.fields[0] ?? '', agreement.phone, whole)
    case 'companyName':
      return offer(name, comparison.field, agreement.company, textOffers)
    case 'text':
      return offer(name, comparison.field, agreement.text, textOffers)
    case 'set':
      return offer(name, comparison.field, agreement.set, [['', cuts.entries, true]])
    case 'code':
      return [
        ...offer(name, comparison.field, agreement.code, whole),
        ...(comparison.or ?? []).flatMap((field) => column(field, agreement.code, whole)),
      ]
    case 'date':
    case 'number':
      return offer(name, comparison.field, agreement[comparison.type], whole)
  }
}

/** The notation of keys has no way to write a name with brackets. */
function isWritable(base: string): boolean {
  return !/[[\]]/.test(base) && base.trim() !== ''
}
