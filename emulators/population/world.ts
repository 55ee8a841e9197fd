import { type Calendar, calendar, day } from './calendar.ts'
import { type CaseRow, type CaseSlot, casePlan, caseRow } from './case-row.ts'
import { type Company, company } from './company.ts'
import { type CompanyRow, companyRow } from './company-row.ts'
import { type DealRow, type DealSlot, dealPlan, dealRow } from './deal-row.ts'
import { hostileText } from './hostile.ts'
import { type Layout, layout, type Variant } from './layout.ts'
import {
  employment,
  type PeopleKind,
  type PeopleRow,
  peopleRow,
  type RowPlace,
  rowSource,
} from './people-row.ts'
import { type Permutation, permutation } from './permutation.ts'
import { employee, type Person, resident } from './person.ts'
import { hash, type Random, Stream } from './random.ts'
import { type UnitRows, unitRows } from './unit-rows.ts'

export type { Variant } from './layout.ts'

export interface WorldOptions {
  readonly seed: number
  readonly asOf: Date
  /** People rows, duplicates included. */
  readonly people: number
  readonly variant?: Variant
  /** Hostile values in every thirtieth row instead of in a handful. */
  readonly hostile?: boolean
  /** Factor for deals, cases and everything that hangs on records; default 1. */
  readonly activity?: number
}

/** Everybody and everything, made when asked for, in any order, always the same. */
export interface World {
  readonly seed: number
  readonly variant: Variant
  readonly activity: number
  readonly hostile: boolean
  readonly layout: Layout
  readonly calendar: Calendar
  /** Place of a row in the order in which rows were created; duplicates end up far from each other. */
  readonly peopleOrder: Permutation
  readonly companyOrder: Permutation
  readonly company: (index: number) => Company
  readonly companyRow: (row: number) => CompanyRow
  readonly person: (index: number) => Person
  readonly kindOf: (person: number, copy: number) => PeopleKind
  readonly isConverted: (person: number, copy: number) => boolean
  readonly peopleRow: (row: number) => PeopleRow
  /** The employer of a row alone; much quicker than the row. */
  readonly employmentOf: (row: number) => {
    readonly company: number | null
    readonly otherCompanyRow: boolean
  }
  /** Milliseconds; when the row was created. */
  readonly peopleSince: (row: number) => number
  readonly companySince: (row: number) => number
  readonly deals: UnitRows<DealSlot>
  readonly cases: UnitRows<CaseSlot>
  readonly dealRow: (row: number) => DealRow
  readonly caseRow: (row: number) => CaseRow
}

/** Units are companies, then households. */
export function createWorld(options: WorldOptions): World {
  const { seed, people } = options
  const variant = options.variant ?? 'standard'
  const activity = options.activity ?? 1
  const plan = layout(seed, people, variant)
  const dates = calendar(options.asOf)
  const companies = cached((index) => companyAt(seed, plan, index), 60_000)
  const units = plan.companies + plan.households
  const orders = {
    peopleOrder: permutation(people, hash(seed, Stream.layout, 1, 9)),
    companyOrder: permutation(Math.max(1, plan.companyRows), hash(seed, Stream.layout, 2, 9)),
  }
  const base = { seed, variant, activity, hostile: options.hostile ?? false, layout: plan, calendar: dates }
  const room = (unit: number): number => (dates.asOf - unitSince(base, orders, unit)) / (365 * day)
  const deals = unitRows(units, hash(seed, Stream.deals, 0), (unit) =>
    hasDeals(base, unit) ? dealPlan(seed, unit, unit >= plan.companies, activity, room(unit)) : [],
  )
  const cases = unitRows(units, hash(seed, Stream.cases, 0), (unit) =>
    hasCases(base, unit)
      ? casePlan(seed, unit, unit >= plan.companies ? activity * 0.6 : activity, room(unit))
      : [],
  )
  const parts = { ...base, deals, cases }
  return {
    ...parts,
    ...orders,
    ...peopleOf(parts, orders, companies),
    ...happenings(parts, orders, companies),
  }
}

type Base = Pick<World, 'seed' | 'variant' | 'activity' | 'hostile' | 'layout' | 'calendar'>

