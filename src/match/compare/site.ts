import type { Comparison } from '../../kit/index.ts'
import type { CompanyName } from '../../terms/company-name.ts'
import { words } from '../../terms/letters.ts'
import { companyDomainOf } from '../../terms/mail.ts'
import { postalCodeOf, type Street, streetOf } from '../../terms/street.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { editsWithin, isTypo, jaroWinkler } from '../similarity.ts'
import type { Column } from '../table.ts'
import { ceilingOf, type Names, sharedAmongStrangers } from './carriers.ts'
import {
  type CompanyLevel,
  compareCompanies,
  encodeCompanies,
  type WordWeight,
  wordWeights,
} from './company.ts'

const siteLevels = [
  { name: 'same company and address', m: 0.42, u: 2e-4 },
  { name: 'same address', m: 0.12, u: 1e-4 },
  { name: 'same company', m: 0.15, u: 2e-3 },
  { name: 'same domain', m: 0.05, u: 2e-3 },
  { name: 'same street', m: 0.03, u: 1e-4 },
  { name: 'similar company', m: 0.05, u: 1e-3 },
  { name: 'same area', m: 0.04, u: 0.005 },
  { name: 'same city', m: 0.03, u: 0.02 },
  { name: 'different', m: 0.11, u: 0.9687 },
] as const satisfies readonly Level[]

type SiteLevel = (typeof siteLevels)[number]['name']
const at = Object.fromEntries(siteLevels.map((level, index) => [level.name, index + 1])) as Record<
  SiteLevel,
  number
>

type SiteFields = Omit<Extract<Comparison, { type: 'site' }>, 'type'>

interface Site {
  readonly company: Coded<CompanyName> | null
  readonly street: Coded<Street> | null
  readonly postal: Coded<string> | null
  readonly city: Coded<string> | null
  readonly domain: Coded<string> | null
}

/** Who the people at a place are, to know how often relatives share one. */
interface Residents {
  readonly names: Names | null
  readonly families: Int32Array | null
}

/** Company, street, postal code and domain speak once: a colleague shares all of them. */
export function siteComparator(
  name: string,
  comparison: SiteFields,
  column: (field: string) => Column,
  residents: Residents,
): Comparator {
  const site = readSite(comparison, column)
  const weight = site.company === null ? () => 1 : wordWeights(site.company)
  const rarities = new Map(parts.map((part) => [part, site[part] && rarityOf(site[part].counts)]))
  return {
    name,
    levels: siteLevels,
    level: (a, b) => siteLevel(site, weight, a, b),
    rarity: (a, _b, level) => {
      const part = tellsAt[level]
      return part === undefined ? 0 : (rarities.get(part)?.[site[part]?.codes[a] ?? 0] ?? 0)
    },
    ceiling: siteCeiling(site, residents),
  }
}

/** True where both streets are known and unlike. */
export function otherStreets(column: Column): (a: number, b: number) => boolean {
  const street = encode(column, streetOf, (found) => found.joined)
  return (a, b) => compareStreets(item(street, a), item(street, b)) === 'different'
}

const parts = ['company', 'street', 'postal', 'city', 'domain'] as const
type Part = (typeof parts)[number]

/** Whose rarity counts at a level. */
const tellsAt: Readonly<Record<number, Part>> = {
  [at['same company and address']]: 'company',
  [at['same address']]: 'street',
  [at['same company']]: 'company',
  [at['same domain']]: 'domain',
  [at['same area']]: 'postal',
  [at['same city']]: 'city',
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
    city: part(city, (text) => words(text).join('') || null, asIs),
    domain: part(domain, companyDomainOf, asIs),
  }
}

