import type { World } from './world.ts'

export type SharedFamily = 'people' | 'companies'

/** Rows of the second system and rows of the first about one and the same. */
export interface Across {
  readonly family: SharedFamily
  readonly second: readonly number[]
  readonly first: readonly number[]
}

/** How many persons or companies with a row in any of the two have one in both, or in one alone. */
export interface Overlap {
  readonly both: number
  readonly secondOnly: number
  readonly firstOnly: number
}

/** Both worlds of one seed, as-of date, number of people and variant. */
export function* across(second: World, first: World): Generator<Across> {
  for (const family of ['people', 'companies'] as const) {
    for (const one of everybody(family, second, first))
      if (one.first.length > 0 && one.second.length > 0) yield one
  }
}

export function overlap(family: SharedFamily, second: World, first: World): Overlap {
  const found = { both: 0, secondOnly: 0, firstOnly: 0 }
  for (const one of everybody(family, second, first)) {
    if (one.first.length === 0 && one.second.length === 0) continue
    found[one.first.length === 0 ? 'secondOnly' : one.second.length === 0 ? 'firstOnly' : 'both']++
  }
  return found
}

function* everybody(family: SharedFamily, second: World, first: World): Generator<Across> {
  if (second.shared === null || first.shared !== null)
    throw new Error('a second and a first system, in this order')
  const total = family === 'people' ? second.layout.persons : second.layout.companies
  const shared = family === 'people' ? first.layout.persons : first.layout.companies
  for (let index = 0; index < total; index++) {
    yield {
      family,
      second: rowsOf(family, second, index),
      first: index < shared ? rowsOf(family, first, index) : [],
    }
  }
}

/** Without converted leads, which are traces. */
export function rowsOf(family: SharedFamily, world: World, index: number): readonly number[] {
  const starts = family === 'people' ? world.layout.firstRow : world.layout.firstCompanyRow
  const from = starts[index] as number
  const rows: number[] = []
  for (let row = from; row < (starts[index + 1] as number); row++)
    if (family === 'companies' || !world.isConverted(index, row - from)) rows.push(row)
  return rows
}
