import type { ChildRow, Fate, NativeRecord } from '../../kit/index.ts'
import { comparedValues, expectHash } from '../files/canonical.ts'
import type { JournalWrite } from '../journal/journal.ts'
import { differences, hidden } from './compare.ts'
import { settleDoubts } from './doubts.ts'
import type { ObjectView } from './org-view.ts'
import { childrenOf, fatesOf, fetchAll, type Hanging } from './reads.ts'
import type { Run } from './run.ts'
import { type Failure, nextSendings, type PreImage, survivorOf, type Work } from './work.ts'

/**
 * Reads all members and what hangs on them, compares members with what the plan was decided by, and puts the
 * pre-images on disk. Groups that are not as they were get a failure, or are skipped when nothing was done yet.
 */
export async function takePreImages(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  whole: boolean,
): Promise<void> {
  await settleDoubts(run, works, view)
  const open = works.filter((work) => nextSendings(run, work, view).length > 0)
  const looked = await lookBefore(run, open, view, whole)
  // what is carried out while this looks would be seen half done
  const late = await settleDoubts(run, open, view)
  const writes = open.filter((work) => !late.has(work)).flatMap((work) => judge(run, work, view, looked))
  if (writes.length > 0) await run.request.journal.appendAll(writes)
  const rest = [...late].filter((work) => nextSendings(run, work, view).length > 0)
  if (rest.length > 0) await takePreImages(run, rest, view, whole)
}

/** What is there before the writes of a chunk. */
interface Before {
  readonly takenAt: number
  readonly records: ReadonlyMap<string, NativeRecord>
  readonly fates: ReadonlyMap<string, Fate>
  readonly hanging: Hanging
}

async function lookBefore(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  whole: boolean,
): Promise<Before> {
  const takenAt = run.request.now().getTime()
  const members = works.flatMap((work) => membersLeft(run, work))
  const records = new Map(
    (await fetchAll(run.writer, view.name, members)).map((record) => [record.id, record]),
  )
  const fates = await fatesOf(
    run.writer,
    view.name,
    members.filter((id) => !records.has(id)),
  )
  const able = works.filter((work) => failureIn(run, work, view, { records, fates }) === null)
  const parents = able
    .filter(({ action }) => action.kind === 'merge' || whole)
    .flatMap((work) => membersLeft(run, work))
  return { takenAt, records, fates, hanging: await childrenOf(run, view.name, parents, whole) }
}

function judge(run: Run, work: Work, view: ObjectView, before: Before): readonly JournalWrite[] {
  work.failure = failureIn(run, work, view, before)
  if (work.failure === null) return [keep(run, work, before)]
  return work.done.length === 0 ? [skip(run, work, work.failure)] : []
}

/** What is not as it was when the plan was decided. */
export function failureIn(
  run: Run,
  work: Work,
  view: ObjectView,
  { records, fates }: Pick<Before, 'records' | 'fates'>,
): Failure | null {
  return missingIn(run, work, fates) ?? changedIn(run, work, view, records)
}

export function membersLeft(run: Run, { action, todo }: Work): readonly string[] {
  return [survivorOf(run, action), ...todo]
}

/** A later look replaces an earlier one but for members that are merged away by now, and the survivor as it was. */
export function combined(old: PreImage | null, next: PreImage, survivor: string): PreImage {
  if (old === null) return next
  const again = new Set(next.members.map(({ id }) => id))
  const gone = old.members.filter(({ id }) => !again.has(id))
  if (gone.length === 0) return next
  const first = old.members.filter(({ id }) => !again.has(id) || id === survivor)
  const kept = old.children.filter(({ member }) => !again.has(member))
  const known = new Set(kept.map(rowKey))
  return {
    takenAt: next.takenAt,
    members: [...first, ...next.members.filter(({ id }) => id !== survivor)],
    children: [...kept, ...next.children.filter((row) => !known.has(rowKey(row)))],
  }
}

export function rowKey({ relationship, id }: Pick<ChildRow, 'relationship' | 'id'>): string {
  return `${relationship} ${id}`
}

function missingIn(run: Run, work: Work, fates: ReadonlyMap<string, Fate>): Failure | null {
  const survivor = survivorOf(run, work.action)
  for (const id of membersLeft(run, work)) {
    const fate = fates.get(id)
    if (fate === undefined) continue
    const twice = fate.is === 'merged' && fate.into === survivor
    return { code: twice ? 'not-merged-twice' : 'gone', record: id, fields: [], cause: null }
  }
  return null
}

function changedIn(
  run: Run,
  work: Work,
  { columns, abilities }: ObjectView,
  records: ReadonlyMap<string, NativeRecord>,
): Failure | null {
  const { action } = work
  const { key, actions } = run.request.values
  const names = [...columns.keys()]
  const own = work.done.length > 0 ? (abilities.merge?.changes ?? []) : null
  for (const { id, hash } of action.expect) {
    const now = records.get(id)?.values
    if (now === undefined || expectHash(key, comparedValues(names, now)) === hash) continue
    const seen = actions[action.id]?.seen[id] ?? {}
    const fields = [...differences(seen, now, columns, run.moved), ...hidden(seen, columns)].filter(
      (field) => own === null || !(own.includes(field) || run.mayChange.has(`${action.object}.${field}`)),
    )
    if (fields.length > 0) return { code: 'changed', record: id, fields, cause: null }
  }
  return null
}

/** Notes that a group stays as it is. */
export function skip(run: Run, { action }: Work, failure: Failure): JournalWrite {
  const { code, record, fields } = failure
  run.ends.set(action.id, { is: 'skipped', skip: { action: action.id, ...failure } })
  const named = {
    ...(record === null ? {} : { record }),
    ...(fields.length === 0 ? {} : { fields: [...fields] }),
  }
  return { body: { type: 'skip', action: action.id, code, ...named } }
}

function keep(run: Run, work: Work, { takenAt, records, hanging: { rows, complete } }: Before): JournalWrite {
  const ids = membersLeft(run, work)
  const members = ids.flatMap((id) => records.get(id) ?? [])
  const children = ids.flatMap((id) => rows.get(id) ?? [])
  const counts: Record<string, number> = {}
  for (const { relationship } of children) counts[relationship] = (counts[relationship] ?? 0) + 1
  work.preImage = combined(work.preImage, { takenAt, members, children }, survivorOf(run, work.action))
  const { id: action, object } = work.action
  return {
    body: { type: 'pre-image', action, object, members: [...ids], children: counts, complete },
    values: { members, children },
  }
}
