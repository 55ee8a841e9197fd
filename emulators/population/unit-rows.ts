import { type Permutation, permutation } from './permutation.ts'

/** Rows that belong to companies and households, numbered through. */
export interface UnitRows<Slot> {
  readonly rows: number
  readonly first: (unit: number) => number
  readonly unitOf: (row: number) => number
  readonly plan: (unit: number) => readonly Slot[]
  /** Place of a row in the order of creation. */
  readonly order: Permutation
}

export function unitRows<Slot>(
  units: number,
  seed: number,
  plan: (unit: number) => readonly Slot[],
): UnitRows<Slot> {
  const first = new Int32Array(units + 1)
  for (let unit = 0; unit < units; unit++) first[unit + 1] = (first[unit] as number) + plan(unit).length
  const rows = first[units] as number
  const owner = new Int32Array(rows)
  for (let unit = 0; unit < units; unit++) owner.fill(unit, first[unit], first[unit + 1])
  return {
    rows,
    first: (unit) => first[unit] as number,
    unitOf: (row) => owner[row] as number,
    plan,
    order: permutation(Math.max(1, rows), seed),
  }
}