type Parts = Pick<
  World,
  'seed' | 'variant' | 'activity' | 'hostile' | 'layout' | 'calendar' | 'deals' | 'cases'
>
type Orders = Pick<World, 'peopleOrder' | 'companyOrder'>

function peopleOf(parts: Parts, orders: Orders, companies: (index: number) => Company) {
  const { seed, layout: plan } = parts
  const person = (index: number): Person => personAt(seed, plan, companies, index)
  const kindOf = (index: number, copy: number): PeopleKind => kindAt(seed, plan, parts.variant, index, copy)
  const isConverted = (index: number, copy: number): boolean =>
    copy > 0 &&
    kindOf(index, copy) === 'lead' &&
    kindOf(index, 0) !== 'lead' &&
    hash(seed, Stream.copy, index, 50 + copy) % 100 < 15
  function placeAt(index: number, copy: number): RowPlace {
    const kind = kindOf(index, copy)
    const unit = plan.unitOf[index] as number
    return {
      copy,
      kind,
      converted: isConverted(index, copy),
      newEmployer: (source) => newEmployer(source, plan, companies, kind === 'contact'),
      hasOtherCompanyRow: kind === 'contact' && unit >= 0 && companyRowsOf(plan, unit) > 1,
    }
  }
  function employmentOf(row: number): { readonly company: number | null; readonly otherCompanyRow: boolean } {
    const index = plan.personOf[row] as number
    const copy = row - (plan.firstRow[index] as number)
    const unit = plan.unitOf[index] as number
    if (unit < 0 || copy === 0) return { company: unit < 0 ? null : unit, otherCompanyRow: false }
    const drawn = employment(rowSource(seed, index, copy), true, placeAt(index, copy))
    return { company: drawn.moved?.index ?? unit, otherCompanyRow: drawn.otherCompanyRow }
  }
  function rowAt(row: number): PeopleRow {
    const index = plan.personOf[row] as number
    const copy = row - (plan.firstRow[index] as number)
    const made = peopleRow(seed, person(index), placeAt(index, copy))
    const text = hostileText(seed, row, plan.rows, parts.hostile)
    return text === undefined ? made : { ...made, ...spoiltBy(text, row) }
  }
  return {
    company: companies,
    companyRow: (row: number) => {
      const index = plan.companyOf[row] as number
      return companyRow(seed, companies(index), row - (plan.firstCompanyRow[index] as number))
    },
    person,
    kindOf,
    isConverted,
    peopleRow: rowAt,
    employmentOf,
    peopleSince: (row: number) => since(parts, 51, row, orders.peopleOrder.forward(row) / plan.rows),
    companySince: (row: number) => since(parts, 52, row, orders.companyOrder.forward(row) / plan.companyRows),
  }
}

function happenings(parts: Parts, orders: Orders, companies: (index: number) => Company) {
  const { seed, layout: plan, calendar: dates } = parts
  const place = (rows: UnitRows<unknown>, row: number) => {
    const unit = rows.unitOf(row)
    const owner = unit < plan.companies ? companies(unit) : null
    const first =
      owner === null
        ? (plan.householdFirst[unit - plan.companies] as number)
        : (plan.firstPerson[unit] as number)
    return {
      unit,
      owner,
      first,
      at: row - rows.first(unit),
      since: unitSince(parts, orders, unit),
      calendar: dates,
    }
  }
  return {
    dealRow: (row: number) => {
      const where = place(parts.deals, row)
      const name = where.owner?.brand ?? personAt(seed, plan, companies, where.first).name.last
      return dealRow(seed, { ...where, slots: parts.deals.plan(where.unit), name })
    },
    caseRow: (row: number) => {
      const where = place(parts.cases, row)
      const culture = where.owner?.culture ?? personAt(seed, plan, companies, where.first).name.culture
      const people =
        where.owner === null
          ? (plan.householdSize[where.unit - plan.companies] as number)
          : (plan.headcount[where.unit] as number)
      return caseRow(seed, {
        ...where,
        slots: parts.cases.plan(where.unit),
        spanish: culture.startsWith('es'),
        people,
      })
    },
  }
}

