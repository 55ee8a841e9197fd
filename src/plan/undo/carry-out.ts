import type { ChildRow } from '../../kit/index.ts'
import type { JournalOutcome } from '../journal/entry.ts'
import type { UndoneItem } from '../journal/state.ts'
import { type Attempt, type Outlook, type Turn, turns } from './attempt.ts'
import { failure } from './failure.ts'
import type { Now } from './look.ts'
import { amendments } from './made.ts'
import { isVerified } from './moved-rows.ts'
import { madeAlready, requestsOf, writable } from './requests.ts'
import { type Sent, sendUndo, type Undoing } from './send.ts'
import type { Subject } from './subject.ts'

/** What a write goes by is no older than this when it is sent, in milliseconds; the promise is a minute. */
const lookLife = 50_000

/** Groups that are undone together, as the org is around them. */
export interface Around {
  readonly nows: ReadonlyMap<Subject, Now>
  /** When it was looked, in milliseconds. */
  readonly at: number
}

export type Outlooks = ReadonlyMap<Subject, Outlook>

/** What became of one group's attempts. */
export interface Carried {
  readonly done: readonly Attempt[]
  readonly failed: readonly UndoneItem[]
  /** Of attempts that were not due any more: somebody changed what they were about. */
  readonly overtaken: readonly UndoneItem[]
}

export interface Carrying {
  readonly around: Around
  readonly outlooks: Outlooks
  /** The same by a later look; absent where attempts must be sent as they are. */
  readonly anew?: (subject: Subject, now: Now) => Outlook
}

type NewRow = Extract<Attempt['write'], { readonly row: ChildRow }>

interface Course {
  readonly undoing: Undoing
  around: Around
  readonly anew: Carrying['anew']
  readonly carried: Map<Subject, { done: Attempt[]; failed: UndoneItem[]; overtaken: UndoneItem[] }>
  /** Attempts that have not been sent, by group. */
  pending: ReadonlyMap<Subject, readonly Attempt[]>
}

export async function lookNow({ run, looking }: Undoing, subjects: Iterable<Subject>): Promise<Around> {
  const at = run.now().getTime()
  return { nows: await looking.nows([...subjects]), at }
}

/** Attempts of groups that share no record, turn by turn, in requests that they have in common. */
export async function carryOut(
  undoing: Undoing,
  { around, outlooks, anew }: Carrying,
): Promise<ReadonlyMap<Subject, Carried>> {
  const carried: Course['carried'] = new Map()
  for (const subject of outlooks.keys()) carried.set(subject, { done: [], failed: [], overtaken: [] })
  const pending = new Map([...outlooks].map(([subject, { attempts }]) => [subject, attempts]))
  const course: Course = { undoing, around, anew, carried, pending }
  for (const turn of turns) await takeTurn(course, turn)
  return carried
}

async function takeTurn(course: Course, turn: Turn): Promise<void> {
  let due = await dueIn(course, turn)
  while (due.length > 0) {
    if (isOld(course) && (await lookAgain(course, turn))) due = await dueIn(course, turn)
    const [next] = due
    if (next === undefined) return
    await send(course, next)
    due = due.slice(1)
  }
}

/** Requests of a turn. What is there already is done. */
async function dueIn(course: Course, turn: Turn): Promise<readonly (readonly Sent[])[]> {
  const { undoing, carried } = course
  const ready = new Map<Subject, readonly Attempt[]>()
  for (const [subject, attempts] of course.pending) {
    const own = attempts.filter((attempt) => attempt.turn === turn)
    if (own.length === 0) continue
    ready.set(subject, await Promise.all(own.map((attempt) => writable(undoing.looking, attempt))))
  }
  await lookForRows(course, ready)
  if (turn === 'rows of the survivor') await onlyVerified(course, ready)
  const sent: Sent[] = []
  for (const [subject, attempts] of ready) {
    const { rows } = course.around.nows.get(subject) as Now
    const made = madeAlready(attempts, subject, course.around.nows.get(subject) as Now)
    noteMade(undoing, made)
    const amended = amendments(made, rows)
    const there = [...made.keys()].filter((attempt) => !amended.has(attempt))
    carried.get(subject)?.done.push(...there)
    settle(course, subject, there)
    const due = attempts.filter((attempt) => !made.has(attempt))
    const changed = await Promise.all([...amended.values()].map((one) => writable(undoing.looking, one)))
    sent.push(...[...due, ...changed].map((attempt) => ({ attempt, subject })))
  }
  return await batchesOf(course, sent)
}

async function batchesOf(course: Course, sent: readonly Sent[]): Promise<readonly (readonly Sent[])[]> {
  const owner = new Map(sent.map((one) => [one.attempt, one]))
  const batches = await requestsOf(course.undoing.looking, [...owner.keys()], pageOf(course.around))
  return batches.map((batch) => batch.flatMap((attempt) => owner.get(attempt) ?? []))
}

