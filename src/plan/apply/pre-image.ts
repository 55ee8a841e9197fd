import type { Fate, NativeRecord } from '../../kit/index.ts'
import { comparedValues, expectHash } from '../files/canonical.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { JournalWrite } from '../journal/journal.ts'
import { differences, hidden, wholesIn } from '../look/compare.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import type { ObjectView } from '../look/org-view.ts'
import { combined } from '../look/pre-image.ts'
import { settleDoubts } from './doubts.ts'
import { ownColumns } from './foreseen.ts'
import { unlikeTies } from './preserving.ts'
import { childrenOf, type Hanging } from './reads.ts'
import type { Run } from './run.ts'
import { isOpen } from './sendings.ts'
import { type Failure, isBegun, survivorOf, type Work } from './work.ts'

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
  const open = works.filter((work) => isOpen(run, work, view))
  const looked = await lookBefore(run, open, view, whole)
  // what is carried out while this looks would be seen half done
  const late = await settleDoubts(run, open, view)
  const writes = open.filter((work) => !late.has(work)).flatMap((work) => judge(run, work, view, looked))
  if (writes.length > 0) await run.request.journal.appendAll(writes)
  const rest = [...late].filter((work) => isOpen(run, work, view))
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
  if (work.failure !== null) return isBegun(work) ? [] : [skip(run, work, work.failure)]
  const kept = keep(run, work, view, before)
  work.failure = unseen(work, before) ?? (work.preImage && unlikeTies(work, view, work.preImage))
  return work.failure === null || isBegun(work) ? [kept] : [kept, skip(run, work, work.failure)]
}

/** What hangs on a record that is to be removed, and cannot be seen, would go with it. */
function unseen({ action }: Work, { hanging: { complete } }: Before): Failure | null {
  if (complete || !isPreserving(action)) return null
  return { code: 'refused', record: null, fields: [], cause: 'INCOMPLETE_SIGHT' }
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

function missingIn(run: Run, work: Work, fates: ReadonlyMap<string, Fate>): Failure | null {
  const survivor = survivorOf(run, work.action)
  const its = fates.get(survivor)
  const into = its?.is === 'merged' ? its.into : survivor
  for (const id of work.todo.length === 0 ? [survivor] : [...work.todo, survivor]) {
    const fate = fates.get(id)
    if (fate === undefined) continue
    const twice = fate.is === 'merged' && fate.into === into && id !== survivor
    return { code: twice ? 'not-merged-twice' : 'gone', record: id, fields: [], cause: null }
  }
  return null
}

function changedIn(
  run: Run,
  work: Work,
  view: ObjectView,
  records: ReadonlyMap<string, NativeRecord>,
): Failure | null {
  const { columns, abilities } = view
  const { action } = work
  const { key, actions } = run.request.values
  const names = [...columns.keys()]
  const own = isBegun(work) ? (abilities.merge?.changes ?? []) : null
  for (const { id, hash } of action.expect) {
    const at = id === action.survivor ? survivorOf(run, action) : id
    const now = records.get(at)?.values
    if (now === undefined || expectHash(key, comparedValues(names, now)) === hash) continue
    const seen = actions[action.id]?.seen[id] ?? {}
    const ours = id === action.survivor ? ownColumns(run, work, view, now) : new Set<string>()
    const different = differences(seen, now, columns, run.moved)
    const wholes = wholesIn(different, columns)
    const fields = [...different, ...hidden(seen, columns)]
      .filter((field) => !ours.has(field) && !wholes.has(field))
      .filter(
        (field) => own === null || !(own.includes(field) || run.mayChange.has(`${action.object}.${field}`)),
      )
    if (fields.length > 0) return { code: 'changed', record: at, fields, cause: null }
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

function keep(
  run: Run,
  work: Work,
  { relationships }: ObjectView,
  { takenAt, records, hanging: { rows, complete } }: Before,
): JournalWrite {
  const ids = membersLeft(run, work)
  const members = ids.flatMap((id) => records.get(id) ?? [])
  const children = ids.flatMap((id) => rows.get(id) ?? [])
  const counts: Record<string, number> = {}
  for (const { relationship } of children) counts[relationship] = (counts[relationship] ?? 0) + 1
  const written = isBegun(work) || work.doubts.size > 0
  const next = { takenAt, members, children }
  work.preImage = combined(written ? work.preImage : null, next, isPreserving(work.action))
  work.seenAt = null
  const { id: action, object } = work.action
  const rowsKept = children.map((row) => {
    const of = relationships.get(row.relationship)?.object
    return of === undefined || row.relationship.startsWith(`${of}.`) ? row : { ...row, object: of }
  })
  return {
    body: { type: 'pre-image', action, object, members: [...ids], children: counts, complete },
    values: { members, children: rowsKept },
  }
}
