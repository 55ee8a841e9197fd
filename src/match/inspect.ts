import { type Blocking, shareBlock } from './blocking.ts'
import type { Comparator } from './comparator.ts'
import type { Inspection } from './index.ts'
import { type Model, probabilityOf } from './model.ts'
import type { PairList } from './pairs.ts'
import { explain, keyOf, type Score, type VetoCheck } from './score.ts'
import type { RecordTable } from './table.ts'

interface Inspected {
  readonly table: RecordTable
  readonly comparators: readonly Comparator[]
  readonly model: Model
  readonly blocking: Blocking
  readonly score: Score
  readonly veto: VetoCheck
  readonly kept: PairList
  readonly groups: readonly (readonly number[])[]
}

/** Opens a run that has ended for questions about pairs. */
export function inspectionOf(of: Inspected): Inspection {
  const { table, blocking, kept } = of
  const groupOf = new Int32Array(table.rows).fill(-1)
  for (const [at, records] of of.groups.entries()) for (const record of records) groupOf[record] = at
  return {
    rows: table.rows,
    keyOf: (record) => keyOf(table, record),
    groupOf,
    pairs: {
      length: kept.length,
      a: (at) => kept.a(at),
      b: (at) => kept.b(at),
      bits: (at) => kept.bits(at),
      vetoed: (at) => kept.label(at) === 1,
    },
    keys: blocking.keys.map(({ key }) => key),
    meets: (key, a, b) => shareBlock(blocking, key, a, b),
    look: (a, b) => ({
      score: probabilityOf(of.score(a, b)),
      veto: of.veto(a, b),
      comparisons: explain(of.comparators, of.model, a, b),
    }),
  }
}
