import type { ChildRow, Fate, NativeRecord } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import {
  type Difference,
  isLeft,
  isNotGone,
  leftMark,
  notMerged,
  notRemoved,
  valueLeftMark,
} from '../journal/group-end.ts'
import type { JournalWrite } from '../journal/journal.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import type { ObjectView } from '../look/org-view.ts'
import { countVerified } from '../pace/chunks.ts'
import { verifyPauses } from '../pace/waits.ts'
import { stop } from './going-on.ts'
import { listsOld } from './lists-old.ts'
import { leftBehind } from './put-back.ts'
import { childrenOf } from './reads.ts'
import type { Run } from './run.ts'
import { valuesLeft } from './sendings.ts'
import { wasTold } from './told.ts'
import { forgetMerges, leadsElsewhere, leadsToSurvivor } from './unmerged.ts'
import { newRowsIn, rowsOf } from './verify-rows.ts'
import { duplicateDifferences, survivorDifferences } from './verify-values.ts'
import { survivorOf, type Work } from './work.ts'

/** A difference; `grave`: what was planned is not there, or something is missing. */
export interface Found extends Difference {
  readonly grave: boolean
}

/** What is there after the writes of a chunk. */
export interface After {
  readonly fates: ReadonlyMap<string, Fate>
  readonly records: ReadonlyMap<string, NativeRecord>
  readonly rows: ReadonlyMap<string, readonly ChildRow[]>
}

/**
 * Reads the result of a chunk in few calls and compares it with pre-images and plan. Anything grave stops the run, and
 * so does a change that nobody planned: any where all is compared, else one that several groups have in common. Both
 * only after they are in the journal, and not again in a run that goes on.
 */
export async function verify(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  full: boolean,
): Promise<void> {
  if (works.length === 0) return
  const looked = await lookUntilPlanned(run, works, view, full)
  const all: (readonly Found[])[] = []
  const writes: JournalWrite[] = []
  for (const work of works) {
    const { found, after } = looked.get(work) as Looked
    all.push(found)
    writes.push(verified(run, work, view, { found, after, full }))
  }
  await run.request.journal.appendAll(writes)
  for (const [n, { action }] of works.entries()) {
    const unmerged = (all[n] ?? []).filter(isNotGone).map(({ id }) => id)
    if (unmerged.length > 0) forgetMerges(run, action, unmerged)
  }
  const often = full ? null : commonIn(all)
  const fresh = works.flatMap(({ action }, n) =>
    (all[n] ?? []).filter((one) => !wasTold(run, action.id, one)),
  )
  const bad = fresh.filter((found) => found.grave || often === null || often.has(columnOf(found)))
  if (bad.length > 0) throw notAsPlanned(bad)
}

interface Looked {
  readonly found: readonly Found[]
  readonly after: After
}

/** What is missing may only be shown late: it is looked for again a few times before it is judged. */
async function lookUntilPlanned(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  full: boolean,
): Promise<ReadonlyMap<Work, Looked>> {
  const looked = new Map(await compare(run, works, view, full))
  const foundIn = (n: number): readonly Found[] => looked.get(works[n] as Work)?.found ?? []
  for (const wait of verifyPauses) {
    const missing = works.filter(
      ({ action, failure }, n) =>
        failure === null && foundIn(n).some((one) => one.grave && !wasTold(run, action.id, one)),
    )
    if (missing.length === 0) break
    run.request.log(
      `${missing.length} of ${works.length} groups are not to be seen as planned yet; looking again in ${wait / 1000} s`,
    )
    await run.request.pause(wait)
    for (const [work, again] of await compare(run, missing, view, full)) looked.set(work, again)
  }
  return looked
}

async function compare(
  run: Run,
  works: readonly Work[],
  view: ObjectView,
  full: boolean,
): Promise<readonly (readonly [Work, Looked])[]> {
  const after = await lookAfter(run, works, view, full)
  if (full) await run.org.columns([...new Set([...view.relationships.values()].map(({ object }) => object))])
  const childColumns = await run.org.columns([])
  return works.map((work) => {
    const found = [
      ...losersNotMerged(run, work, after),
      ...survivorDifferences(run, work, view, after),
      ...duplicateDifferences(run, work, view, after),
      ...rowsOf(run, work, view, after, full ? childColumns : null),
      ...(full ? newRowsIn(run, work, view, after) : []),
    ]
    return [work, { found, after }]
  })
}

/** Columns that changed without a plan in more than one group: that is automation, not somebody at work. */
function commonIn(all: readonly (readonly Found[])[]): ReadonlySet<string> {
  const groups = new Map<string, number>()
  for (const found of all) {
    for (const column of new Set(found.filter(({ grave }) => !grave).map(columnOf))) {
      groups.set(column, (groups.get(column) ?? 0) + 1)
    }
  }
  return new Set([...groups].flatMap(([column, count]) => (count > 1 ? [column] : [])))
}

