import { matchRecords } from '../../src/match/index.ts'
import { openSnapshot } from '../../src/snapshot/index.ts'
import { connection } from './load.ts'
import { against, type Outcome, readTruth, rowOf, stopwatch } from './outcome.ts'
import { settingOf } from './rules.ts'

/** What the model learned, for the other engine. */
export interface Learned {
  readonly prior: number
  readonly weights: Readonly<Record<string, number>>
}

/** The engine of this repository, from the snapshot to the last described group. */
export async function runOurs(
  home: string,
  heavy: boolean,
): Promise<Outcome & { readonly learned: Learned }> {
  const { rule, options } = settingOf(heavy)
  const watch = stopwatch()
  watch.begin('open')
  await using snapshot = await openSnapshot({ home, name: connection })
  const of = { entity: rule.entity, kinds: rule.kinds, unordered: true } as const
  const result = await matchRecords({
    rule,
    options,
    source: {
      connection,
      entity: rule.entity,
      rows: await snapshot.count(rule.entity, rule.kinds),
      batches: (fields) => snapshot.batches({ ...of, fields }),
      encoded: (fields, signal) => snapshot.rows({ entity: rule.entity, kinds: rule.kinds, fields }, signal),
      values: (fields, ids) => snapshot.batches({ ...of, fields, ids }),
      url: (key) => snapshot.url(key),
    },
    decisions: [],
    stage: watch.begin,
  })
  const groups: number[][] = []
  for (const { members } of result.groups) groups.push(members.map(({ key }) => rowOf(key.id)))
  const used = watch.stop()
  return {
    ...used,
    pairs: result.pairs.compared,
    ...against(readTruth(home), groups),
    learned: {
      prior: result.prior,
      weights: Object.fromEntries(
        result.levels.map(({ comparison, level, weight }) => [`${comparison}: ${level}`, weight]),
      ),
    },
  }
}
