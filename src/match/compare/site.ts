import type { Comparison } from '../../kit/index.ts'
import { words } from '../../terms/letters.ts'
import { companyDomainOf } from '../../terms/mail.ts'
import { postalCodeOf } from '../../terms/street.ts'
import { isTypo } from '../kernel/alike.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind, type Encoding } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'
import { companyLevel } from './company-compare.ts'
import { at as companyAt } from './company-levels.ts'
import { companiesOf, type PackedCompanyName } from './company-name.ts'
import { at, siteLevels } from './site-levels.ts'
import { type PackedStreets, streetLevel, streetsOf } from './street.ts'

/** One field of a site: where its codes lie, and how many records have each. */
interface PackedPart {
  readonly place: number
  readonly counts: Int32Array
  readonly rarity: Float32Array
  /** Records that have any. */
  readonly known: number
}

const parts = ['company', 'street', 'postal', 'city', 'domain'] as const
type Part = (typeof parts)[number]

interface PackedSite {
  readonly parts: Readonly<Record<Part, PackedPart | null>>
  readonly companies: PackedCompanyName | null
  readonly streets: PackedStreets | null
  readonly cities: PackedTexts | null
  /** Where family names lie, and most bits per part that people of one family name may get. */
  readonly relatives: { readonly place: number; readonly bits: Readonly<Record<Part, number>> } | null
}

/** Company, street, postal code and domain speak once: a colleague shares all of them. */
export const siteKind = defineKind<Extract<Comparison, { type: 'site' }>, PackedSite>({
  encode: (comparison, from) => packSite(comparison, from),
  open: (name, pack, lines) => {
    const { codes, width } = lines
    return {
      name,
      levels: siteLevels,
      mostRarity: 4,
      cost: 8,
      level: levelOf(pack, lines),
      rarity: (a, _b, level) => {
        const part = tellsAt[level]
        const own = part === undefined ? null : pack.parts[part]
        return own === null ? 0 : (own.rarity[codes[a * width + own.place] as number] as number)
      },
      ceiling: ceilingIn(pack, lines),
    }
  },
})

/** Whose rarity counts at a level. */
const tellsAt: Readonly<Record<number, Part>> = {
  [at['same company and address']]: 'company',
  [at['same address']]: 'street',
  [at['same company']]: 'company',
  [at['same domain']]: 'domain',
  [at['same area']]: 'postal',
  [at['same city']]: 'city',
}

function packSite(
  { company, street, postalCode, city, domain }: Extract<Comparison, { type: 'site' }>,
  from: Encoding,
): PackedSite {
  const companies = company === undefined ? null : companiesOf(company, from)
  const streets = street === undefined ? null : streetsOf(street, from)
  const cities = coded(city, (text) => words(text).join('') || null, from)
  const codes: Readonly<Record<Part, Codes | null>> = {
    company: companies && { codes: companies.codes, counts: companies.pack.companies.counts },
    street: streets,
    postal: coded(postalCode, postalCodeOf, from),
    city: cities,
    domain: coded(domain, companyDomainOf, from),
  }
  const bits = from.amongRelatives(parts.map((part) => agreementOf(codes[part])))
  const pack = (part: Part): PackedPart | null => {
    const own = codes[part]
    if (own === null) return null
    return partOf(part === 'company' && companies ? companies.pack.place : from.line(own.codes), own.counts)
  }
  return {
    parts: byPart(pack),
    companies: companies?.pack ?? null,
    streets: streets?.pack ?? null,
    cities: cities && packTexts(cities.texts),
    relatives: from.families && { place: from.families.place, bits: byPart((_, nth) => bits[nth] as number) },
  }
}

function byPart<T>(value: (part: Part, nth: number) => T): Readonly<Record<Part, T>> {
  return Object.fromEntries(parts.map((part, nth) => [part, value(part, nth)])) as Record<Part, T>
}

interface Codes {
  readonly codes: Int32Array
  readonly counts: Int32Array
}

function coded(field: string | undefined, read: (text: string) => string | null, from: Encoding) {
  return field === undefined ? null : encode(from.column(field), read, (text) => text)
}

function agreementOf(part: Codes | null): (a: number, b: number) => boolean | null {
  return (a, b) => {
    const one = part?.codes[a] ?? 0
    const other = part?.codes[b] ?? 0
    return one === 0 || other === 0 ? null : one === other
  }
}

function partOf(place: number, counts: Int32Array): PackedPart {
  const known = counts.subarray(1).reduce((sum, count) => sum + count, 0)
  return { place, counts: sharedIntsOf(counts), rarity: rarityOf(counts), known }
}

const unknown = 0
const differs = 1
const agrees = 2

