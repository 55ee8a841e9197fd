import type { UniqueAddresses } from '../../population/addresses.ts'
import { type Random, random, Stream } from '../../population/random.ts'
import type { Staff } from '../../population/staff.ts'
import type { World } from '../../population/world.ts'
import type { Org } from '../org.ts'
import { insertRecord, type NewRecord } from '../store/write.ts'
import type { Links } from './links.ts'
import type { Ties } from './ties.ts'

/** What every part of the seed is made from. */
export interface Seeding {
  readonly org: Org
  readonly world: UniqueAddresses
  readonly staff: Staff
  readonly links: Links
  /** Associations, written at the end. */
  readonly ties: Ties
  /** First id of each type. */
  readonly starts: ReadonlyMap<string, number>
  /** Custom properties of contacts beside the usual ones. */
  readonly wide: number
  /** Rows by object, associations and other tables included. */
  readonly counts: Map<string, number>
}

export type Properties = Record<string, string | null>

export function fill(seeding: Seeding, type: string, records: Iterable<NewRecord>): void {
  let inserted = 0
  for (const record of records) {
    insertRecord(seeding.org, type, record, { quick: true })
    inserted++
  }
  count(seeding, type, inserted)
}

export function count({ counts }: Seeding, what: string, added: number): void {
  counts.set(what, (counts.get(what) ?? 0) + added)
}

export function startsOf({ db }: Org): ReadonlyMap<string, number> {
  const rows = db.prepare('SELECT name, next_id FROM object_type').all()
  return new Map(rows.map((row) => [String(row.name), Number(row.next_id)]))
}

/** Id of the record at this place in the order of creation. */
export function idAt({ starts }: Pick<Seeding, 'starts'>, type: string, position: number): string {
  return String((starts.get(type) as number) + position)
}

type Naming = Pick<Seeding, 'starts' | 'world'>

export function contactId(seeding: Naming, row: number): string {
  return idAt(seeding, 'contacts', seeding.world.peopleOrder.forward(row))
}

export function companyId(seeding: Naming, row: number): string {
  return idAt(seeding, 'companies', seeding.world.companyOrder.forward(row))
}

export function dealId(seeding: Naming, row: number): string {
  return idAt(seeding, 'deals', seeding.world.deals.order.forward(row))
}

export function ticketId(seeding: Naming, row: number): string {
  return idAt(seeding, 'tickets', seeding.world.cases.order.forward(row))
}

/** As HubSpot writes moments. */
export function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Midnight UTC, as date properties want it. */
export function date(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

/** Person, copy and number of rows of a people row. */
export function placeOf(
  { layout }: World,
  row: number,
): { readonly person: number; readonly copy: number; readonly copies: number } {
  const person = layout.personOf[row] as number
  const first = layout.firstRow[person] as number
  return { person, copy: row - first, copies: (layout.firstRow[person + 1] as number) - first }
}

/** The stream of one table for one parent. */
export function stream(world: World, table: number, index: number): Random {
  return random(world.rowSeed, Stream.activity, index, table)
}

/** A whole number around `mean`. */
export function howMany(source: Random, mean: number): number {
  const wanted = mean * 2 * source.next()
  return Math.floor(wanted) + (source.chance(wanted % 1) ? 1 : 0)
}

/** People rows in the order of creation. */
export function* peopleInOrder({ layout, peopleOrder }: World): Generator<number> {
  for (let position = 0; position < layout.rows; position++) yield peopleOrder.backward(position)
}

/** Rows of the first dozen people of a company or household. */
export function contactsOfUnit({ layout }: World, unit: number): readonly number[] {
  const home = unit - layout.companies
  const [first, size] =
    home >= 0
      ? [layout.householdFirst[home] as number, layout.householdSize[home] as number]
      : [layout.firstPerson[unit] as number, layout.headcount[unit] as number]
  const from = layout.firstRow[first] as number
  const last = layout.firstRow[first + Math.min(size, 12)] as number
  return Array.from({ length: last - from }, (_, at) => from + at)
}

/** Row of the company, of its second record where wanted; `null` when the account has none. */
export function rowOfCompany({ layout }: World, company: number, second = false): number | null {
  const first = layout.firstCompanyRow[company] as number
  const rows = (layout.firstCompanyRow[company + 1] as number) - first
  if (rows === 0) return null
  return second && rows > 1 ? first + 1 : first
}
