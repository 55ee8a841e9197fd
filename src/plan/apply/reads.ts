import type { ChildRow } from '../../kit/index.ts'
import { pace, slices } from '../pace/pace.ts'
import { stop } from './going-on.ts'
import type { Run } from './run.ts'

export interface Hanging {
  /** By the record they hang on. */
  readonly rows: ReadonlyMap<string, readonly ChildRow[]>
  readonly complete: boolean
}

/** What hangs on these records. In production nothing is merged whose rows cannot all be seen. */
export async function childrenOf(
  run: Run,
  object: string,
  ids: readonly string[],
  whole: boolean,
  only?: readonly string[],
): Promise<Hanging> {
  const rows = new Map<string, ChildRow[]>()
  let complete = true
  for (const some of slices(ids, pace.idsPerChildren)) {
    const read = await run.writer.children(object, some, only === undefined ? { whole } : { whole, only })
    const [gap] = read.blind
    if (gap !== undefined && run.request.plan.connection.production) {
      throw stop(
        'INCOMPLETE_SIGHT',
        `Not everything that hangs on records of ${object} can be seen: ${gap.what} (${gap.why}).`,
        [gap.remedy ?? 'Give the login View All on it', 'Then go on with --resume'],
      )
    }
    complete &&= gap === undefined
    for (const row of read.rows) {
      const known = rows.get(row.member)
      if (known === undefined) rows.set(row.member, [row])
      else known.push(row)
    }
  }
  return { rows, complete }
}
