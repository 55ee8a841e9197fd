import { longText } from '../../population/hostile.ts'
import type { PeopleRow } from '../../population/people-row.ts'
import { hash, type Random, random, Stream } from '../../population/random.ts'
import type { World } from '../../population/world.ts'
import type { Org } from '../org.ts'
import { idOf } from '../store/id.ts'
import { type CellValue, insertRows } from '../store/insert.ts'
import { moment } from '../store/moment.ts'
import type { Staff } from './staff.ts'

export type StoreOrg = Pick<Org, 'db' | 'schema' | 'clock' | 'id'>
export type Row = readonly CellValue[]

/** What every table of the seed is made from. */
export interface Seeding {
  readonly org: StoreOrg
  readonly world: World
  readonly staff: Staff
  readonly counts: Map<string, number>
}

/**
 * Fills one table; `columns` separated by blanks. What is not said follows: nobody has touched the row since its
 * owner created it.
 */
export function fill(seeding: Seeding, object: string, columns: string, rows: Iterable<Row>): void {
  const names = columns.trim().split(/\s+/)
  const implied = impliedColumns(seeding, object, names)
  const complete = implied.length === 0 ? rows : completed(rows, implied)
  const all = [...names, ...implied.map(({ name }) => name)]
  const inserted = insertRows(seeding.org, object, all, complete, { userId: seeding.staff.admin.id })
  seeding.counts.set(object, (seeding.counts.get(object) ?? 0) + inserted)
}

interface Implied {
  readonly name: string
  /** Column that the value is taken from. */
  readonly from: number
}

const followers: readonly (readonly [name: string, sources: readonly string[]])[] = [
  ['LastModifiedDate', ['CreatedDate']],
  ['SystemModstamp', ['LastModifiedDate', 'CreatedDate']],
  ['CreatedById', ['OwnerId']],
  ['LastModifiedById', ['CreatedById', 'OwnerId']],
]

function impliedColumns(seeding: Seeding, object: string, names: readonly string[]): readonly Implied[] {
  const described = seeding.org.schema.object(object)
  return followers.flatMap(([name, sources]) => {
    const source = sources.find((one) => names.includes(one))
    if (source === undefined || names.includes(name) || described === undefined) return []
    if (
      name.endsWith('ById') &&
      described.fields.find((field) => field.name === source)?.referenceTo.includes('Group')
    )
      return []
    return seeding.org.schema.field(described, name) ? [{ name, from: names.indexOf(source) }] : []
  })
}

function* completed(rows: Iterable<Row>, implied: readonly Implied[]): Generator<Row> {
  for (const row of rows) yield [...row, ...implied.map(({ from }) => row[from])]
}

/** Serials follow the order of creation, and leads and contacts share one sequence. */
export function contactId(world: World, row: number): string {
  return idOf('003', world.peopleOrder.forward(row) + 1)
}

export function leadId(world: World, row: number): string {
  return idOf('00Q', world.peopleOrder.forward(row) + 1)
}

export function companyAccountId(world: World, row: number): string {
  return idOf('001', world.companyOrder.forward(row) + 1)
}

/** Accounts of persons and of households come after those of companies. */
export function ownAccountId(world: World, row: number): string {
  return idOf('001', world.layout.companyRows + world.peopleOrder.forward(row) + 1)
}

export function householdAccountId(world: World, household: number): string {
  return idOf('001', world.layout.companyRows + world.layout.rows + household + 1)
}

export function dealId(world: World, row: number): string {
  return idOf('006', world.deals.order.forward(row) + 1)
}

export function caseId(world: World, row: number): string {
  return idOf('500', world.cases.order.forward(row) + 1)
}

export function stamp(milliseconds: number): string {
  return moment(new Date(milliseconds))
}

export function date(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

/** Person and copy of a people row. */
export function placeOf(
  world: World,
  row: number,
): { readonly person: number; readonly copy: number; readonly copies: number } {
  const person = world.layout.personOf[row] as number
  const first = world.layout.firstRow[person] as number
  return { person, copy: row - first, copies: (world.layout.firstRow[person + 1] as number) - first }
}

/** The account a contact row hangs on; null for people at home who have none. */
export function accountOfContact(world: World, row: number): string | null {
  const { person, copy } = placeOf(world, row)
  if (world.kindOf(person, copy) === 'person') return ownAccountId(world, row)
  if (world.variant === 'nonprofit') return householdOf(world, row)
  const at = world.employmentOf(row)
  return at.company === null ? null : accountOfCompany(world, at.company, at.otherCompanyRow ? 1 : 0)
}

/** The same when the row is at hand. */
export function accountOfRow(world: World, row: number, made: PeopleRow): string | null {
  if (made.kind === 'person') return ownAccountId(world, row)
  if (world.variant === 'nonprofit') return householdOf(world, row)
  return made.company === null
    ? null
    : accountOfCompany(world, made.company.index, made.otherCompanyRow ? 1 : 0)
}

export function accountOfCompany(world: World, company: number, copy = 0): string | null {
  const first = world.layout.firstCompanyRow[company] as number
  return (world.layout.firstCompanyRow[company + 1] as number) > first
    ? companyAccountId(world, first + copy)
    : null
}

/** Nonprofit: the household's account, or one of their own for workers and for every other copy. */
function householdOf(world: World, row: number): string {
  const { person, copy } = placeOf(world, row)
  const unit = world.layout.unitOf[person] as number
  if (unit >= 0) return ownAccountId(world, row)
  return copy === 0 || sharesHousehold(world, row)
    ? householdAccountId(world, -1 - unit)
    : ownAccountId(world, row)
}

export function sharesHousehold(world: World, row: number): boolean {
  return hash(world.seed, Stream.activity, row, 900) % 2 === 0
}

export function hasDuplicates(world: World, row: number): boolean {
  return placeOf(world, row).copies > 1
}

/** The stream of one table for one parent. */
export function stream(world: World, table: number, index: number): Random {
  return random(world.seed, Stream.activity, index, table)
}

/** As long as the field allows. */
export function longestText(seeding: Seeding, object: string, field: string): string {
  const described = seeding.org.schema.object(object)
  const length = described && seeding.org.schema.field(described, field)?.length
  return longText().slice(0, length)
}

/** How many children: a whole number around `mean`, more when the record has duplicates. */
export function howMany(source: Random, mean: number): number {
  const wanted = mean * 2 * source.next()
  return Math.floor(wanted) + (source.chance(wanted % 1) ? 1 : 0)
}

/** People rows in the order of creation. */
export function* peopleInOrder(world: World): Generator<number> {
  for (let position = 0; position < world.layout.rows; position++) yield world.peopleOrder.backward(position)
}
