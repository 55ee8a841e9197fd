import type { Connection, Value } from '../../kit/index.ts'
import type { MergeAction, PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'
import {
  type EntryBody,
  type JournalEntry,
  type JournalOutcome,
  notCarriedOut,
  type StepItem,
} from '../journal/entry.ts'
import { type JournalState, stateOf } from '../journal/index.ts'
import type { PastRun } from '../journal/past.ts'
import { type Past, readPast } from '../journal/past.ts'
import { redirected } from '../look/compare.ts'
import { type Moved, movedIds, whereIs } from '../look/moved.ts'
import { OrgView } from '../look/org-view.ts'
import { blanksOf, emptiedItem, seenOf } from '../look/seen.ts'

export interface SettleRequest {
  readonly past: PastRun
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly connection: Connection
  /** Waits between looks at what is not to be seen; none for a mere forecast. */
  readonly pauses: readonly number[]
  readonly pause: (milliseconds: number) => Promise<void>
}

export type ReadBackBody = Extract<EntryBody, { type: 'read-back' }>

/** What the journal tells, and what reading back tells of requests that a run broke off without an answer. */
export interface Settled {
  readonly state: JournalState
  /** To be put into the journal before anything is written. */
  readonly readBacks: readonly ReadBackBody[]
}

/** Looks what became of requests of apply that are in the air. Writes nothing. */
export async function settle(request: SettleRequest): Promise<Settled> {
  const past = await readPast(request.past)
  const readBacks: ReadBackBody[] = []
  for (const [step, unsure] of past.open) {
    const looked = await outcomesOf(request, past, unsure)
    const { items = [], outcomes = [] } = past.steps.get(step) ?? {}
    const all = items.map((item, n) => looked.get(item) ?? (outcomes[n] as JournalOutcome))
    readBacks.push({ type: 'read-back', step, outcomes: all })
  }
  return { state: await stateOf(withReadBacks(request.past, readBacks)), readBacks }
}

async function* withReadBacks(
  past: PastRun,
  readBacks: readonly ReadBackBody[],
): AsyncGenerator<JournalEntry> {
  let last: JournalEntry | null = null
  for await (const entry of past.entries()) {
    last = entry
    yield entry
  }
  if (last === null) return
  const { seq, at, prev, hash } = last
  for (const body of readBacks) yield { ...body, seq, at, prev, hash }
}

async function outcomesOf(
  request: SettleRequest,
  past: Past,
  items: readonly StepItem[],
): Promise<ReadonlyMap<StepItem, JournalOutcome>> {
  const moved = movedBy(past, request.plan)
  const org = new OrgView(request.connection)
  const found = new Map<StepItem, JournalOutcome>()
  const [first] = items
  for (const wait of [0, ...request.pauses]) {
    if (wait > 0) await request.pause(wait)
    const open = items.filter((item) => !found.has(item))
    if (open.length === 0 || first === undefined) break
    const view = await org.of(first.object)
    const wanted = (item: StepItem) => redirected(wantedBy(request, item, moved), view.columns, moved)
    for (const [item, outcome] of await seenOf({ writer: org.writer, moved, wanted }, open, view))
      found.set(item, outcome)
  }
  const message = 'it was sent, and is not to be seen'
  for (const item of items)
    if (!found.has(item)) found.set(item, { result: 'refused', code: notCarriedOut, message })
  return found
}

function wantedBy(
  { plan, values }: SettleRequest,
  item: StepItem,
  moved: Moved,
): Readonly<Record<string, Value>> {
  if (item.item === emptiedItem) return blanksOf(item)
  const { action: id, fields } = item
  const action = plan.actions.find((one) => one.id === id)
  const asked =
    action?.kind === 'link-and-close'
      ? { ...action.set, [action.link]: whereIs(moved, action.object, action.survivor) }
      : (values.actions[id]?.set ?? {})
  return Object.fromEntries(fields.map((field) => [field, asked[field] ?? null]))
}

function movedBy({ done, takenBack }: Past, { actions }: PlanFile): Moved {
  const moved = movedIds()
  const planned = new Map(actions.map((action) => [action.id, action]))
  for (const { item, id } of done) {
    const { object, record, losers, action } = item
    const of = planned.get(action)
    if (record === undefined || of?.kind !== 'merge') continue
    if (losers === undefined && of.losers.includes(record)) moved.set(object, record, of.survivor)
    for (const loser of losers ?? []) moved.set(object, loser, record)
    if (losers !== undefined && id !== undefined && id !== record) moved.set(object, record, id)
  }
  for (const { verb, action, record, now } of takenBack) {
    const { object = '', losers = [] } = mergeOf(planned.get(action))
    if (verb === 'create' && now !== undefined && losers.includes(record)) moved.set(object, record, now)
    if (verb === 'restore' || verb === 'attach') moved.delete(object, record)
  }
  return moved
}

function mergeOf(action: PlanAction | undefined): Partial<Pick<MergeAction, 'object' | 'losers'>> {
  if (action === undefined) return {}
  return action.kind === 'merge' ? action : { object: action.object }
}
