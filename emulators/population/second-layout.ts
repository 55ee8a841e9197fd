import { company } from './company.ts'
import {
  type Builder,
  builder,
  companyCopies,
  counted,
  finished,
  type Layout,
  placeCompanyRows,
  placeRows,
  settle,
  type Variant,
  wantedRows,
} from './layout.ts'
import { companyMail, nameAt, type Seat } from './person-name.ts'
import { random, Stream } from './random.ts'

/** Share of companies and households of the first system that the second has heard of at all. */
const unitsKnown = 0.88
/** Share of the people of those whom it knows. */
const peopleKnown = 0.86
/** Share of the known companies that have a record of their own. */
const recorded = 0.88
/** People of known companies whom the first system does not know, for each whom it does. */
const newcomers = 0.1

export interface SecondLayout extends Layout {
  /** As many persons and companies, from 0 on, are those of the first system. */
  readonly shared: { readonly persons: number; readonly companies: number }
}

/**
 * Who stands where in a second system that shares people and companies with the first: the first system's world under
 * the same numbers, then those whom only the second knows. Whom it does not know has no row.
 */
export function secondLayout(seed: number, people: number, variant: Variant): SecondLayout {
  const build = builder(people, 2 * people)
  settle(build, seed, variant, random(seed, Stream.layout, 0))
  const shared = { persons: build.persons, companies: build.companies }
  build.rows = 0
  build.companyRows = 0
  for (let person = 0; person < shared.persons; person++) placeKnown(build, seed, person)
  for (let index = 0; index < shared.companies; index++) placeRecord(build, seed, index)
  for (let index = 0; index < shared.companies; index++) placeNewcomers(build, seed, index)
  settle(build, seed, variant, random(seed, Stream.second, 0))
  return { ...finished(build), shared }
}

function isKnown(seed: number, unit: number): boolean {
  const part = unit < 0 ? 1 : 2
  return random(seed, Stream.second, Math.abs(unit), part).chance(unitsKnown)
}

function placeKnown(build: Builder, seed: number, person: number): void {
  const source = random(seed, Stream.second, person, 3)
  const met = source.chance(peopleKnown) && isKnown(seed, build.unitOf[person] as number)
  placeRows(build, person, met ? wantedRows(source) : 0)
}

function placeRecord(build: Builder, seed: number, index: number): void {
  const source = random(seed, Stream.second, index, 4)
  const has = source.chance(recorded) && isKnown(seed, index)
  placeCompanyRows(build, index, has ? companyCopies(source) : 0)
}

/** They have no seat of note: look-alikes by construction are in both systems or in neither. */
function placeNewcomers(build: Builder, seed: number, index: number): void {
  const size = build.headcount[index] as number
  const source = random(seed, Stream.second, index, 5)
  const wanted = Math.floor(size * newcomers + source.next())
  if (wanted === 0 || !isKnown(seed, index)) return
  const at = company(seed, build.groupOf[index] as number, build.partOf[index] as number, index, 1)
  const first = build.firstPerson[index] as number
  const seat = (person: number): Seat => ({
    person,
    first,
    ordinal: person - first,
    size,
    culture: at.culture,
  })
  const local = (person: number) => companyMail(nameAt(seed, seat(person)), at.mailPattern, size, 1)
  const taken = new Map<string, number>()
  for (let person = first; person < first + size; person++) counted(taken, local(person))
  for (let added = 0; added < wanted && build.rows < build.capacity; added++) {
    const person = build.persons++
    placeRows(build, person, wantedRows(random(seed, Stream.layout, person, 1)))
    build.unitOf[person] = index
    build.mailNumber[person] = counted(taken, local(person))
  }
}
