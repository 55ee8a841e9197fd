import { type Calendar, calendar, day } from './calendar.ts'
import { type CaseRow, type CaseSlot, casePlan, caseRow } from './case-row.ts'
import type { Company } from './company.ts'
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
import type { Person } from './person.ts'
import { companyAt, companyRowsOf, kindAt, newEmployer, personAt } from './places.ts'
import { hash, type Random, Stream } from './random.ts'
import { type SecondLayout, secondLayout } from './second-layout.ts'
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
  /** A `second` system shares people and companies with the first of the same seed, people and variant. */
  readonly system?: 'first' | 'second'
}

/** Everybody and everything, made when asked for, in any order, always the same. */
export interface World {
  readonly seed: number
  /** What this system says, and when, is drawn from this: the same seed in the first system, its own in the second. */
  readonly rowSeed: number
  /** Persons and companies below these are the first system's too; `null` in the first system. */
  readonly shared: SecondLayout['shared'] | null
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
  const second = options.system === 'second' ? secondLayout(seed, people, variant) : null
  const rowSeed = second !== null ? hash(seed, Stream.second, 0, 7) : seed
  const plan = second ?? layout(seed, people, variant)
  const shared = second?.shared ?? null
  const dates = calendar(options.asOf)
  const companies = cached((index) => companyAt(seed, plan, index), 60_000)
  const units = plan.companies + plan.households
  const orders = {
    peopleOrder: permutation(people, hash(rowSeed, Stream.layout, 1, 9)),
    companyOrder: permutation(Math.max(1, plan.companyRows), hash(rowSeed, Stream.layout, 2, 9)),
  }
  const hostile = options.hostile ?? false
  const base = { seed, rowSeed, shared, variant, activity, hostile, layout: plan, calendar: dates }
  const room = (unit: number): number => (dates.asOf - unitSince(base, orders, unit)) / (365 * day)
  const deals = unitRows(units, hash(rowSeed, Stream.deals, 0), (unit) =>
    hasDeals(base, unit) ? dealPlan(rowSeed, unit, unit >= plan.companies, activity, room(unit)) : [],
  )
  const cases = unitRows(units, hash(rowSeed, Stream.cases, 0), (unit) =>
    hasCases(base, unit)
      ? casePlan(rowSeed, unit, unit >= plan.companies ? activity * 0.6 : activity, room(unit))
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

type Base = Pick<
  World,
  'seed' | 'rowSeed' | 'shared' | 'variant' | 'activity' | 'hostile' | 'layout' | 'calendar'
>
type Parts = Base & Pick<World, 'deals' | 'cases'>
type Orders = Pick<World, 'peopleOrder' | 'companyOrder'>

function peopleOf(parts: Parts, orders: Orders, companies: (index: number) => Company) {
  const { seed, rowSeed, shared, layout: plan } = parts
  const person = (index: number): Person => personAt(seed, plan, companies, index)
  const kindOf = (index: number, copy: number): PeopleKind => kindAt(seed, plan, parts.variant, index, copy)
  const isConverted = (index: number, copy: number): boolean =>
    shared === null &&
    copy > 0 &&
    kindOf(index, copy) === 'lead' &&
    kindOf(index, 0) !== 'lead' &&
    hash(seed, Stream.copy, index, 50 + copy) % 100 < 15
  function placeAt(index: number, copy: number): RowPlace {
    const kind = kindOf(index, copy)
    const unit = plan.unitOf[index] as number
    return {
      copy,
      repeated: copy > 0 || isRepeated(parts, 'persons', index),
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
    const place = placeAt(index, copy)
    if (unit < 0 || !place.repeated) return { company: unit < 0 ? null : unit, otherCompanyRow: false }
    const drawn = employment(rowSource(rowSeed, index, copy), true, place)
    return { company: drawn.moved?.index ?? unit, otherCompanyRow: drawn.otherCompanyRow }
  }
  function rowAt(row: number): PeopleRow {
    const index = plan.personOf[row] as number
    const copy = row - (plan.firstRow[index] as number)
    const made = peopleRow(rowSeed, person(index), placeAt(index, copy))
    const text = hostileText(rowSeed, row, plan.rows, parts.hostile)
    return text === undefined ? made : { ...made, ...spoiltBy(text, row) }
  }
  return {
    company: companies,
    companyRow: (row: number) => {
      const index = plan.companyOf[row] as number
      const copy = row - (plan.firstCompanyRow[index] as number)
      return companyRow(rowSeed, companies(index), copy, copy > 0 || isRepeated(parts, 'companies', index))
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
  const { seed, rowSeed, layout: plan, calendar: dates } = parts
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
      return dealRow(rowSeed, { ...where, slots: parts.deals.plan(where.unit), name })
    },
    caseRow: (row: number) => {
      const where = place(parts.cases, row)
      const culture = where.owner?.culture ?? personAt(seed, plan, companies, where.first).name.culture
      const people =
        where.owner === null
          ? (plan.householdSize[where.unit - plan.companies] as number)
          : (plan.headcount[where.unit] as number)
      return caseRow(rowSeed, {
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
  const draw = hash(parts.rowSeed, Stream.copy, row, part)
  const jitter = { next: () => draw / 4294967296, chance: () => false } as unknown as Random
  return Math.min(parts.calendar.asOf - day / 24, parts.calendar.at(share, jitter))
}

function spoiltBy(text: string, row: number): Partial<PeopleRow> {
  if (row % 3 === 0) return { title: text.slice(0, 80) }
  return row % 3 === 1 ? { lastName: text.slice(0, 80) } : { street: text }
}

function hasDeals(base: Base, unit: number): boolean {
  if (unit >= base.layout.companies) return base.variant === 'nonprofit' && livesAnybody(base.layout, unit)
  return companyRowsOf(base.layout, unit) > 0
}

function hasCases(base: Base, unit: number): boolean {
  return unit >= base.layout.companies
    ? livesAnybody(base.layout, unit)
    : companyRowsOf(base.layout, unit) > 0
}

/** Whether anybody of a household has a row. */
function livesAnybody(plan: Layout, unit: number): boolean {
  const household = unit - plan.companies
  const first = plan.householdFirst[household] as number
  const last = first + (plan.householdSize[household] as number)
  return (plan.firstRow[last] as number) > (plan.firstRow[first] as number)
}

/** Half of what both systems know was entered into the second as if it were new; the rest was taken over with care. */
function isRepeated({ shared, rowSeed }: Base, of: 'persons' | 'companies', index: number): boolean {
  if (shared === null || index >= shared[of]) return false
  return hash(rowSeed, Stream.second, index, of === 'persons' ? 8 : 9) % 2 === 0
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
