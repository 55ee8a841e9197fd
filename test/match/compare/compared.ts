import { type Comparison, conflicting, type MatchRule } from '../../../src/kit/index.ts'
import type { Comparator } from '../../../src/match/comparator.ts'
import { buildComparisons } from '../../../src/match/compare/index.ts'
import type { Column, RecordTable } from '../../../src/match/table.ts'

export type Row = Readonly<Record<string, string>>

/** The comparisons over a few records; the level of the first two is what most tests ask. */
export function comparatorsOver(
  compare: Readonly<Record<string, Comparison>>,
  rows: readonly Row[],
  never: readonly string[] = [],
): readonly Comparator[] {
  const rule: MatchRule = {
    shape: 'match',
    meta: { id: 'test/rule', summary: '', why: '', remedy: '', severity: 'info', tags: [], messages: {} },
    entity: 'person',
    kinds: ['contact'],
    compare,
    blockOn: [],
    never: never.map(conflicting),
    mergeWithin: [],
    show: [],
  } as unknown as MatchRule
  return buildComparisons(rule, tableOf(rows)).list
}

export function levelOf(comparison: Comparison, one: Row, other: Row): string {
  const [comparator] = comparatorsOver({ it: comparison }, [one, other])
  if (comparator === undefined) throw new TypeError('no comparator')
  const level = comparator.level(0, 1)
  if (comparator.level(1, 0) !== level) throw new Error('the level depends on the order of the two')
  return nameOf(comparator, level)
}

export function nameOf(comparator: Comparator, level: number): string {
  return comparator.levels[level - 1]?.name ?? 'missing'
}

function tableOf(rows: readonly Row[]): RecordTable {
  const fields = new Set(rows.flatMap((row) => Object.keys(row)))
  return {
    rows: rows.length,
    connection: 'acme',
    objects: ['Contact'],
    object: new Uint8Array(rows.length),
    ids: rows.map((_, at) => String(at)),
    kinds: ['contact'],
    kind: new Uint8Array(rows.length),
    columns: new Map([...fields].map((field) => [field, columnOf(rows.map((row) => row[field] ?? ''))])),
    unknown: [],
  }
}

function columnOf(values: readonly string[]): Column {
  const distinct = ['', ...new Set(values.filter((value) => value !== ''))]
  return { codes: Int32Array.from(values, (value) => distinct.indexOf(value)), values: distinct }
}
