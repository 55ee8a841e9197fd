import { company } from './company.ts'
import { companyMail, nameAt, type Seat } from './person-name.ts'
import { type Random, random, Stream, weighted } from './random.ts'

/** `business` has no person accounts: people at home are leads or contacts of nobody. */
export type Variant = 'standard' | 'business' | 'nonprofit'

/** Who stands where: a handful of bytes per person, so that any row can be made at any time. */
export interface Layout {
  readonly rows: number
  readonly persons: number
  readonly companies: number
  readonly groups: number
  readonly households: number
  readonly companyRows: number
  /** First people row of each person; one more at the end. */
  readonly firstRow: Int32Array
  /** Person of each people row. */
  readonly personOf: Int32Array
  /** Company of each person, or -1 - household. */
  readonly unitOf: Int32Array
  /** 2 and above when the plain company address was taken already. */
  readonly mailNumber: Uint8Array
  readonly groupOf: Int32Array
  readonly partOf: Uint8Array
  readonly domainNumber: Uint8Array
  readonly firstPerson: Int32Array
  readonly headcount: Uint16Array
  /** 1: nobody there is more than a lead. */
  readonly prospect: Uint8Array
  /** First company row of each company; prospects have none. */
  readonly firstCompanyRow: Int32Array
  readonly companyOf: Int32Array
  readonly householdFirst: Int32Array
  readonly householdSize: Uint8Array
}

const privateShare: Readonly<Record<Variant, number>> = {
  standard: 0.3,
  business: 0.2,
  nonprofit: 0.88,
}
/** Share of persons with more than one row, and how many rows those have. */
export const duplicated = 0.138
export const clusterSizes: readonly (readonly [size: number, share: number])[] = [
  [2, 0.8],
  [3, 0.125],
  [4, 0.05],
  [5, 0.018],
  [6, 0.007],
]
const sizes = weighted(
  clusterSizes.map(([size]) => size),
  (_size, rank) => (clusterSizes[rank] as readonly [number, number])[1],
)

export function layout(seed: number, people: number, variant: Variant): Layout {
  const build = builder(people, people)
  settle(build, seed, variant, random(seed, Stream.layout, 0))
  return finished(build)
}

/** Households and groups of companies until there are as many rows as wanted. */
export function settle(build: Builder, seed: number, variant: Variant, source: Random): void {
  while (build.rows < build.capacity) {
    if (source.chance(privateShare[variant])) placeHousehold(build, seed, source.next())
    else placeGroup(build, seed, build.capacity)
  }
}

type Count = 'rows' | 'persons' | 'companies' | 'groups' | 'households' | 'companyRows'

/** A layout under construction. */
export interface Builder extends Omit<Layout, Count>, Record<Count, number> {
  /** Rows wanted. */
  readonly capacity: number
  readonly domains: Map<string, number>
}

export function builder(people: number, persons: number): Builder {
  const size = persons + 8
  return {
    rows: 0,
    persons: 0,
    companies: 0,
    groups: 0,
    households: 0,
    companyRows: 0,
    capacity: people,
    firstRow: new Int32Array(size + 1),
    personOf: new Int32Array(people),
    unitOf: new Int32Array(size),
    mailNumber: new Uint8Array(size),
    groupOf: new Int32Array(size),
    partOf: new Uint8Array(size),
    domainNumber: new Uint8Array(size),
    firstPerson: new Int32Array(size),
    headcount: new Uint16Array(size),
    prospect: new Uint8Array(size),
    firstCompanyRow: new Int32Array(size + 1),
    companyOf: new Int32Array(size * 3),
    householdFirst: new Int32Array(size),
    householdSize: new Uint8Array(size),
    domains: new Map(),
  }
}

/** How many rows somebody has. */
export function wantedRows(source: Random): number {
  return source.chance(duplicated) ? sizes.draw(source) : 1
}

