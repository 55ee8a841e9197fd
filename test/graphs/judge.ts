import { isDeepStrictEqual } from 'node:util'
import type { GroupUndo } from '../../src/plan/undo/index.ts'
import { reasons } from '../../src/plan/undo/reasons.ts'
import { type Difference, type Dump, differencesOf } from './differences.ts'
import { type Tie, tieOf, turned } from './tie.ts'
import type { World } from './world.ts'

type Item = GroupUndo['items'][number]
type Row = Readonly<Record<string, unknown>>

export interface Told {
  readonly items: readonly Item[]
  /** What the connector says of every undo: `Object.column`. */
  readonly losses: ReadonlySet<string>
}

/**
 * Differences between what should be and what is that no item of the undo declares for that very record or row. What
 * was called exact may not differ at all; a row that is gone but came back as a new one must have its values.
 */
export function undeclared(
  world: World,
  { items, losses }: Told,
  expected: Dump,
  after: Dump,
): readonly string[] {
  const differences = differencesOf(expected, after).filter(
    ({ object, column }) =>
      column === null || (world.isKept(object, column) && !losses.has(`${object}.${column}`)),
  )
  const { twins, missing } = twinsOf(world, items, expected, differences)
  return [
    ...differences.filter((one) => !twins.has(one) && !isDeclared(one, items)).map(show),
    ...missing.map((key) => `${key}: it was said to be made again, and no new row has its values`),
    ...stillThere(items, after),
  ]
}

/** Rows that were said to have gone once a new one was there. */
function stillThere(items: readonly Item[], after: Dump): readonly string[] {
  const left = items.filter(
    ({ object, id, why }) => why === reasons['moved anew'] && after.has(`${object} ${id}`),
  )
  return left.map(({ object, id }) => `${object} ${id}: it was said to have moved as a new row, and is there`)
}

function isDeclared({ object, id, column, was }: Difference, items: readonly Item[]): boolean {
  const tie = tieOf(object, id)
  if (tie !== null)
    return items.some(
      (item) =>
        item.fidelity !== 'exact' && (isOf(item, tie) || isOf(item, turned(tie)) || isGone(item, tie)),
    )
  if (column === null && was === null) return false // nobody's, as far as items tell
  const about = items.filter((item) => item.id === id && names(item, column))
  return about.length > 0 && about.some(({ fidelity }) => fidelity !== 'exact')
}

/** Also of a tie that leads to what its record was merged into. */
function isOf({ what, id, why }: Item, { from, to, other }: Tie): boolean {
  const [relationship] = what.split(' ')
  const isLed = why.startsWith(`what it led to is merged into ${other}:`)
  return relationship === `${from}.${to}` && (id.split(':')[0] === other || isLed)
}

function isGone({ what, object, id, fidelity }: Item, { from, own, to, other }: Tie): boolean {
  const ends = [`${from} ${own}`, `${to} ${other}`]
  return what === 'record' && fidelity !== 'approximate' && ends.includes(`${object} ${id}`)
}

/**
 * An item names a column of a record, the record as a whole, or the relationship by which a row hangs; one that the
 * survivor keeps beside a new one is as the merge left it.
 */
function names({ what, why, fidelity }: Item, column: string | null): boolean {
  if (what === 'record') return column === null || fidelity !== 'approximate'
  if (why.includes('the survivor keeps')) return true
  return column === null ? fieldOf(what) !== '' : what === column || fieldOf(what) === column
}

/** New rows that are what an item says of another one: made again, with all the values that can be given. */
function twinsOf(
  world: World,
  items: readonly Item[],
  expected: Dump,
  differences: readonly Difference[],
): { readonly twins: ReadonlySet<Difference>; readonly missing: readonly string[] } {
  const made = items.filter(({ fidelity, what }) => fidelity === 'approximate' && what.includes('.'))
  const twins = new Set<Difference>()
  const byRow = [...Map.groupBy(made, ({ object, id }) => `${object} ${id}`)]
  const take = (key: string, pointers: readonly string[], most: number): boolean => {
    const was = expected.get(key)
    const found = differences.filter(
      (one) =>
        isNew(one) &&
        !twins.has(one) &&
        key.startsWith(`${one.object} `) &&
        isTwin(world, one, was, pointers),
    )
    for (const twin of found.slice(0, most)) twins.add(twin)
    return was === undefined || found.length > 0
  }
  const missing = byRow.filter(([key]) => !take(key, [], 1)).map(([key]) => key)
  // A row that hung on members of two groups is made again by each: then one of its pointers is the other group's.
  const twice = byRow.filter(([, about]) => about.length > 1)
  for (const [key, about] of twice)
    take(
      key,
      about.map(({ what }) => fieldOf(what)),
      about.length - 1,
    )
  const onlyMade = (key: string) =>
    items.every(({ id, fidelity }) => !key.endsWith(id) || fidelity === 'approximate')
  return { twins, missing: missing.filter(onlyMade) }
}

/** Of `Object.field` and what may follow it. */
function fieldOf(what: string): string {
  return /\.(\w+)/.exec(what)?.[1] ?? ''
}

function isNew({ column, was }: Difference): boolean {
  return column === null && was === null
}

function isTwin(
  { isGiven }: World,
  { object, is }: Difference,
  was: Row | undefined,
  pointers: readonly string[],
): boolean {
  if (was === undefined) return false
  const columns = Object.keys(was).filter((column) => isGiven(object, column) && !pointers.includes(column))
  return columns.every((column) => isDeepStrictEqual(was[column], (is as Row)[column]))
}

function show({ object, id, column, was, is }: Difference): string {
  const cell = (value: unknown) => JSON.stringify(value)?.slice(0, 400)
  return `${object} ${id} ${column ?? 'row'}: ${cell(was)} -> ${cell(is)}`
}