/** What was written may have brought rows along that would be made again. */
async function lookForRows(course: Course, ready: ReadonlyMap<Subject, readonly Attempt[]>): Promise<void> {
  const making = [...ready].flatMap(([subject, attempts]) =>
    attempts.some(({ write }) => write.verb === 'create' && 'row' in write) ? [subject] : [],
  )
  const wrote = making.some((subject) => (course.carried.get(subject)?.done.length ?? 0) > 0)
  if (!wrote) return
  const { nows } = await lookNow(course.undoing, making)
  course.around = { ...course.around, nows: new Map([...course.around.nows, ...nows]) }
}

/** No row leaves the survivor before the one that stands for it was looked at; what does not is said to stay. */
async function onlyVerified(course: Course, ready: Map<Subject, readonly Attempt[]>): Promise<void> {
  if (ready.size === 0) return
  const { nows } = await lookNow(course.undoing, ready.keys())
  course.around = { ...course.around, nows: new Map([...course.around.nows, ...nows]) }
  for (const [subject, attempts] of ready) {
    const due = attempts.filter((one) => isVerified(one, subject, nows.get(subject) as Now))
    const kept = attempts.filter((one) => !due.includes(one))
    ready.set(subject, due)
    course.carried.get(subject)?.overtaken.push(...kept.flatMap((one) => failure(one, undefined)))
    settle(course, subject, kept)
  }
}

async function send(course: Course, sent: readonly Sent[]): Promise<void> {
  const { undoing, carried } = course
  const outcomes = await sendUndo(undoing, sent)
  for (const { attempt, subject } of sent) {
    const outcome = outcomes.get(attempt)
    const own = carried.get(subject)
    if (outcome?.result === 'done') own?.done.push(attempt)
    own?.failed.push(...failure(attempt, outcome))
    noteAnew(undoing, attempt, outcome)
    settle(course, subject, [attempt])
  }
}

function noteAnew({ looking }: Undoing, { write }: Attempt, outcome: JournalOutcome | undefined): void {
  if (write.verb !== 'create' || outcome?.result !== 'done' || outcome.id === undefined) return
  if ('record' in write) looking.anew(write.object, write.record, outcome.id)
  else noteRow(looking, write, outcome.id)
}

function noteMade({ looking }: Undoing, made: ReadonlyMap<Attempt, string>): void {
  for (const [{ write }, id] of made)
    if (write.verb === 'create' && 'row' in write) noteRow(looking, write, id)
}

function noteRow({ anewRows }: Undoing['looking'], { object, row, left }: NewRow, now: string): void {
  anewRows.note(object, row, { left: left ?? row.id, now })
}

/** An amended row goes by another name than the attempt to make it. */
function settle(course: Course, subject: Subject, attempts: readonly Attempt[]): void {
  const items = new Set(attempts.flatMap((one) => one.items))
  const names = new Set(attempts.map(({ name }) => name))
  const left = (course.pending.get(subject) ?? []).filter(
    (one) => !names.has(one.name) && !(one.items.length > 0 && one.items.every((item) => items.has(item))),
  )
  course.pending = new Map([...course.pending, [subject, left]])
}

function isOld({ undoing: { run }, around, anew }: Course): boolean {
  return anew !== undefined && run.now().getTime() - around.at > lookLife
}

/** What is pending by what there is now. False where that cannot be told, because it is half done. */
async function lookAgain(course: Course, turn: Turn): Promise<boolean> {
  const { anew, undoing, carried } = course
  const isHalf = (one: Attempt): boolean => one.turn === 'emptied values'
  const half = turn === 'values' && [...carried.values()].some(({ done }) => done.some(isHalf))
  if (anew === undefined || half) return false
  course.around = await lookNow(undoing, course.pending.keys())
  const pending = new Map<Subject, readonly Attempt[]>()
  for (const [subject, attempts] of course.pending) {
    const outlook = anew(subject, course.around.nows.get(subject) as Now)
    const open = new Set(attempts.flatMap(keysOf))
    const due = outlook.attempts.filter((one) => keysOf(one).some((key) => open.has(key)))
    carried.get(subject)?.overtaken.push(...overtaken(attempts, due, outlook))
    pending.set(subject, due)
  }
  course.pending = pending
  return true
}

function keysOf({ name, items, write }: Attempt): readonly string[] {
  return items.length === 0 || write.verb === 'remove' ? [name] : items.map(itemKey)
}

export function itemKey({ what, id }: UndoneItem): string {
  return `${what} ${id}`
}

/** What needs no word by now is as it was. */
function overtaken(
  attempts: readonly Attempt[],
  due: readonly Attempt[],
  { settled }: Outlook,
): readonly UndoneItem[] {
  const still = new Set(due.flatMap(({ items }) => items.map(itemKey)))
  const told = new Map(settled.map((item) => [itemKey(item), item]))
  const gone = attempts.flatMap(({ items }) => items).filter((item) => !still.has(itemKey(item)))
  return gone.map((item) => told.get(itemKey(item)) ?? { ...item, fidelity: 'exact', why: '' })
}

export function pageOf({ nows }: Around): number {
  const [first] = nows.values()
  return first?.view.abilities.updatesPerRequest ?? 1
}
