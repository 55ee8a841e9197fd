import type { Comparison, MatchRule } from '../../kit/index.ts'
import { familyNameOf, givenNameOf } from '../../terms/person-name.ts'
import { type Coded, type CodedSet, encode } from '../coded.ts'
import type { Comparator } from '../comparator.ts'
import { jaroWinkler } from '../similarity.ts'
import type { Column, RecordTable } from '../table.ts'
import {
  carriersOf,
  ceilingByPlaces,
  ceilingOf,
  fieldsFilled,
  type Names,
  namesBy,
  sharedAmongStrangers,
} from './carriers.ts'
import { companyNameComparator, encodeCompanies } from './company.ts'
import { dateComparator } from './dates.ts'
import {
  best,
  highestShared,
  mailComparator,
  mailSet,
  phoneSet,
  phonesComparator,
  phonesIn,
  type SetFacts,
} from './identifiers.ts'
import { personNameComparator } from './person-name.ts'
import {
  codeComparator,
  domainComparator,
  domainSet,
  numberComparator,
  setComparator,
  textComparator,
} from './plain.ts'
import { otherStreets, siteComparator } from './site.ts'

/** The rule's comparisons over the records at hand, and the identifiers that blocking may use. */
export interface Comparisons {
  readonly list: readonly Comparator[]
  /** Values of e-mail, phone and domain comparisons after hygiene, as texts. */
  readonly sets: ReadonlyMap<string, CodedSet<string>>
}

/** Canonical fields that a comparison reads. */
export function fieldsOf(comparison: Comparison): readonly string[] {
  switch (comparison.type) {
    case 'personName':
      return [comparison.first, comparison.last, comparison.middle, comparison.suffix].filter(
        (field) => field !== undefined,
      )
    case 'site':
      return [
        comparison.company,
        comparison.street,
        comparison.city,
        comparison.postalCode,
        comparison.domain,
      ].filter((field) => field !== undefined)
    case 'email':
    case 'phones':
    case 'domain':
      return comparison.fields
    case 'code':
      return [comparison.field, ...(comparison.or ?? [])]
    default:
      return [comparison.field]
  }
}

export function buildComparisons(rule: MatchRule, table: RecordTable): Comparisons {
  const empty: Column = { codes: new Int32Array(table.rows), values: [''] }
  const column = (field: string): Column => table.columns.get(field) ?? empty
  const sets = new Map<string, CodedSet<string>>()
  const people = namesOf(rule, 'personName', column)
  const names = people ?? namesOf(rule, 'companyName', column)
  const building = { rule, column, rows: table.rows, names, families: people?.families ?? null, sets }
  const list = Object.entries(rule.compare).map(([name, comparison]) =>
    name === names?.comparator.name ? names.comparator : build(name, comparison, building),
  )
  return { list, sets }
}

interface RuleNames extends Names {
  readonly comparator: Comparator
  /** Family name by record, for people. */
  readonly families: Int32Array | null
}

/** The first comparison of names: it tells who is certainly somebody else. */
function namesOf(
  rule: MatchRule,
  type: 'personName' | 'companyName',
  column: (field: string) => Column,
): RuleNames | null {
  for (const [name, comparison] of Object.entries(rule.compare)) {
    if (comparison.type !== type) continue
    if (comparison.type === 'companyName') {
      const companies = encodeCompanies(column(comparison.field))
      const comparator = companyNameComparator(name, companies)
      return { ...namesBy(comparator, mistypedIn(companies), rule), comparator, families: null }
    }
    if (comparison.type !== 'personName') continue
    const comparator = personNameComparator(name, comparison, column)
    const families = encode(column(comparison.last), familyNameOf, (family) => family.joined).codes
    const given = encode(column(comparison.first), givenNameOf, (one) => one.joined)
    return { ...namesBy(comparator, mistypedIn(given), rule), comparator, families }
  }
  return null
}

/** So alike that one may be the other in a hurry: Javi, Jvaier. */
const alike = 0.75