/** False when the wanted number of rows is reached; the last person may lose copies to hit it exactly. */
function placePerson(build: Builder, seed: number, unit: number): boolean {
  if (build.rows >= build.capacity) return false
  const person = build.persons++
  const source = random(seed, Stream.layout, person, 1)
  const wanted = wantedRows(source)
  placeRows(build, person, wanted)
  build.unitOf[person] = unit
  build.mailNumber[person] = 1
  return true
}

export function placeRows(build: Builder, person: number, wanted: number): void {
  const copies = Math.min(wanted, build.capacity - build.rows)
  build.firstRow[person] = build.rows
  build.personOf.fill(person, build.rows, build.rows + copies)
  build.rows += copies
}

function placeHousehold(build: Builder, seed: number, draw: number): void {
  const wanted = draw < 0.46 ? 1 : draw < 0.76 ? 2 : draw < 0.9 ? 3 : draw < 0.97 ? 4 : 5
  const household = build.households++
  build.householdFirst[household] = build.persons
  let size = 0
  while (size < wanted && placePerson(build, seed, -1 - household)) size++
  build.householdSize[household] = size
}

function placeGroup(build: Builder, seed: number, people: number): void {
  const group = build.groups++
  const source = random(seed, Stream.layout, group, 2)
  const { domain, kind } = company(seed, group, 0, build.companies, 1)
  const taken = (build.domains.get(domain) ?? 0) + 1
  build.domains.set(domain, taken)
  build.domainNumber[group] = Math.min(255, taken)
  const practice = kind === 'practice'
  const parts = practice
    ? 1 + source.int(3)
    : source.chance(0.14)
      ? 2 + Math.floor(source.next() ** 2 * 6)
      : 1
  for (let part = 0; part < parts && build.rows < people; part++) {
    placeCompany(build, seed, group, part, headcount(source.next(), people, practice))
  }
}

function headcount(draw: number, people: number, practice: boolean): number {
  if (practice) return 1 + Math.floor(draw * 3)
  return Math.min(400, Math.max(3, Math.floor(people / 40)), Math.floor((1 - draw) ** -0.72))
}

function placeCompany(build: Builder, seed: number, group: number, part: number, wanted: number): void {
  const index = build.companies++
  const source = random(seed, Stream.layout, index, 3)
  build.groupOf[index] = group
  build.partOf[index] = part
  build.firstPerson[index] = build.persons
  const prospect = source.chance(0.24)
  build.prospect[index] = prospect ? 1 : 0
  const copies = companyCopies(source)
  placeCompanyRows(build, index, prospect ? 0 : copies)
  let size = 0
  while (size < wanted && placePerson(build, seed, index)) size++
  build.headcount[index] = size
  numberMails(build, seed, index)
}

/** How many rows a company has. */
export function companyCopies(source: Random): number {
  const draw = source.next()
  return draw < 0.9 ? 1 : draw < 0.985 ? 2 : 3
}

export function placeCompanyRows(build: Builder, index: number, copies: number): void {
  build.firstCompanyRow[index] = build.companyRows
  build.companyOf.fill(index, build.companyRows, build.companyRows + copies)
  build.companyRows += copies
}

/** Two colleagues never have the same address: the second gets a number. */
function numberMails(build: Builder, seed: number, index: number): void {
  const size = build.headcount[index] as number
  if (size < 2) return
  const at = company(seed, build.groupOf[index] as number, build.partOf[index] as number, index, 1)
  const taken = new Map<string, number>()
  const first = build.firstPerson[index] as number
  for (let ordinal = 0; ordinal < size; ordinal++) {
    const seat: Seat = { person: first + ordinal, first, ordinal, size, culture: at.culture }
    const local = companyMail(nameAt(seed, seat), at.mailPattern, size, 1)
    build.mailNumber[first + ordinal] = counted(taken, local)
  }
}

export function counted(taken: Map<string, number>, local: string): number {
  const count = (taken.get(local) ?? 0) + 1
  taken.set(local, count)
  return Math.min(255, count)
}

export function finished(build: Builder): Layout {
  build.firstRow[build.persons] = build.rows
  build.firstCompanyRow[build.companies] = build.companyRows
  const { domains: _domains, capacity: _capacity, ...arrays } = build
  return arrays
}
