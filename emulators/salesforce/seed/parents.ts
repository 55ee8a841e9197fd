import type { Random } from '../../population/random.ts'
import { contactId, hasDuplicates, leadId, placeOf } from '../../population/salesforce-rows.ts'
import { howMany, type Seeding, stream } from './seeding.ts'

/** A people row and a stream for it, for tables that hang on people. */
export interface Parent {
  readonly row: number
  readonly id: string
  readonly lead: boolean
  readonly since: number
  readonly source: Random
}

/** `mean` children per row, `more` per row that has duplicates. */
export function* parents(seeding: Seeding, table: number, mean: number, more: number): Generator<Parent> {
  const { world } = seeding
  for (let row = 0; row < world.layout.rows; row++) {
    const source = stream(world, table, row)
    const wanted = howMany(source, (hasDuplicates(world, row) ? more : mean) * world.activity)
    if (wanted === 0) continue
    const { person, copy } = placeOf(world, row)
    const lead = world.kindOf(person, copy) === 'lead'
    const parent = {
      row,
      id: lead ? leadId(world, row) : contactId(world, row),
      lead,
      since: world.peopleSince(row),
      source,
    }
    for (let child = 0; child < wanted; child++) yield parent
  }
}

/** A moment in the life of the parent. */
export type At = (parent: Parent) => number