/** When the org first heard of a company or a household. */
function unitSince(parts: Base, orders: Orders, unit: number): number {
  const { layout: plan } = parts
  if (unit < plan.companies) {
    const row = plan.firstCompanyRow[unit] as number
    return since(parts, 52, row, orders.companyOrder.forward(row) / plan.companyRows)
  }
  const row = plan.firstRow[plan.householdFirst[unit - plan.companies] as number] as number
  return since(parts, 51, row, orders.peopleOrder.forward(row) / plan.rows)
}

function since(parts: Base, part: number, row: number, share: number): number {
  const draw = hash(parts.seed, Stream.copy, row, part)
  const jitter = { next: () => draw / 4294967296, chance: () => false } as unknown as Random
  return Math.min(parts.calendar.asOf - day / 24, parts.calendar.at(share, jitter))
}

function companyAt(seed: number, plan: Layout, index: number): Company {
  const group = plan.groupOf[index] as number
  return company(seed, group, plan.partOf[index] as number, index, plan.domainNumber[group] as number)
}

function personAt(seed: number, plan: Layout, companies: (index: number) => Company, index: number): Person {
  const unit = plan.unitOf[index] as number
  if (unit < 0) {
    const household = -1 - unit
    const first = plan.householdFirst[household] as number
    return resident(seed, household, first, index - first, plan.householdSize[household] as number)
  }
  const at = companies(unit)
  const first = plan.firstPerson[unit] as number
  const seat = {
    person: index,
    first,
    ordinal: index - first,
    size: plan.headcount[unit] as number,
    culture: at.culture,
  }
  return employee(seed, seat, at, plan.mailNumber[index] as number)
}

function companyRowsOf(plan: Layout, index: number): number {
  return (plan.firstCompanyRow[index + 1] as number) - (plan.firstCompanyRow[index] as number)
}

/** Prospects have leads only; people at home are customers themselves, or leads. */
function kindAt(seed: number, plan: Layout, variant: Variant, index: number, copy: number): PeopleKind {
  const unit = plan.unitOf[index] as number
  const draw = (part: number): number => hash(seed, Stream.copy, index, part) / 4294967296
  if (unit >= 0 && companyRowsOf(plan, unit) === 0) return 'lead'
  const home = homeKind(variant, draw(40), draw(41))
  const first: PeopleKind = unit < 0 ? home : draw(40) < 0.86 ? 'contact' : 'lead'
  if (copy === 0 || draw(42 + copy) < 0.64) return first
  if (first !== 'lead') return 'lead'
  return unit >= 0 || variant !== 'standard' ? 'contact' : 'person'
}

function homeKind(variant: Variant, draw: number, other: number): PeopleKind {
  if (variant === 'nonprofit') return draw > 0.93 ? 'lead' : 'contact'
  if (variant === 'business') return draw < 0.3 ? 'contact' : 'lead'
  return draw < 0.55 ? 'person' : other < 0.15 ? 'contact' : 'lead'
}

function newEmployer(
  source: Random,
  plan: Layout,
  companies: (index: number) => Company,
  withRow: boolean,
): Company | null {
  for (let attempt = 0; attempt < 20; attempt++) {
    const index = source.int(plan.companies)
    if (!withRow || companyRowsOf(plan, index) > 0) return companies(index)
  }
  return null
}

function spoiltBy(text: string, row: number): Partial<PeopleRow> {
  if (row % 3 === 0) return { title: text.slice(0, 80) }
  return row % 3 === 1 ? { lastName: text.slice(0, 80) } : { street: text }
}

function hasDeals(base: Base, unit: number): boolean {
  if (unit >= base.layout.companies) return base.variant === 'nonprofit'
  return companyRowsOf(base.layout, unit) > 0
}

function hasCases(base: Base, unit: number): boolean {
  return unit >= base.layout.companies || companyRowsOf(base.layout, unit) > 0
}

/** Forgets everything when full: people of one company are asked for in no order at all. */
function cached<T>(make: (index: number) => T, capacity: number): (index: number) => T {
  const known = new Map<number, T>()
  return (index) => {
    const found = known.get(index)
    if (found !== undefined) return found
    if (known.size >= capacity) known.clear()
    const made = make(index)
    known.set(index, made)
    return made
  }
}
