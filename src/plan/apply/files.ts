import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, KitError, type StrayId } from '../../kit/index.ts'
import { csvCell } from '../../text/neutral.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { type Moved, wayOf, whereIs } from './moved.ts'
import type { Run, RunJournal } from './run.ts'

type Row = readonly (string | number | boolean | null)[]

/** Ids that merges of a plan have ended, and the folder that takes the list of them. */
export interface EndedIds {
  readonly actions: Run['actions']
  readonly moved: Moved
  readonly request: { readonly journal: Pick<RunJournal, 'dir'>; readonly pid: number }
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
        rows.push([address, action.object, field, member, whereIs(run.moved, action.object, member)])
    }
  }
  return writeCsv(run, 'suppression.csv', ['address', 'object', 'field', 'from_id', 'survivor_id'], rows)
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
