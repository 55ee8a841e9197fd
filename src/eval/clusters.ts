import type { Interval } from '../labels/wilson.ts'
import { bootstrap, strata } from './bootstrap.ts'
import { f1Of, f1OfCounts, type PairFigures, pairFigures, type Share, shareOf } from './shares.ts'
import type { EntityTruth } from './truth.ts'

type Estimate = Interval & { readonly value: number }

export interface ClusterFigures {
  /** Pairs inside groups against pairs of one entity. */
  readonly pairs: PairFigures
  /**
   * By record: the share of its group that is its entity, and of its entity that is in its group (A. Bagga and B.
   * Baldwin, "Algorithms for Scoring Coreference Chains", LREC 1998).
   */
  readonly bCubed: { readonly precision: Estimate; readonly recall: Estimate; readonly f1: Estimate }
  /** Groups that are exactly one entity: among groups, and among entities of several records. */
  readonly exact: { readonly precision: Share; readonly recall: Share }
}

/** What each entity contributes to the sums. */
interface Sums {
  readonly right: Float64Array
  /** Of each wrong pair half goes to either entity. */
  readonly wrong: Float64Array
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly exact: number
  readonly groups: number
}

/** How well groups of records are entities. `groupOf`: -1 is a record alone; records without truth do not count. */
export function clusterFigures(groupOf: Int32Array, truth: EntityTruth, seed: number): ClusterFigures {
  const sums = sumUp(groupOf, truth)
  const { sizes, known, truePairs } = truth
  const pairsOf = (size: number): number => (size * (size - 1)) / 2
  const list = strata(sizes.length, (entity) => {
    const size = sizes[entity] ?? 0
    const { right, wrong, precision, recall } = sums
    return [
      right[entity] ?? 0,
      wrong[entity] ?? 0,
      pairsOf(size),
      rounded(precision[entity] ?? 0),
      rounded(recall[entity] ?? 0),
      size,
    ]
  })
  const [f1, precision, recall, bCubed] = bootstrap(
    list,
    [
      ([right = 0, wrong = 0, all = 0]) => f1OfCounts(right, right + wrong, all),
      ([, , , of = 0, , records = 0]) => (records === 0 ? 0 : of / records),
      ([, , , , of = 0, records = 0]) => (records === 0 ? 0 : of / records),
      ([, , , p = 0, r = 0, records = 0]) => (records === 0 ? 0 : f1Of(p / records, r / records)),
    ],
    seed,
  )
  const right = sum(sums.right)
  const found = right + sum(sums.wrong)
  const [p, r] = [sum(sums.precision) / Math.max(1, known), sum(sums.recall) / Math.max(1, known)]
  const several = sizes.reduce((count, size) => count + (size > 1 ? 1 : 0), 0)
  return {
    pairs: pairFigures(right, found, truePairs, f1 ?? null),
    bCubed: {
      precision: { value: p, ...holding(precision, p) },
      recall: { value: r, ...holding(recall, r) },
      f1: { value: f1Of(p, r), ...holding(bCubed, f1Of(p, r)) },
    },
    exact: { precision: shareOf(sums.exact, sums.groups), recall: shareOf(sums.exact, several) },
  }
}

function holding(interval: Interval | undefined, value: number): Interval {
  return { low: Math.min(interval?.low ?? 0, value), high: Math.max(interval?.high ?? 1, value) }
}

function sumUp(groupOf: Int32Array, { entityOf, sizes }: EntityTruth): Sums {
  const [right, wrong] = [new Float64Array(sizes.length), new Float64Array(sizes.length)]
  const [precision, recall] = [new Float64Array(sizes.length), new Float64Array(sizes.length)]
  let [exact, groups] = [0, 0]
  const add = (to: Float64Array, entity: number, value: number): void => {
    to[entity] = (to[entity] ?? 0) + value
  }
  for (const [record, entity] of entityOf.entries()) {
    if (entity < 0 || (groupOf[record] ?? -1) >= 0) continue
    add(precision, entity, 1)
    add(recall, entity, 1 / (sizes[entity] ?? 1))
  }
  for (const cells of groupCells(groupOf, entityOf, sizes.length)) {
    const size = cells.reduce((all, { count }) => all + count, 0)
    if (size > 1) groups++
    for (const { entity, count } of cells) {
      add(right, entity, (count * (count - 1)) / 2)
      add(wrong, entity, (count * (size - count)) / 2)
      add(precision, entity, (count * count) / size)
      add(recall, entity, (count * count) / (sizes[entity] ?? 1))
      if (size > 1 && count === size && count === sizes[entity]) exact++
    }
  }
  return { right, wrong, precision, recall, exact, groups }
}

interface Cell {
  readonly entity: number
  readonly count: number
}

/** Group by group: how many of its records are of which entity. */
function* groupCells(
  groupOf: Int32Array,
  entityOf: Int32Array,
  entities: number,
): Generator<readonly Cell[]> {
  const keys = Float64Array.from(
    groupOf.filter((group, record) => group >= 0 && (entityOf[record] ?? -1) >= 0),
  )
  let at = 0
  for (const [record, group] of groupOf.entries()) {
    const entity = entityOf[record] ?? -1
    if (group >= 0 && entity >= 0) keys[at++] = group * entities + entity
  }
  keys.sort()
  let cells: Cell[] = []
  let group = -1
  for (let from = 0; from < keys.length; ) {
    const key = keys[from] ?? 0
    let to = from + 1
    while (keys[to] === key) to++
    if (Math.floor(key / entities) !== group && cells.length > 0) {
      yield cells
      cells = []
    }
    group = Math.floor(key / entities)
    cells.push({ entity: key % entities, count: to - from })
    from = to
  }
  if (cells.length > 0) yield cells
}

function sum(values: Float64Array): number {
  return values.reduce((all, one) => all + one, 0)
}

/** Sums of thirds in another order are another number: strata must not depend on it. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
