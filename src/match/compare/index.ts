import type { Comparison, MatchRule } from '../../kit/index.ts'
import type { Comparator } from '../comparator.ts'
import { type CodedSet, type Column, emptyColumn } from '../kernel/coded.ts'
import type { Carried, Encoding, Offer } from '../kernel/kind.ts'
import { LinesBuilder } from '../kernel/lines.ts'
import { bestOf, packSet } from '../kernel/sets.ts'
import {
  carriersOf,
  ceilingByPlaces,
  ceilingOf,
  type Names,
  namesBy,
  sharedAmongStrangers,
} from './carriers.ts'
import { companiesOf, mayBeMistyped as companyMistyped, type PackedCompanyName } from './company-name.ts'
import {
  kindOf,
  openComparison,
  openComparisons,
  type PackedComparison,
  type PackedComparisons,
} from './open.ts'
import { familiesOf, mayBeMistyped as givenMistyped, type PackedPeople } from './person-name.ts'
import { otherStreets, streetsOf } from './street.ts'

/** The rule's comparisons over the records at hand, and the identifiers that blocking may use. */
export interface Comparisons {
  readonly list: readonly Comparator[]
  /** The same for other threads to open. */
  readonly packed: PackedComparisons
  /** Values of e-mail, phone and domain comparisons after hygiene. */
  readonly sets: ReadonlyMap<string, Offer>
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

interface Table {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Column>
}

export function buildComparisons(rule: MatchRule, table: Table): Comparisons {
  const encoder = new Encoder(rule, table)
  const names = encoder.packNames()
  const list = Object.entries(rule.compare).map(([name, comparison]) =>
    name === names?.name ? names : encoder.pack(name, comparison),
  )
  const packed = { lines: encoder.lines.finish(table.rows), list }
  return { list: openComparisons(packed), packed, sets: encoder.sets }
}

/** So alike that one may be the other in a hurry: Javi, Jvaier. */
const alike = 0.75

/** Packs the comparisons of a rule, names first: they tell who is certainly somebody else. */
class Encoder {
  readonly #rule: MatchRule
  readonly #table: Table
  readonly #once = new Map<string, unknown>()
  readonly sets = new Map<string, Offer>()
  readonly lines = new LinesBuilder()
  #names: Names | null = null
  /** Family names by record. */
  #families: { readonly place: number; readonly codes: Int32Array } | null = null

  constructor(rule: MatchRule, table: Table) {
    this.#rule = rule
    this.#table = table
  }

  pack(name: string, comparison: Comparison): PackedComparison {
    const { type } = comparison
    return { name, type, pack: kindOf(type).encode(comparison as never, this.#encoding(name)) }
  }

  packNames(): PackedComparison | null {
    const compared = Object.entries(this.#rule.compare)
    const found =
      compared.find(([, { type }]) => type === 'personName') ??
      compared.find(([, { type }]) => type === 'companyName')
    if (found === undefined) return null
    const packed = this.pack(...found)
    const lines = this.lines.soFar(this.#table.rows)
    const comparator = openComparison(packed, lines)
    if (packed.type === 'companyName') {
      const mistyped = companyMistyped(packed.pack as PackedCompanyName, lines, alike)
      this.#names = namesBy(comparator, mistyped, this.#rule)
      return packed
    }
    const people = packed.pack as PackedPeople
    this.#names = namesBy(comparator, givenMistyped(people, lines, alike), this.#rule)
    const codes = familiesOf(people, lines, this.#table.rows)
    this.#families = { place: this.lines.add(codes), codes }
    return packed
  }

  #encoding(name: string): Encoding {
    return {
      rows: this.#table.rows,
      column: (field) => this.#column(field),
      line: (codes) => this.lines.add(codes),
      once: (kind, field, read) => this.#read(`${kind} ${field}`, read),
      carriers: (set) => this.#carriers(set),
      byPlaces: (set) => this.#byPlaces(set),
      families: this.#families,
      amongRelatives: (readings) => this.#amongRelatives(readings),
      offer: (found) => this.sets.set(name, found),
    }
  }

  #column(field: string): Column {
    return this.#table.columns.get(field) ?? emptyColumn(this.#table.rows)
  }

  #read<T>(key: string, read: () => T): T {
    if (!this.#once.has(key)) this.#once.set(key, read())
    return this.#once.get(key) as T
  }

  /** Takes out what too many carry; says what else is shared with people who certainly are somebody else. */
  #carriers(all: CodedSet): Carried {
    const names = this.#names
    if (names === null) return { set: all, shared: new Uint8Array(all.counts.length), amongColleagues: null }
    const { set, shared } = carriersOf(all, names)
    const company = Object.values(this.#rule.compare).find((one) => one.type === 'site')?.company
    if (company === undefined) return { set, shared, amongColleagues: null }
    const { codes, pack } = companiesOf(company, this.#encoding(''))
    const [share = 0] = sharedAmongStrangers(codes, names, [inCommon(set, shared)])
    return { set, shared, amongColleagues: { place: pack.place, bits: ceilingOf(share) } }
  }

  /** A number of companies says less the more places use it; people have theirs wherever they are. */
  #byPlaces(set: CodedSet): Float64Array | null {
    const street = Object.values(this.#rule.compare).find((one) => one.type === 'site')?.street
    if (this.#families !== null || street === undefined) return null
    const { codes, pack } = streetsOf(street, this.#encoding(''))
    const known = (record: number): boolean => codes[record] !== 0
    return ceilingByPlaces(set, { known, differ: otherStreets(codes, pack) })
  }

  #amongRelatives(readings: readonly ((a: number, b: number) => boolean | null)[]): readonly number[] {
    if (this.#names === null || this.#families === null) return readings.map(() => Number.POSITIVE_INFINITY)
    return sharedAmongStrangers(this.#families.codes, this.#names, readings).map(ceilingOf)
  }
}

/** Whether two records have a value in common that is not shared by others; null when one has none. */
function inCommon(set: CodedSet, shared: Uint8Array): (a: number, b: number) => boolean | null {
  const lines = new LinesBuilder()
  const packed = packSet(set, (codes) => lines.add(codes))
  const rows = set.starts.length - 1
  const best = bestOf(
    packed,
    lines.finish(rows),
    () => 3,
    (code) => (shared[code] === 1 ? 2 : 1),
  )
  return (a, b) => {
    const found = best(a, b)
    return found === 0 ? null : found === 1
  }
}
