import { longText } from '../../population/hostile.ts'
import { type Random, random, Stream } from '../../population/random.ts'
import type { World } from '../../population/world.ts'
import type { Org } from '../org.ts'
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

export function stamp(milliseconds: number): string {
  return moment(new Date(milliseconds))
}

export function date(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
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
