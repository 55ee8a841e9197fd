import type { Comparison, MatchRule } from '../../kit/index.ts'
import { companyNameOf } from '../../terms/company-name.ts'
import { familyNameOf } from '../../terms/person-name.ts'
import { type CodedSet, encode } from '../coded.ts'
import type { Comparator } from '../comparator.ts'
import type { Column, RecordTable } from '../table.ts'
import { companyNameComparator, encodeCompanies, siteComparator } from './company.ts'
import { mailComparator, mailSet, phoneSet, phonesComparator, withoutShared } from './identifiers.ts'
import { personNameComparator } from './person-name.ts'
import {
  codeComparator,
  dateComparator,
  domainComparator,
  domainSet,
  numberComparator,
  setComparator,
  textComparator,
} from './plain.ts'

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
  const bearers = bearersOf(rule, column)
  const sets = new Map<string, CodedSet<string>>()
  const list = Object.entries(rule.compare).map(([name, comparison]) =>
    build(name, comparison, { column, rows: table.rows, bearers, sets }),
  )
  return { list, sets }
}

/** Who carries an identifier: family names of people, names of companies; null where neither is compared. */
function bearersOf(rule: MatchRule, column: (field: string) => Column): Int32Array | null {
  for (const comparison of Object.values(rule.compare)) {
    if (comparison.type === 'personName') {
      return encode(column(comparison.last), familyNameOf, (family) => family.words[0] ?? '').codes
    }
    if (comparison.type === 'companyName') {
      return encode(
        column(comparison.field),
        (text) => companyNameOf(text)?.strong[0] ?? null,
        (key) => key,
      ).codes
    }
  }
  return null
}

interface Building {
  readonly column: (field: string) => Column
  readonly rows: number
  readonly bearers: Int32Array | null
  readonly sets: Map<string, CodedSet<string>>
}

function build(name: string, comparison: Comparison, { column, rows, bearers, sets }: Building): Comparator {
  switch (comparison.type) {
    case 'personName':
      return personNameComparator(name, comparison, column)
    case 'companyName':
      return companyNameComparator(name, encodeCompanies(column(comparison.field)))
    case 'email': {
      const all = mailSet(comparison.fields.map(column), rows)
      const set = bearers === null ? all : withoutShared(all, bearers)
      sets.set(name, { ...set, items: set.items.map((mail) => mail?.address) })
      return mailComparator(name, set)
    }
    case 'phones': {
      const all = phoneSet(comparison.fields.map(column), rows)
      const set = bearers === null ? all : withoutShared(all, bearers)
      sets.set(name, { ...set, items: set.items.map((phone) => phone?.replace(/x.*$/, '').slice(-7)) })
      return phonesComparator(name, set)
    }
    case 'domain':
      sets.set(name, domainSet(comparison.fields.map(column), rows))
      return domainComparator(name, comparison.fields.map(column), rows)
    case 'site':
      return siteComparator(name, comparison, column)
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
