import { type Comparison, conflicting, type MatchRule } from '../../../src/kit/index.ts'
import type { Comparator } from '../../../src/match/comparator.ts'
import { buildComparisons, fieldsOf } from '../../../src/match/compare/index.ts'
import { loadTable, type RecordTable } from '../../../src/match/table.ts'

export type Row = Readonly<Record<string, string>>

/** The comparisons over a few records; the level of the first two is what most tests ask. */
export async function comparatorsOver(
  compare: Readonly<Record<string, Comparison>>,
  rows: readonly Row[],
  never: readonly string[] = [],
): Promise<readonly Comparator[]> {
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
  return buildComparisons(rule, await tableOf(rule, rows)).list
}

export async function levelOf(comparison: Comparison, one: Row, other: Row): Promise<string> {
  const [comparator] = await comparatorsOver({ it: comparison }, [one, other])
  if (comparator === undefined) throw new TypeError('no comparator')
  const level = comparator.level(0, 1)
  if (comparator.level(1, 0) !== level) throw new Error('the level depends on the order of the two')
  return nameOf(comparator, level)
}

export function nameOf(comparator: Comparator, level: number): string {
  return comparator.levels[level - 1]?.name ?? 'missing'
}

function tableOf(rule: MatchRule, rows: readonly Row[]): Promise<RecordTable> {
  const fields = [...new Set(Object.values(rule.compare).flatMap(fieldsOf))]
  return loadTable(
    {
      connection: 'acme',
      entity: 'person',
      rows: rows.length,
      url: () => '',
      async *batches(wanted) {
        yield {
          entity: 'person',
          rows: rows.length,
          object: rows.map(() => 'Contact'),
          id: rows.map((_, at) => String(at).padStart(6, '0')),
          kind: rows.map(() => 'contact'),
          revision: rows.map(() => null),
          columns: Object.fromEntries(wanted.map((field) => [field, rows.map((row) => row[field] ?? null)])),
        }
      },
    },
    fields,
  )
}
