import type { Fate, NativeRecord } from '../../kit/index.ts'
import { type JournalOutcome, notCarriedOut, type StepItem } from '../journal-entry.ts'
import type { PlanAction } from '../plan-file.ts'
import { differences, whereIs } from './compare.ts'
import type { ObjectView } from './org-view.ts'
import { fatesOf, fetchAll } from './reads.ts'
import type { Run } from './run.ts'
import { readBackPauses } from './waits.ts'
import { linkValues, plannedValues } from './work.ts'

export { notCarriedOut }

/**
 * What became of writes of one object whose outcome nobody told, in order. Looks several times before it says that
 * one was not carried out.
 */
export async function readBack(
  run: Run,
  items: readonly StepItem[],
  view: ObjectView,
): Promise<readonly JournalOutcome[]> {
  const found = new Map<StepItem, JournalOutcome>()
  for (const wait of [0, ...readBackPauses]) {
    const open = items.filter((item) => !found.has(item))
    if (wait > 0) {
      run.request.log(
        `${open.length} writes had no answer and are not to be seen; looking again in ${wait / 1000} s`,
      )
      await run.request.pause(wait)
    }
    for (const [item, outcome] of await look(run, open, view)) found.set(item, outcome)
    if (found.size === items.length) break
  }
  const not: JournalOutcome = {
    result: 'refused',
    code: notCarriedOut,
    message: 'it was sent, and is not to be seen',
  }
  return items.map((item) => found.get(item) ?? not)
}

/** What can be told now; writes that are not to be seen are absent. */
export async function look(
  run: Run,
  items: readonly StepItem[],
  view: ObjectView,
): Promise<ReadonlyMap<StepItem, JournalOutcome>> {
  const fates = await fatesOf(
    run.writer,
    view.name,
    items.flatMap(({ losers, record }) =>
      losers === undefined ? [] : [...losers, ...(record ? [record] : [])],
    ),
  )
  const written = items.flatMap(({ losers, record }) => (losers === undefined && record ? [record] : []))
  const records = new Map(
    (await fetchAll(run.writer, view.name, written)).map((record) => [record.id, record]),
  )
  const known = new Map<StepItem, JournalOutcome>()
  for (const item of items) {
    const outcome =
      item.losers === undefined
        ? judgeUpdate(run, item, view, records)
        : judgeMerge(run, item, item.losers, fates)
    if (outcome !== null) known.set(item, outcome)
  }
  return known
}

function judgeMerge(
  run: Run,
  { record }: StepItem,
  losers: readonly string[],
  fates: ReadonlyMap<string, Fate>,
): JournalOutcome | null {
  const fateOf = (id: string): Fate => fates.get(id) ?? { is: 'gone' }
  const all = losers.map(fateOf)
  const survivor = fateOf(record ?? '')
  const target = whereIs(run.moved, record ?? '')
  const leadTo = (id: string) =>
    all.every((fate) => fate.is === 'merged' && [id, target].includes(whereIs(run.moved, fate.into)))
  if (leadTo(record ?? '')) return { result: 'done' }
  if (survivor.is === 'merged' && leadTo(survivor.into)) return { result: 'done', id: survivor.into }
  if (all.some(({ is }) => is === 'there')) return null
  return { result: 'refused', code: 'GONE', message: 'its records were deleted or merged by somebody else' }
}

function judgeUpdate(
  run: Run,
  item: StepItem,
  view: ObjectView,
  records: ReadonlyMap<string, NativeRecord>,
): JournalOutcome | null {
  const now = records.get(item.record ?? '')?.values
  if (now === undefined) return { result: 'refused', code: 'GONE', message: 'the record was deleted' }
  const action = run.actions.get(item.action)
  if (action === undefined) return null
  return isWritten(run, action, now, view) ? { result: 'done' } : null
}

/** True when a record has the values that the plan writes into it. */
function isWritten(run: Run, action: PlanAction, now: NativeRecord['values'], view: ObjectView): boolean {
  const wanted = action.kind === 'merge' ? plannedValues(run, action, view) : linkValues(run, action)
  return differences(wanted, now, view.columns, run.moved).every((field) => !(field in wanted))
}