function mistypedIn(names: Coded<{ readonly joined: string }>): (a: number, b: number) => boolean {
  return (a, b) => {
    const [one, other] = [names.items[names.codes[a] ?? 0], names.items[names.codes[b] ?? 0]]
    return one !== undefined && other !== undefined && jaroWinkler(one.joined, other.joined) >= alike
  }
}

interface Building {
  readonly rule: MatchRule
  readonly column: (field: string) => Column
  readonly rows: number
  readonly names: RuleNames | null
  readonly families: Int32Array | null
  readonly sets: Map<string, CodedSet<string>>
}

function build(name: string, comparison: Comparison, building: Building): Comparator {
  const { column, rows, sets } = building
  switch (comparison.type) {
    case 'personName':
      return personNameComparator(name, comparison, column)
    case 'companyName':
      return companyNameComparator(name, encodeCompanies(column(comparison.field)))
    case 'email': {
      const { set, ...facts } = factsOf(mailSet(comparison.fields.map(column), rows), building)
      sets.set(name, { ...set, items: set.items.map((mail) => mail?.address) })
      return mailComparator(name, set, { ...facts, fields: none }, building.families !== null)
    }
    case 'phones': {
      const columns = comparison.fields.map(column)
      const { set, ...facts } = factsOf(phoneSet(columns, rows), building)
      sets.set(name, { ...set, items: set.items.map((phone) => phone?.replace(/x.*$/, '').slice(-7)) })
      const ceiling = phoneCeiling(set, facts.ceiling, building)
      return phonesComparator(name, set, {
        ...facts,
        ceiling,
        fields: fieldsFilled(columns, rows, phonesIn),
      })
    }
    case 'domain':
      sets.set(name, domainSet(comparison.fields.map(column), rows))
      return domainComparator(name, comparison.fields.map(column), rows)
    case 'site':
      return siteComparator(name, comparison, column, building)
    case 'text':
      return textComparator(name, column(comparison.field))
    case 'code':
      return codeComparator(name, fieldsOf(comparison), column)
    case 'date':
      return dateComparator(name, column(comparison.field), comparison.days ?? 0)
    case 'number':
      return numberComparator(name, column(comparison.field), comparison.tolerance ?? 0)
    case 'set':
      return setComparator(name, column(comparison.field), rows)
  }
}

const none = new Uint32Array(0)

/** A number of companies says less the more places use it; people have theirs wherever they are. */
function phoneCeiling(
  set: CodedSet<string>,
  own: SetFacts['ceiling'],
  { rule, column, families }: Building,
): SetFacts['ceiling'] {
  const street = Object.values(rule.compare).find((one) => one.type === 'site')?.street
  if (families !== null || street === undefined) return own
  const ceilings = ceilingByPlaces(set, otherStreets(column(street)))
  return (a, b) => Math.min(own(a, b), highestShared(set, a, b, ceilings))
}

/** Takes out what too many carry; says what else is shared with people who certainly are somebody else. */
function factsOf<T>(
  all: CodedSet<T>,
  { names, rule, column }: Building,
): { readonly set: CodedSet<T> } & Omit<SetFacts, 'fields'> {
  if (names === null) {
    return { set: all, shared: new Uint8Array(all.items.length), ceiling: () => Number.POSITIVE_INFINITY }
  }
  const { set, shared } = carriersOf(all, names)
  const company = Object.values(rule.compare).find((one) => one.type === 'site')?.company
  if (company === undefined) return { set, shared, ceiling: () => Number.POSITIVE_INFINITY }
  const { codes } = encodeCompanies(column(company))
  const inCommon = (a: number, b: number): boolean | null => {
    const found = best(
      set,
      a,
      b,
      3,
      () => 3,
      (code) => (shared[code] === 1 ? 2 : 1),
    )
    return found === 0 ? null : found === 1
  }
  const ceiling = ceilingOf(sharedAmongStrangers(codes, names, [inCommon])[0] ?? 0)
  return {
    set,
    shared,
    ceiling: (a, b) => (codes[a] !== 0 && codes[a] === codes[b] ? ceiling : Number.POSITIVE_INFINITY),
  }
}
