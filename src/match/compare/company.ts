import type { Comparison } from '../../kit/index.ts'
import { type CompanyName, companyNameOf, isAcronymOf } from '../../terms/company-name.ts'
import { words } from '../../terms/letters.ts'
import { companyDomainOf } from '../../terms/mail.ts'
import { postalCodeOf, type Street, streetOf } from '../../terms/street.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { isTypo, jaroWinkler } from '../similarity.ts'
import type { Column } from '../table.ts'

const levels = [
  { name: 'same', m: 0.6, u: 5e-5 },
  { name: 'legal form differs', m: 0.05, u: 2e-5 },
  { name: 'weak words differ', m: 0.06, u: 3e-5 },
  { name: 'close', m: 0.15, u: 1e-4 },
  { name: 'acronym', m: 0.02, u: 2e-5 },
  { name: 'partly', m: 0.06, u: 4e-3 },
  { name: 'numbers differ', m: 0.005, u: 1e-4, conflict: true },
  { name: 'region differs', m: 0.01, u: 1e-4, conflict: true },
  { name: 'different', m: 0.045, u: 0.997, conflict: true },
] as const satisfies readonly Level[]

export type CompanyLevel = (typeof levels)[number]['name']
const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Record<
  CompanyLevel,
  number
>

/** Weight of a word: the rarer among the distinct names, the more it says. */
export type WordWeight = (word: string) => number

export function compareCompanies(a: CompanyName, b: CompanyName, weight: WordWeight): CompanyLevel {
  if (a.joined === b.joined) {
    const formsDiffer = a.forms.length > 0 && b.forms.length > 0 && a.forms.join() !== b.forms.join()
    return formsDiffer ? 'legal form differs' : 'same'
  }
  const share = overlap(a.core, b.core, weight)
  if (a.numbers !== b.numbers) {
    return overlap(a.core.filter(isWord), b.core.filter(isWord), weight) >= 0.5
      ? 'numbers differ'
      : 'different'
  }
  if (a.regions !== b.regions) return share >= 0.3 ? 'region differs' : 'different'
  if (a.strongJoined === b.strongJoined) return 'weak words differ'
  if (isAcronymOf(a.core, b.core) || isAcronymOf(b.core, a.core)) return 'acronym'
  const alike = isTypo(a.joined, b.joined) || (share >= 0.5 && jaroWinkler(a.joined, b.joined) >= 0.94)
  if (share >= 0.85 || alike) return 'close'
  return share >= 0.55 ? 'partly' : 'different'
}

function isWord(text: string): boolean {
  return !/^\d+$/.test(text)
}

/** Weighted share of the words that both have, typing errors and beginnings (`const` of `construcciones`) allowed. */
export function overlap(a: readonly string[], b: readonly string[], weight: WordWeight): number {
  let shared = 0
  let all = 0
  const left = [...b]
  for (const word of a) {
    const found = left.findIndex((other) => other === word || isTypo(word, other) || isBeginning(word, other))
    all += weight(word)
    if (found < 0) continue
    shared += weight(word)
    left.splice(found, 1)
  }
  for (const word of left) all += weight(word)
  return all === 0 ? 0 : shared / all
}

function isBeginning(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a))
}

