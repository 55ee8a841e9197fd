import type { MergeStep, RecordUpdate, Tie, Value } from '../../kit/index.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import type { JournalOutcome, StepItem } from '../journal/entry.ts'
import type { Skip } from '../journal/group-end.ts'
import { redirected } from '../look/compare.ts'
import { whereIs } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { PreImage } from '../look/pre-image.ts'
import { emptiedItem } from '../look/seen.ts'
import type { Run } from './run.ts'

/** Why a group is left, or left half done. */
export type Failure = Omit<Skip, 'action'>

/** A group on its way through a chunk. */
export interface Work {
  readonly action: PlanAction
  /** Losers or duplicates that are not yet merged, removed or linked. */
  todo: readonly string[]
  done: readonly string[]
  /** Merges done, by any run: the next item's number. */
  merges: number
  /** True once values that a merge cannot take are written. */
  valuesSet: boolean
  /** True once columns are empty that go to an earlier value from there only. */
  emptied: boolean
  /** Items of ties of losers that the survivor was given, by any run. */
  readonly tied: Set<string>
  /** By item: why a tie that a merge left behind cannot be given to the survivor. */
  readonly lost: Map<string, string>
  /** Milliseconds; when all that losers had was seen on the survivor, null when not yet. */
  seenAt: number | null
  preImage: PreImage | null
  /** Milliseconds; when its values were last read for the merge that comes next, null when not yet. */
  lookedAt: number | null
  /** The new id of its survivor that the CRM was last asked for and knew; null when none was. */
  confirmed: string | null
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
  | { readonly verb: 'attach'; readonly tie: Tie }
  | { readonly verb: 'remove'; readonly id: string }
)

export function newWork(action: PlanAction): Work {
  return {
    action,
    todo: othersOf(action),
    done: [],
    merges: 0,
    valuesSet: false,
    emptied: false,
    tied: new Set(),
    lost: new Map(),
    seenAt: null,
    preImage: null,
    lookedAt: null,
    confirmed: null,
    failure: null,
    attempts: 0,
    doubts: new Map(),
  }
}

/** Where the survivor is now: some CRMs give it a new id with each merge. */
export function survivorOf(run: Run, { object, survivor }: PlanAction): string {
  return whereIs(run.moved, object, survivor)
}

/** True once something of it was written. */
export function isBegun({ done, tied, valuesSet }: Work): boolean {
  return done.length > 0 || tied.size > 0 || valuesSet
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

export function updating(
  work: Work,
  name: string,
  id: string,
  values: Readonly<Record<string, Value>>,
): Sending {
  const { id: action, object } = work.action
  const item = { action, item: name, object, record: id, fields: Object.keys(values).sort() }
  return { work, verb: 'update', item, update: { id, values } }
}

/** What is known to be done now. */
export function noteDone(run: Run, work: Work, item: StepItem, newId: string | undefined): void {
  const { action } = work
  work.attempts = 0
  if (item.item === 'values') work.valuesSet = true
  else if (item.item === emptiedItem) work.emptied = true
  else if (item.relationship !== undefined) work.tied.add(item.item)
  else if (item.losers !== undefined) noteMerged(run, work, item.losers, newId)
  else if (item.record !== undefined) {
    end(work, [item.record])
    if (action.kind === 'merge') run.moved.set(action.object, item.record, survivorOf(run, action))
    else run.linked.add(`${action.object} ${item.record}`)
  }
}

function noteMerged(run: Run, work: Work, losers: readonly string[], newId: string | undefined): void {
  const { object } = work.action
  const survivor = survivorOf(run, work.action)
  end(work, losers)
  work.merges++
  for (const id of losers) run.moved.set(object, id, survivor)
  if (newId !== undefined && newId !== survivor) run.moved.set(object, survivor, newId)
}

function end(work: Work, ids: readonly string[]): void {
  work.todo = work.todo.filter((id) => !ids.includes(id))
  work.done = [...work.done, ...ids]
}