function columnOf({ object, field }: Found): string {
  return `${object}.${field}`
}

async function lookAfter(run: Run, works: readonly Work[], view: ObjectView, full: boolean): Promise<After> {
  const { name } = view
  const merges = works.filter(({ action }) => action.kind === 'merge')
  const links = works.filter(({ action }) => action.kind === 'link-and-close')
  const survivors = works.map(({ action }) => survivorOf(run, action))
  const duplicates = links.flatMap(({ done }) => done)
  const found = await fetchAll(run.writer, name, [...survivors, ...duplicates])
  const records = new Map(found.map((record) => [record.id, record]))
  const moved = merges.filter(({ action }) => survivorOf(run, action) !== action.survivor)
  const [listed, asked] = [true, false].map((is) =>
    moved.filter((work) => listsOld(run, work, view, records) === is).map(({ action }) => action),
  )
  const ended = [...merges.flatMap(({ done }) => done), ...(asked ?? []).map(({ survivor }) => survivor)]
  const fates = new Map(await fatesOf(run.writer, name, ended))
  for (const action of listed ?? [])
    fates.set(action.survivor, { is: 'merged', into: survivorOf(run, action), restorable: false })
  const parents = full
    ? [...survivors, ...duplicates]
    : merges
        .filter(({ preImage }) => (preImage?.children.length ?? 0) > 0)
        .map(({ action }) => survivorOf(run, action))
  const { rows } = await childrenOf(run, name, parents, full)
  return { fates, records, rows }
}

function losersNotMerged(run: Run, { action, done }: Work, { fates }: After): readonly Found[] {
  if (action.kind !== 'merge') return []
  const none = leadsElsewhere(run, action, fates)
  return done
    .filter((id) => none || !leadsToSurvivor(run, action, fates.get(id)))
    .map((id) => ({
      object: action.object,
      id,
      field: 'Id',
      what: isPreserving(action) ? notRemoved : notMerged,
      grave: true,
    }))
}

function verified(
  run: Run,
  work: Work,
  view: ObjectView,
  { found, after, full }: { readonly found: readonly Found[]; readonly after: After; readonly full: boolean },
): JournalWrite {
  const { action } = work
  const { id } = action
  const differences: readonly Difference[] = [
    ...found.map(({ grave: _, ...difference }) => difference),
    ...leftOf(run, work, view),
    ...leftBehind(run, work, view, after.rows),
  ]
  run.ends.set(id, { is: differences.some(isLeft) ? 'partly' : 'done', differences })
  const ok = differences.length === 0
  if (ok && full) countVerified(run.verified, action)
  const compared = full ? 'full' : 'planned'
  const written = action.kind === 'merge' ? [] : work.done
  return {
    body: { type: 'verified', action: id, ok, compared, differences: [...differences] },
    values: {
      members: [survivorOf(run, action), ...written].flatMap((member) => after.records.get(member) ?? []),
    },
  }
}

/** What of a group that goes no further is not merged, removed, linked or written. */
function leftOf(run: Run, work: Work, view: ObjectView): readonly Difference[] {
  const { action, failure, todo } = work
  if (failure === null) return []
  const { object } = action
  const why = failure.cause ?? failure.code
  const values = Object.keys(valuesLeft(run, work, view)).map((field) => ({
    object,
    id: survivorOf(run, action),
    field,
    what: `${valueLeftMark}${why}`,
  }))
  return [...todo.map((id) => ({ object, id, field: 'Id', what: `${leftMark}${why}` })), ...values]
}

function notAsPlanned(bad: readonly Found[]): Error {
  const grave = bad.some((found) => found.grave)
  const kinds = new Map<string, number>()
  for (const found of bad) {
    const kind = `${columnOf(found)}: ${found.what}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const named = [...kinds].slice(0, 10).map(([kind, count]) => `${kind} (${count})`)
  const left = kinds.size - named.length
  const list = `${named.join('; ')}${left > 0 ? `; and ${left} other kinds` : ''}`
  return grave
    ? stop('NOT_AS_PLANNED', `Merges did not end as planned. ${list}`, [
        'Look at these groups before anything else:  steward journal show',
        'Undo them, or go on with --resume',
      ])
    : stop('UNPLANNED_CHANGE', `Something changed that no merge was asked to change. ${list}`, [
        'Find the automation (trigger, flow, workflow, rule) that does it; see what fires in steward plan show',
        'If it may, name the column under survivorship, mayChange in the policy; then go on with --resume',
      ])
}