function siteLevel(site: Site, weight: WordWeight, a: number, b: number): number {
  const { company, street, postal, domain } = site
  const [companyA, companyB] = [company && item(company, a), company && item(company, b)]
  const business = companyA && companyB ? compareCompanies(companyA, companyB, weight) : null
  const streets = street === null ? null : compareStreets(item(street, a), item(street, b))
  const [code, city] = [agreement(postal, a, b), cityAgreement(site, a, b)]
  const elsewhere = (code === false && city !== true) || (code !== true && city === false)
  const known = business === null ? null : rank[business]
  const sameStreet = streets === 'same' && !elsewhere
  if (known === 'same')
    return sameStreet || (streets === null && code === true)
      ? at['same company and address']
      : at['same company']
  if (sameStreet) return known === 'close' ? at['same company and address'] : at['same address']
  const hosts = agreement(domain, a, b)
  if (hosts === true) return at['same domain']
  if (streets === 'near' && !elsewhere) return at['same street']
  if (known === 'close') return at['similar company']
  if (code === true) return at['same area']
  if (city === true) return at['same city']
  const silent = known === null && streets === null && code === null && city === null && hosts === null
  return silent ? 0 : at.different
}

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
function siteCeiling(site: Site, residents: Residents): (a: number, b: number, level: number) => number {
  const known = new Map(parts.map((part) => [part, knownIn(site[part])]))
  const { families } = residents
  const amongRelatives = relativesShare(site, residents)
  return (a, b, level) => {
    const related = families !== null && families[a] !== 0 && families[a] === families[b]
    let highest = Number.NEGATIVE_INFINITY
    for (const name of sharedAt[level] ?? []) {
      const part = site[name]
      const [one, other] = [part?.codes[a] ?? 0, part?.codes[b] ?? 0]
      if (part === null || one === 0 || other === 0) continue
      const bearers = Math.max(part.counts[one] ?? 0, part.counts[other] ?? 0)
      const share = bearers / (known.get(name) ?? 1)
      const common = share < commonFrom ? Number.POSITIVE_INFINITY : Math.log2(1 / share)
      highest = Math.max(highest, related ? Math.min(common, amongRelatives[name]) : common)
    }
    return highest === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : highest
  }
}

function relativesShare(site: Site, { names, families }: Residents): Readonly<Record<Part, number>> {
  const shares =
    names === null || families === null
      ? []
      : sharedAmongStrangers(families, names, [
          (a, b) => agreement(site.company, a, b),
          (a, b) => agreement(site.street, a, b),
          (a, b) => agreement(site.postal, a, b),
          (a, b) => agreement(site.city, a, b),
          (a, b) => agreement(site.domain, a, b),
        ])
  return Object.fromEntries(parts.map((part, nth) => [part, ceilingOf(shares[nth] ?? 0)])) as Record<
    Part,
    number
  >
}

function knownIn(part: Coded<unknown> | null): number {
  return part === null ? 0 : part.counts.subarray(1).reduce((sum, count) => sum + count, 0)
}

const rank: Readonly<Record<CompanyLevel, 'same' | 'close' | 'different'>> = {
  same: 'same',
  'legal form differs': 'same',
  'weak words differ': 'same',
  acronym: 'close',
  'place added': 'close',
  'partner left out': 'close',
  'perhaps initials': 'close',
  close: 'close',
  contained: 'close',
  partly: 'close',
  'numbers differ': 'different',
  'region differs': 'close',
  'a word in common': 'different',
  different: 'different',
}

/** `near`: the name of the street agrees, its number is missing or mistyped. */
function compareStreets(a: Street | undefined, b: Street | undefined): 'same' | 'near' | 'different' | null {
  if (a === undefined || b === undefined) return null
  if (a.joined === b.joined) return 'same'
  const [namesA, namesB] = [a.names.join(''), b.names.join('')]
  const alike = namesA === namesB || isTypo(namesA, namesB) || jaroWinkler(namesA, namesB) >= 0.92
  if (!alike || namesA === '') return 'different'
  const [one, other] = [a.numbers[0] ?? '', b.numbers[0] ?? '']
  if (one !== '' && one === other) return 'same'
  return one === '' || other === '' || editsWithin(one, other, 1) <= 1 ? 'near' : 'different'
}

function cityAgreement({ city }: Site, a: number, b: number): boolean | null {
  const same = agreement(city, a, b)
  return same === false && city !== null ? isTypo(item(city, a) ?? '', item(city, b) ?? '') : same
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
