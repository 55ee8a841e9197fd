import type { Connection, Fate, NativeRecord, Value } from '../../kit/index.ts'
import { differences, type Moved, redirected, whereIs } from '../apply/compare.ts'
import { OrgView } from '../apply/org-view.ts'
import { type Past, readPast } from '../apply/past.ts'
import { fatesOf, fetchAll } from '../apply/reads.ts'
import type { PastRun } from '../apply/run.ts'
import { type JournalState, stateOf } from '../journal/index.ts'
import {
  type EntryBody,
  type JournalEntry,
  type JournalOutcome,
  notCarriedOut,
  type StepItem,
} from '../journal-entry.ts'
import type { PlanFile } from '../plan-file.ts'
import type { ValuesFile } from '../values-file.ts'

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
  const moved = movedBy(past)
  const found = new Map<StepItem, JournalOutcome>()
  for (const wait of [0, ...request.pauses]) {
    if (wait > 0) await request.pause(wait)
    const open = items.filter((item) => !found.has(item))
    if (open.length === 0) break
    const merges = await mergesSeen(request, open, moved)
    for (const [item, outcome] of [...merges, ...(await updatesSeen(request, open, moved))])
      found.set(item, outcome)
  }
  const message = 'it was sent, and is not to be seen'
  for (const item of items)
    if (!found.has(item)) found.set(item, { result: 'refused', code: notCarriedOut, message })
  return found
}

type Seen = ReadonlyMap<StepItem, JournalOutcome>

async function mergesSeen(
  { connection }: SettleRequest,
  items: readonly StepItem[],
  moved: Moved,
): Promise<Seen> {
  const merges = items.filter(({ losers }) => losers !== undefined)
  const seen = new Map<StepItem, JournalOutcome>()
  const ids = merges.flatMap(({ losers = [], record }) => [...losers, ...(record ? [record] : [])])
  const { writer } = new OrgView(connection)
  const fates = await fatesOf(writer, merges[0]?.object ?? '', ids)
  for (const item of merges) {
    const outcome = mergeSeen(item, fates, moved)
    if (outcome !== null) seen.set(item, outcome)
  }
  return seen
}

function mergeSeen(
  { losers = [], record = '' }: StepItem,
  fates: ReadonlyMap<string, Fate>,
  moved: Moved,
): JournalOutcome | null {
  const all = losers.map((id): Fate => fates.get(id) ?? { is: 'gone' })
  const leadTo = (id: string) =>
    all.every((fate) => fate.is === 'merged' && whereIs(moved, fate.into) === whereIs(moved, id))
  if (leadTo(record)) return { result: 'done' }
  const survivor = fates.get(record)
  if (survivor?.is === 'merged' && leadTo(survivor.into)) return { result: 'done', id: survivor.into }
  return all.some(({ is }) => is === 'there') ? null : gone
}

const gone: JournalOutcome = {
  result: 'refused',
  code: 'GONE',
  message: 'its records were deleted or merged by somebody else',
}

async function updatesSeen(request: SettleRequest, items: readonly StepItem[], moved: Moved): Promise<Seen> {
  const updates = items.filter(({ losers, record }) => losers === undefined && record !== undefined)
  const object = updates[0]?.object
  const seen = new Map<StepItem, JournalOutcome>()
  if (object === undefined) return seen
  const org = new OrgView(request.connection)
  const { columns = new Map() } = (await org.columns([object])).get(object) ?? {}
  const ids = updates.flatMap(({ record }) => record ?? [])
  const now = new Map((await fetchAll(org.writer, object, ids)).map((one) => [one.id, one.values]))
  for (const item of updates) {
    const is: NativeRecord['values'] | undefined = now.get(item.record ?? '')
    const wanted = redirected(wantedBy(request, item), columns, moved)
    if (is === undefined) seen.set(item, gone)
    else if (differences(wanted, is, columns, moved).every((name) => !(name in wanted)))
      seen.set(item, { result: 'done' })
  }
  return seen
}

function wantedBy(
  { plan, values }: SettleRequest,
  { action: id, fields }: StepItem,
): Readonly<Record<string, Value>> {
  const action = plan.actions.find((one) => one.id === id)
  const asked =
    action?.kind === 'link-and-close'
      ? { ...action.set, [action.link]: action.survivor }
      : (values.actions[id]?.set ?? {})
  return Object.fromEntries(fields.map((field) => [field, asked[field] ?? null]))
}

function movedBy({ done, takenBack }: Past): Moved {
  const moved = new Map(
    done.flatMap(({ item }) => (item.losers ?? []).map((id) => [id, item.record ?? id] as const)),
  )
  for (const { verb, record } of takenBack) if (verb === 'restore') moved.delete(record)
  return moved
}
