import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, KitError, type StrayId } from '../../kit/index.ts'
import { csvCell } from '../../text/neutral.ts'
import type { PlanAction } from '../plan-file.ts'
import { type Moved, whereIs } from './compare.ts'
import type { Run, RunJournal } from './run.ts'

type Row = readonly (string | number | boolean | null)[]

/** Ids that merges of a plan have ended, and the folder that takes the list of them. */
export interface EndedIds {
  readonly actions: Run['actions']
  readonly moved: Moved
  readonly request: { readonly journal: Pick<RunJournal, 'dir'>; readonly pid: number }
}

/** `id-map.csv`: every id that this plan's merges have ended, and the one that stands for it now. */
export async function writeIdMap(run: EndedIds): Promise<string> {
  const rows: Row[] = []
  for (const { object, survivor, id: action, ...rest } of run.actions.values()) {
    if (!('losers' in rest)) continue
    for (const old of [...rest.losers, survivor]) {
      if (run.moved.has(old)) rows.push([object, old, whereIs(run.moved, old), action])
    }
  }
  return writeCsv(run, 'id-map.csv', ['object', 'old_id', 'new_id', 'group'], rows)
}

/**
 * `suppression.csv`: opted-out addresses that survivors do not have, of records merged away and of survivors whose own
 * was replaced. Personal.
 */
export async function writeSuppression(run: Run): Promise<string> {
  const rows: Row[] = []
  for (const action of run.actions.values()) {
    for (const { address, field, member } of run.request.values.actions[action.id]?.suppressed ?? []) {
      if (isOver(run, action, member))
        rows.push([address, action.object, field, member, whereIs(run.moved, member)])
    }
  }
  return writeCsv(run, 'suppression.csv', ['address', 'object', 'field', 'from_id', 'survivor_id'], rows)
}

/** A survivor gets its values with the last merge of its group. */
function isOver({ moved }: Run, action: PlanAction, member: string): boolean {
  if (action.kind === 'merge' && member === action.survivor) return action.losers.every((id) => moved.has(id))
  return moved.has(member)
}

/** `stray-ids.csv`: where merged-away ids still stand in texts and foreign ids. */
export async function writeStrays(run: Run, found: readonly StrayId[]): Promise<string> {
  const rows = found.map(
    ({ object, id, field, stray }): Row => [object, id, field, stray, whereIs(run.moved, stray)],
  )
  return writeCsv(run, 'stray-ids.csv', ['object', 'id', 'field', 'old_id', 'new_id'], rows)
}

async function writeCsv(
  run: Pick<EndedIds, 'request'>,
  name: string,
  head: Row,
  rows: readonly Row[],
): Promise<string> {
  const path = join(run.request.journal.dir, name)
  const fresh = `${path}.${run.request.pid}.part`
  const text = [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('')
  try {
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (cause) {
    await rm(fresh, { force: true })
    throw new KitError('JOURNAL_NOT_WRITABLE', `${path} cannot be written: ${(cause as Error).message}`, {
      exit: exitCodes.failed,
      actions: ['Make room there, then run the same with --resume: what was merged is in the journal'],
      cause,
    })
  }
  return path
}