/** Whether two records have the same code at a place. */
function agreement(part: PackedPart | null, codes: Int32Array, lineA: number, lineB: number): number {
  if (part === null) return unknown
  const one = codes[lineA + part.place]
  const other = codes[lineB + part.place]
  return one === 0 || other === 0 ? unknown : one === other ? agrees : differs
}

function levelOf(pack: PackedSite, { codes, width }: Lines): (a: number, b: number) => number {
  const { company, street, postal, city, domain } = pack.parts
  const compareCompanies = pack.companies === null ? null : companyLevel(pack.companies.companies)
  const compareStreets = pack.streets === null ? null : streetLevel(pack.streets)
  return (a, b) => {
    const lineA = a * width
    const lineB = b * width
    const known = compareCompanies === null ? 0 : compared(company, compareCompanies, lineA, lineB)
    const business = rankOf[known] as number
    const streets = compareStreets === null ? 0 : compared(street, compareStreets, lineA, lineB)
    const code = agreement(postal, codes, lineA, lineB)
    const town = cityAgreement(lineA, lineB)
    const elsewhere = (code === differs && town !== agrees) || (code !== agrees && town === differs)
    const sameStreet = streets === 1 && !elsewhere
    if (business === same) {
      const sameAddress = sameStreet || (streets === 0 && code === agrees)
      return sameAddress ? at['same company and address'] : at['same company']
    }
    if (sameStreet) return business === close ? at['same company and address'] : at['same address']
    const hosts = agreement(domain, codes, lineA, lineB)
    if (hosts === agrees) return at['same domain']
    if (streets === 2 && !elsewhere) return at['same street']
    if (business === close) return at['similar company']
    if (code === agrees) return at['same area']
    if (town === agrees) return at['same city']
    return known + streets + code + town + hosts === 0 ? 0 : at.different
  }

  function compared(
    part: PackedPart | null,
    level: (one: number, other: number) => number,
    lineA: number,
    lineB: number,
  ): number {
    const one = part === null ? 0 : (codes[lineA + part.place] as number)
    const other = part === null ? 0 : (codes[lineB + part.place] as number)
    return one === 0 || other === 0 ? 0 : level(one, other)
  }

  function cityAgreement(lineA: number, lineB: number): number {
    const found = agreement(city, codes, lineA, lineB)
    if (found !== differs || city === null || pack.cities === null) return found
    const [one, other] = [codes[lineA + city.place] as number, codes[lineB + city.place] as number]
    return isTypo(pack.cities, one, other) ? agrees : differs
  }
}

const same = 1
const close = 2
const other = 3

/** What a comparison of companies means for the site: by its level; 0 for none. */
const rankOf = Uint8Array.from({ length: Object.keys(companyAt).length + 1 }, (_, level) => {
  if (level === 0) return 0
  const isSame = [companyAt.same, companyAt['legal form differs'], companyAt['weak words differ']].includes(
    level,
  )
  if (isSame) return same
  const unlike = [companyAt['numbers differ'], companyAt['a word in common'], companyAt.different]
  return unlike.includes(level) ? other : close
})

/** What a level of the site says is shared; the rarest part of it sets the ceiling. */
const sharedAt: Readonly<Record<number, readonly Part[]>> = {
  [at['same company and address']]: ['company', 'street'],
  [at['same address']]: ['street'],
  [at['same company']]: ['company'],
  [at['same domain']]: ['domain'],
  [at['same street']]: ['street'],
  [at['similar company']]: ['company'],
  [at['same area']]: ['postal'],
  [at['same city']]: ['city'],
}

/** Share of the records from which a place is common; below it, its own duplicates may be what makes it so. */
const commonFrom = 0.05

/**
 * A random record is at a common place as often as it is common: more than that, sharing it cannot say. And to
 * people of one family name a place says at most how rarely relatives share it, for they live together.
 */
function ceilingIn(
  pack: PackedSite,
  { codes, width }: Lines,
): (a: number, b: number, level: number) => number {
  const { relatives } = pack
  return (a, b, level) => {
    const [lineA, lineB] = [a * width, b * width]
    const family = relatives === null ? 0 : codes[lineA + relatives.place]
    const related = relatives !== null && family !== 0 && family === codes[lineB + relatives.place]
    let highest = Number.NEGATIVE_INFINITY
    for (const name of sharedAt[level] ?? []) {
      const part = pack.parts[name]
      if (part === null) continue
      const [one, other] = [codes[lineA + part.place] as number, codes[lineB + part.place] as number]
      if (one === 0 || other === 0) continue
      const bearers = Math.max(part.counts[one] as number, part.counts[other] as number)
      const share = bearers / part.known
      const common = share < commonFrom ? Number.POSITIVE_INFINITY : Math.log2(1 / share)
      highest = Math.max(highest, related ? Math.min(common, relatives.bits[name]) : common)
    }
    return highest === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : highest
  }
}