function wordWeights(names: Coded<CompanyName>): WordWeight {
  const counts = new Map<string, number>()
  for (const name of names.items)
    for (const word of new Set(name?.core)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const total = Math.max(20, names.items.length)
  return (word) => Math.log2(1 + total / (counts.get(word) ?? 1))
}

export function encodeCompanies(column: Column): Coded<CompanyName> {
  return encode(column, companyNameOf, (name) => `${name.core.join(' ')}|${name.forms.join()}`)
}

export function companyNameComparator(name: string, names: Coded<CompanyName>): Comparator {
  const weight = wordWeights(names)
  const rarity = rarityOf(names.counts)
  return {
    name,
    levels,
    level: (a, b) => {
      const one = item(names, a)
      const other = item(names, b)
      return one === undefined || other === undefined ? 0 : at[compareCompanies(one, other, weight)]
    },
    rarity: (a, _b, level) => (level === 1 ? (rarity[names.codes[a] ?? 0] ?? 0) : 0),
    note: (a, b, level) => {
      const found = levels[level - 1]?.name
      if (found === undefined || found === 'same' || found === 'different') return undefined
      return `${found}: ${item(names, a)?.core.join(' ')} / ${item(names, b)?.core.join(' ')}`
    },
  }
}

const siteLevels = [
  { name: 'same company and address', m: 0.45, u: 2e-4 },
  { name: 'same address', m: 0.12, u: 1e-4 },
  { name: 'same company', m: 0.15, u: 2e-3 },
  { name: 'same domain', m: 0.05, u: 2e-3 },
  { name: 'similar company', m: 0.05, u: 1e-3 },
  { name: 'same area', m: 0.06, u: 0.02 },
  { name: 'different', m: 0.12, u: 0.974 },
] as const satisfies readonly Level[]

type SiteFields = Omit<Extract<Comparison, { type: 'site' }>, 'type'>

interface Site {
  readonly company: Coded<CompanyName> | null
  readonly street: Coded<Street> | null
  readonly postal: Coded<string> | null
  readonly city: Coded<string> | null
  readonly domain: Coded<string> | null
}

/** Company, street, postal code and domain speak once: a colleague shares all of them. */
export function siteComparator(
  name: string,
  comparison: SiteFields,
  column: (field: string) => Column,
): Comparator {
  const site = readSite(comparison, column)
  const { company, street } = site
  const weight = company === null ? () => 1 : wordWeights(company)
  const [rareCompany, rareStreet] = [company && rarityOf(company.counts), street && rarityOf(street.counts)]
  return {
    name,
    levels: siteLevels,
    level: (a, b) => siteLevel(site, weight, a, b),
    rarity: (a, _b, level) => {
      if (level === 2) return street && rareStreet ? (rareStreet[street.codes[a] ?? 0] ?? 0) : 0
      const ofCompany = level === 1 || level === 3
      return ofCompany && company && rareCompany ? (rareCompany[company.codes[a] ?? 0] ?? 0) : 0
    },
    ceiling: siteCeiling(site),
  }
}

function readSite(
  { company, street, postalCode, city, domain }: SiteFields,
  column: (field: string) => Column,
): Site {
  const part = <T>(
    field: string | undefined,
    read: (text: string) => T | null,
    key: (item: T) => string,
  ): Coded<T> | null => (field === undefined ? null : encode(column(field), read, key))
  const asIs = (text: string): string => text
  return {
    company: company === undefined ? null : encodeCompanies(column(company)),
    street: part(street, streetOf, (found) => found.joined),
    postal: part(postalCode, postalCodeOf, asIs),
    city: part(city, (text) => words(text).join(' ') || null, asIs),
    domain: part(domain, companyDomainOf, asIs),
  }
}

function siteLevel(
  { company, street, postal, city, domain }: Site,
  weight: WordWeight,
  a: number,
  b: number,
): number {
  const [companyA, companyB] = [company && item(company, a), company && item(company, b)]
  const business = companyA && companyB ? compareCompanies(companyA, companyB, weight) : null
  const streets = street === null ? null : compareStreets(item(street, a), item(street, b))
  const area = agreement(postal, a, b) ?? agreement(city, a, b)
  const sameStreet = streets === true && area !== false
  const known = business === null ? null : rank[business]
  if (known === 'same') return sameStreet || (streets === null && agreement(postal, a, b) === true) ? 1 : 3
  if (sameStreet) return known === 'close' ? 1 : 2
  const hosts = agreement(domain, a, b)
  if (hosts === true) return 4
  if (known === 'close') return 5
  if (area === true) return 6
  return known === null && streets === null && area === null && hosts === null ? 0 : 7
}

/** What a level of the site says is shared; the rarest part of it sets the ceiling. */
const sharedAt: Readonly<Record<number, readonly (keyof Site)[]>> = {
  1: ['company', 'street'],
  2: ['street'],
  3: ['company'],
  4: ['domain'],
  5: ['company'],
  6: ['postal', 'city'],
}

/** Share of the records from which a place is common; below it, its own duplicates may be what makes it so. */
const commonFrom = 0.05

/** A random record is at a common place as often as it is common: more than that, sharing it cannot say. */
function siteCeiling(site: Site): (a: number, b: number, level: number) => number {
  const known = new Map(Object.values(site).map((part: Coded<unknown> | null) => [part, knownIn(part)]))
  return (a, b, level) => {
    let highest = Number.NEGATIVE_INFINITY
    for (const name of sharedAt[level] ?? []) {
      const part = site[name]
      const [one, other] = [part?.codes[a] ?? 0, part?.codes[b] ?? 0]
      if (part === null || one === 0 || other === 0) continue
      const bearers = Math.max(part.counts[one] ?? 0, part.counts[other] ?? 0)
      const share = bearers / (known.get(part) ?? 1)
      highest = Math.max(highest, share < commonFrom ? Number.POSITIVE_INFINITY : Math.log2(1 / share))
    }
    return highest === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : highest
  }
}

function knownIn(part: Coded<unknown> | null): number {
  return part === null ? 0 : part.counts.subarray(1).reduce((sum, count) => sum + count, 0)
}

const rank: Readonly<Record<CompanyLevel, 'same' | 'close' | 'different'>> = {
  same: 'same',
  'legal form differs': 'same',
  'weak words differ': 'same',
  acronym: 'close',
  close: 'close',
  partly: 'close',
  'numbers differ': 'different',
  'region differs': 'close',
  different: 'different',
}

function compareStreets(a: Street | undefined, b: Street | undefined): boolean | null {
  if (a === undefined || b === undefined) return null
  if (a.joined === b.joined) return true
  if (a.numbers.length === 0 || b.numbers.length === 0 || a.numbers[0] !== b.numbers[0]) return false
  const [namesA, namesB] = [a.names.join(''), b.names.join('')]
  return isTypo(namesA, namesB) || jaroWinkler(namesA, namesB) >= 0.92
}

function agreement<T>(coded: Coded<T> | null, a: number, b: number): boolean | null {
  if (coded === null) return null
  const one = coded.codes[a] ?? 0
  const other = coded.codes[b] ?? 0
  return one === 0 || other === 0 ? null : one === other
}

function item<T>(coded: Coded<T>, record: number): T | undefined {
  return coded.items[coded.codes[record] ?? 0]
}
