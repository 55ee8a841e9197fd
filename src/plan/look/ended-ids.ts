import type { PlanAction } from '../files/plan-file.ts'
import { type Folder, type Row, writeCsv } from '../journal/write-csv.ts'
import { type Moved, wayOf, whereIs } from './moved.ts'

/** Ids that merges of a plan have ended, and the folder that takes the list of them. */
export interface EndedIds {
  readonly actions: ReadonlyMap<string, PlanAction>
  readonly moved: Moved
  readonly request: Folder
}

export interface EndedId {
  readonly object: string
  readonly old: string
  readonly now: string
  readonly action: string
}

/** Every id that merges and removals have ended, those too that survivors had for a while only. */
export function endedIds({ actions, moved }: Pick<EndedIds, 'actions' | 'moved'>): readonly EndedId[] {
  return [...actions.values()].flatMap((action) => {
    if (action.kind !== 'merge') return []
    const { id, object, survivor, losers } = action
    const ended = [
      ...losers.filter((old) => moved.get(object, old) !== undefined),
      ...wayOf(moved, object, survivor).slice(0, -1),
    ]
    return ended.map((old) => ({ object, old, now: whereIs(moved, object, old), action: id }))
  })
}

/** `id-map.csv`: every id that this plan's merges have ended, and the one that stands for it now. */
export async function writeIdMap(run: EndedIds): Promise<string> {
  const rows = endedIds(run).map(({ object, old, now, action }): Row => [object, old, now, action])
  return writeCsv(run.request, 'id-map.csv', ['object', 'old_id', 'new_id', 'group'], rows)
}
