import type { StrayId } from '../../kit/index.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { type Row, writeCsv } from '../journal/write-csv.ts'
import { endedIds } from '../look/ended-ids.ts'
import { whereIs } from '../look/moved.ts'
import type { Run } from './run.ts'

/**
 * `suppression.csv`: opted-out addresses that survivors do not have, of records merged away and of survivors whose own
 * was replaced. Personal.
 */
export async function writeSuppression(run: Run): Promise<string> {
  const rows: Row[] = []
  for (const action of run.actions.values()) {
    for (const { address, field, member } of run.request.values.actions[action.id]?.suppressed ?? []) {
      if (isOver(run, action, member))
        rows.push([address, action.object, field, member, whereIs(run.moved, action.object, member)])
    }
  }
  return writeCsv(
    run.request,
    'suppression.csv',
    ['address', 'object', 'field', 'from_id', 'survivor_id'],
    rows,
  )
}

/** A survivor gets its values with the last merge of its group. */
function isOver({ moved }: Run, action: PlanAction, member: string): boolean {
  const isEnded = (id: string): boolean => moved.get(action.object, id) !== undefined
  if (action.kind === 'merge' && member === action.survivor) return action.losers.every(isEnded)
  return isEnded(member)
}

/** `stray-ids.csv`: where merged-away ids still stand in texts and foreign ids. */
export async function writeStrays(run: Run, found: readonly StrayId[]): Promise<string> {
  // ids of different objects may be equal: then each of them is named
  const stands = new Map<string, string>()
  for (const { old, now } of endedIds(run)) {
    const known = stands.get(old)
    stands.set(old, known === undefined || known === now ? now : `${known} or ${now}`)
  }
  const rows = found.map(
    ({ object, id, field, stray }): Row => [object, id, field, stray, stands.get(stray) ?? stray],
  )
  return writeCsv(run.request, 'stray-ids.csv', ['object', 'id', 'field', 'old_id', 'new_id'], rows)
}
