import type { ChildRow, MergeStep, NativeRecord, RecordUpdate, Value } from '../../kit/index.ts'
import type { JournalOutcome, StepItem } from '../journal-entry.ts'
import { othersOf, type PlanAction } from '../plan-file.ts'
import { redirected, whereIs } from './compare.ts'
import type { ObjectView } from './org-view.ts'
import type { Run, Skip } from './run.ts'

export interface PreImage {
  /** Milliseconds; of the start of its reads. */
  readonly takenAt: number
  readonly members: readonly NativeRecord[]
  readonly children: readonly ChildRow[]
}

/** Why a group is left, or left half done. */
export type Failure = Omit<Skip, 'action'>

/** A group on its way through a chunk. */
export interface Work {
  readonly action: PlanAction
  /** Losers or duplicates that are not yet merged or linked. */
  todo: readonly string[]
  done: readonly string[]
  /** Merges done, by any run: the next item's number. */
  merges: number
  /** True once values that a merge cannot take are written. */
  valuesSet: boolean
  preImage: PreImage | null
  /** Milliseconds; when its values were last read for the merge that comes next, null when not yet. */
  lookedAt: number | null
  /** Why it goes no further. */
  failure: Failure | null
  /** Rounds in a row in which a write of it could not be carried out. */
  attempts: number
  /** By item: writes that had no answer and were not to be seen, by the last request they were in. */
  readonly doubts: Map<string, { readonly sent: Sent; readonly at: number }>
}

/** A request that was sent, and what is known of its items. */
export interface Sent {
  readonly step: number
  readonly items: readonly StepItem[]
  readonly outcomes: JournalOutcome[]
}

/** One write to be sent. */
export type Sending = { readonly work: Work; readonly item: StepItem } & (
  | { readonly verb: 'merge'; readonly step: MergeStep }
  | { readonly verb: 'update'; readonly update: RecordUpdate }
)

export function newWork(action: PlanAction): Work {
  return {
    action,
    todo: othersOf(action),
    done: [],
    merges: 0,
    valuesSet: false,
    preImage: null,
    lookedAt: null,
    failure: null,
    attempts: 0,
    doubts: new Map(),
  }
}

/** Where the survivor is now: some CRMs give it a new id with each merge. */
export function survivorOf(run: Run, { survivor }: PlanAction): string {
  return whereIs(run.moved, survivor)
}

/** What the plan writes into the survivor, with references where they point today. */
export function plannedValues(
  run: Run,
  action: PlanAction,
  view: ObjectView,
): Readonly<Record<string, Value>> {
  return redirected(run.request.values.actions[action.id]?.set ?? {}, view.columns, run.moved)
}

export function linkValues(run: Run, action: PlanAction): Readonly<Record<string, Value>> {
  if (action.kind !== 'link-and-close') return {}
  return { ...action.set, [action.link]: survivorOf(run, action) }
}

/** What a group needs next, none when it is through. A merge waits for the one before it. */
export function nextSendings(run: Run, work: Work, view: ObjectView): readonly Sending[] {
  if (work.failure !== null) return []
  if (work.action.kind === 'link-and-close') return work.todo.map((id) => linking(run, work, id))
  if (work.todo.length > 0) return [merging(run, work, view)]
  const values = plannedValues(run, work.action, view)
  const left =
    view.abilities.merge?.takesValues === false && !work.valuesSet && Object.keys(values).length > 0
  if (!left) return []
  return [updating(work, 'values', survivorOf(run, work.action), values)]
}

function merging(run: Run, work: Work, view: ObjectView): Sending {
  const { action } = work
  const most = view.abilities.merge?.recordsPerMerge ?? 2
  const losers = work.todo.slice(0, most - 1)
  const last = losers.length === work.todo.length && view.abilities.merge?.takesValues !== false
  const values = last ? plannedValues(run, action, view) : {}
  const survivor = survivorOf(run, action)
  const keyOf = (id: string) => ({ connection: run.request.plan.connection.name, object: action.object, id })
  return {
    work,
    verb: 'merge',
    item: {
      action: action.id,
      item: `m${work.merges}`,
      object: action.object,
      record: survivor,
      losers,
      fields: Object.keys(values).sort(),
    },
    step: { survivor: keyOf(survivor), losers: losers.map(keyOf), values },
  }
}

function linking(run: Run, work: Work, id: string): Sending {
  return updating(work, `link:${id}`, id, linkValues(run, work.action))
}

function updating(work: Work, name: string, id: string, values: Readonly<Record<string, Value>>): Sending {
  const { id: action, object } = work.action
  const item = { action, item: name, object, record: id, fields: Object.keys(values).sort() }
  return { work, verb: 'update', item, update: { id, values } }
}

/** What is known to be done now. */
export function noteDone(run: Run, work: Work, item: StepItem, newId: string | undefined): void {
  if (item.item === 'values') work.valuesSet = true
  const gone = item.losers ?? (item.item.startsWith('link:') && item.record ? [item.record] : [])
  work.todo = work.todo.filter((id) => !gone.includes(id))
  work.done = [...work.done, ...gone]
  work.attempts = 0
  if (item.losers === undefined) {
    for (const id of gone) run.linked.add(id)
    return
  }
  work.merges++
  const survivor = survivorOf(run, work.action)
  for (const id of gone) run.moved.set(id, survivor)
  if (newId !== undefined && newId !== survivor) run.moved.set(survivor, newId)
}
