import { type SeatKind, seatKind } from './person-name.ts'
import type { World } from './world.ts'

export type Family = 'people' | 'companies' | 'deals' | 'cases'

/** Rows about one and the same; the first one was there first. */
export interface Cluster {
  readonly family: Family
  readonly rows: readonly ClusterRow[]
}

interface ClusterRow {
  readonly row: number
  readonly origin?: string
  readonly errors: readonly string[]
}

export type HardNegativeKind =
  | Exclude<SeatKind, 'plain' | 'child' | 'partner'>
  | 'household'
  | 'household-mailbox'
  | 'subsidiary'
  | 'division'
  | 'near-name'
  | 'practice'
  | 'renewal'
  | 'recurring'

/** Two rows that look alike and are different by construction. */
export interface HardNegative {
  readonly family: Family
  readonly kind: HardNegativeKind
  readonly rows: readonly [number, number]
}

export function* clusters(world: World): Generator<Cluster> {
  yield* peopleClusters(world)
  yield* companyClusters(world)
  yield* dealClusters(world)
  yield* caseClusters(world)
}

/** Converted leads are traces of a conversion and belong to no cluster. */
function* peopleClusters(world: World): Generator<Cluster> {
  const { firstRow, persons } = world.layout
  for (let person = 0; person < persons; person++) {
    const first = firstRow[person] as number
    const copies = (firstRow[person + 1] as number) - first
    if (copies < 2) continue
    const rows: ClusterRow[] = []
    for (let copy = 0; copy < copies; copy++) {
      if (world.isConverted(person, copy)) continue
      const { errors, origin } = world.peopleRow(first + copy)
      rows.push({ row: first + copy, origin, errors })
    }
    if (rows.length > 1) yield { family: 'people', rows }
  }
}

function* companyClusters(world: World): Generator<Cluster> {
  const { firstCompanyRow, companies } = world.layout
  for (let company = 0; company < companies; company++) {
    const first = firstCompanyRow[company] as number
    const copies = (firstCompanyRow[company + 1] as number) - first
    if (copies < 2) continue
    const rows = Array.from({ length: copies }, (_, copy) => {
      return { row: first + copy, errors: world.companyRow(first + copy).errors }
    })
    yield { family: 'companies', rows }
  }
}

function* dealClusters(world: World): Generator<Cluster> {
  for (let row = 1; row < world.deals.rows; row++) {
    const deal = world.dealRow(row)
    if (deal.slot.copy === 0) continue
    const rows = [
      { row: row - 1, errors: [] },
      { row, errors: deal.errors },
    ]
    yield { family: 'deals', rows }
  }
}

function* caseClusters(world: World): Generator<Cluster> {
  let rows: ClusterRow[] = []
  for (let row = 0; row < world.cases.rows; row++) {
    const { slot, errors } = world.caseRow(row)
    if (slot.copy === 0) {
      if (rows.length > 1) yield { family: 'cases', rows }
      rows = []
    }
    rows.push({ row, errors })
  }
  if (rows.length > 1) yield { family: 'cases', rows }
}

export function* hardNegatives(world: World): Generator<HardNegative> {
  yield* colleagues(world)
  yield* households(world)
  yield* relatedCompanies(world)
  yield* series(world, 'deals')
  yield* series(world, 'cases')
}

function* colleagues(world: World): Generator<HardNegative> {
  const { layout: plan, seed } = world
  for (let company = 0; company < plan.companies; company++) {
    const first = plan.firstPerson[company] as number
    const size = plan.headcount[company] as number
    if (!isThere(world, first)) continue
    for (const ordinal of size > 2 ? [1, size - 1] : size > 1 ? [1] : []) {
      const seat = { person: first + ordinal, first, ordinal, size, culture: 'en-US' as const }
      const kind = seatKind(seed, seat)
      if (!isThere(world, first + ordinal)) continue
      if (kind === 'assistant' || kind === 'namesake' || kind === 'junior') {
        yield { family: 'people', kind, rows: [firstRowOf(world, first), firstRowOf(world, first + ordinal)] }
      }
    }
  }
}

function* households(world: World): Generator<HardNegative> {
  const { layout: plan } = world
  for (let household = 0; household < plan.households; household++) {
    const first = plan.householdFirst[household] as number
    const size = plan.householdSize[household] as number
    const head = size > 1 && isThere(world, first) ? world.person(first) : null
    for (let ordinal = 1; ordinal < size && head !== null; ordinal++) {
      if (!isThere(world, first + ordinal)) continue
      const other = world.person(first + ordinal)
      const shared = other.email === head.email ? 'household-mailbox' : 'household'
      const kind = other.seat === 'junior' ? 'junior' : shared
      yield { family: 'people', kind, rows: [firstRowOf(world, first), firstRowOf(world, first + ordinal)] }
    }
  }
}

function* relatedCompanies(world: World): Generator<HardNegative> {
  const { layout: plan } = world
  let root = -1
  for (let company = 0; company < plan.companies; company++) {
    if (plan.partOf[company] === 0) root = company
    else if (hasRow(world, root) && hasRow(world, company)) {
      const { kind } = world.company(company)
      const rows = [plan.firstCompanyRow[root] as number, plan.firstCompanyRow[company] as number] as const
      if (kind !== 'root') yield { family: 'companies', kind, rows }
    }
  }
}

/** Each deal or case of a series against the one before. */
function* series(world: World, family: 'deals' | 'cases'): Generator<HardNegative> {
  const units = world[family]
  const total = world.layout.companies + world.layout.households
  for (let unit = 0; unit < total; unit++) {
    const slots = units.first(unit) === units.first(unit + 1) ? [] : units.plan(unit)
    let before = -1
    for (const [at, slot] of slots.entries()) {
      if (slot.copy > 0) continue
      const row = units.first(unit) + at
      if (slot.period > 0)
        yield { family, kind: family === 'deals' ? 'renewal' : 'recurring', rows: [before, row] }
      before = row
    }
  }
}

function firstRowOf(world: World, person: number): number {
  return world.layout.firstRow[person] as number
}

/** Whether the system has heard of somebody. */
function isThere({ layout }: World, person: number): boolean {
  return (layout.firstRow[person + 1] as number) > (layout.firstRow[person] as number)
}

function hasRow(world: World, company: number): boolean {
  return (
    (world.layout.firstCompanyRow[company + 1] as number) > (world.layout.firstCompanyRow[company] as number)
  )
}
