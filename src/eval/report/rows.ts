import type { Interval } from '../../labels/wilson.ts'
import { csvCell } from '../../text/neutral.ts'
import type { WrongPair } from '../missed.ts'
import type { Evaluation } from '../run.ts'
import type { PairFigures, Share } from '../shares.ts'

type Row = readonly [
  section: string,
  name: string,
  figure: string,
  value: number | null,
  ...(number | null)[],
]

/** One figure per row: `section,name,figure,value,low,high,right,of`. */
export function evaluationCsv(one: Evaluation): string {
  const lines = [...rowsOf(one)].map((row) => columns.map((_, at) => csvCell(row[at] ?? '')).join(','))
  return `${columns.join(',')}\n${lines.join('\n')}\n`
}

const columns = ['section', 'name', 'figure', 'value', 'low', 'high', 'right', 'of'] as const

function* rowsOf(one: Evaluation): Generator<Row> {
  const { pairs, groups, clusters, sweep, bands, missed, ablation, looks } = one
  yield* ofPairs('figures', 'pairs', pairs)
  yield* ofPairs('figures', 'groups', groups)
  if (clusters !== null) {
    for (const name of ['precision', 'recall', 'f1'] as const) {
      yield ['figures', 'b-cubed', name, ...ofInterval(clusters.bCubed[name])]
    }
    yield ['figures', 'exact', 'precision', ...ofShare(clusters.exact.precision)]
    yield ['figures', 'exact', 'recall', ...ofShare(clusters.exact.recall)]
  }
  for (const { threshold, ...figures } of sweep) yield* ofPairs('threshold', String(threshold), figures)
  for (const { from, to, right } of bands) yield ['band', `${from}-${to}`, 'precision', ...ofShare(right)]
  yield ['blocking', 'all keys', 'recall', ...ofShare(missed.blocking.recall)]
  for (const { key, brought, alone } of missed.blocking.keys) {
    yield ['blocking', key, 'true pairs', brought]
    yield ['blocking', key, 'by it alone', alone]
  }
  for (const [reason, count] of Object.entries(missed.reasons)) yield ['missed', reason, 'pairs', count]
  for (const { comparison, f1 } of ablation ?? []) yield ['without', comparison, 'f1', f1]
  yield ['looks', 'versions', 'count', looks.versions]
}

function* ofPairs(section: string, name: string, { precision, recall, f1 }: PairFigures): Generator<Row> {
  yield [section, name, 'precision', ...ofShare(precision)]
  yield [section, name, 'recall', ...ofShare(recall)]
  yield [section, name, 'f1', ...ofInterval(f1)]
}

function ofInterval({
  value,
  low,
  high,
}: Interval & { readonly value: number | null }): [number | null, number, number] {
  return [value, low, high]
}

function ofShare({ value, low, high, right, of }: Share): [number | null, number, number, number, number] {
  return [value, low, high, right, of]
}

/** The answer of `--json`: notes of levels hold values of records, and are left out when masked. */
export function evaluationJson(one: Evaluation, mask: boolean): unknown {
  const bare = (pair: WrongPair): WrongPair => ({
    ...pair,
    comparisons: pair.comparisons.map(({ note, ...rest }) =>
      mask || note === undefined ? rest : { ...rest, note },
    ),
  })
  const { missed, together, auto, ...rest } = one
  return {
    ...rest,
    missed: { ...missed, worst: missed.worst.map(bare) },
    together: { ...together, worst: together.worst.map(bare) },
    auto: auto.granted ? { granted: true, bound: auto.bound } : auto,
  }
}
