import type { Fate } from '../../kit/index.ts'
import type { ActionState } from '../journal/index.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { JournalOutcome } from '../journal-entry.ts'
import type { PlanAction } from '../plan-file.ts'
import { type Settling, settleAnew } from './anew.ts'
import { type Attempt, type Outlook, outlookOf, type Turn, turns, type UndoWrite } from './attempt.ts'
import { beyondRecall, itemsBeyondRecall } from './beyond-recall.ts'
import type { Looking, Now } from './look.ts'
import { amendments, rowsBefore } from './made.ts'
import { recordsBack, valuesAgain, valuesBack } from './records.ts'
import type { GroupUndo, Refusal, UndoRequest, UndoRun } from './request.ts'
import { madeAlready, requestsOf, writesOf } from './requests.ts'
import { nameIn } from './row-name.ts'
import { rowsBack } from './rows.ts'
import { sendUndo, type Undoing } from './send.ts'
import { lostOf } from './sources.ts'
import { notKnown, optOutsForeseen, optOutsNow, staysMerged } from './split.ts'
import { readSubject, type Subject } from './subject.ts'
import { changedOnReturn, itemsNow } from './verify.ts'

/** `items`: of a group of which nothing is written. */
type Looked =
  | {
      readonly refused: Refusal
      readonly items: readonly UndoneItem[]
      readonly subject: null
      readonly now: null
    }
  | { readonly refused: null; readonly subject: Subject; readonly now: Now }

/** The groups and the org around them; also why one cannot be undone. All of one object and kind. */
async function lookAt(
  request: UndoRequest,
  looking: Looking,
  actions: readonly PlanAction[],
  note: (settled: readonly Settling[]) => Promise<unknown> = async () => {},
): Promise<readonly Looked[]> {
  const read = await Promise.all(actions.map((action) => subjectOf(request, looking, action)))
  const never = new Map<Subject, Refusal>()
  const able: Subject[] = []
  for (const one of read) {
    if (!('action' in one)) continue
    const refusal = await beyondRecall(one.action, looking)
    if (refusal === null) able.push(one)
    else never.set(one, refusal)
  }
  const nows = new Map(await looking.nows(able))
  for (const [subject, now] of nows) {
    const settled = await settleAnew(looking, subject, now)
    if (settled.length === 0) continue
    await note(settled)
    nows.set(subject, await looking.now(subject))
  }
  return await Promise.all(
    read.map(async (one): Promise<Looked> => {
      if (!('action' in one)) return refusedFor(one)
      const refusal = never.get(one)
      if (refusal !== undefined) return refusedFor(refusal, await itemsBeyondRecall(one, looking))
      const { kind, survivor } = one.action
      const now = nows.get(one) as Now
      if (kind === 'link-and-close' || now.records.has(survivor)) return { refused: null, subject: one, now }
      return refusedFor(survivorGone(now.fates.get(survivor), now))
    }),
  )
}

function refusedFor(refused: Refusal, items: readonly UndoneItem[] = []): Looked {
  return { refused, items, subject: null, now: null }
}

async function subjectOf(
  request: UndoRequest,
  looking: Looking,
  action: PlanAction,
): Promise<Subject | Refusal> {
  const state = request.state.of(action.id)
  const refused = refusalOf(state)
  if (refused !== null) return refused
  const { abilities } = await looking.org.of(action.object)
  return (await readSubject(action, state, request, abilities)) ?? forgotten
}

/** What undo would do with groups of one object and kind. */
export async function foreseeGroups(
  request: UndoRequest,
  looking: Looking,
  actions: readonly PlanAction[],
): Promise<readonly GroupUndo[]> {
  const looked = await lookAt(request, looking, actions)
  const groups: GroupUndo[] = []
  for (const [n, one] of looked.entries()) {
    const { id, object } = actions[n] as PlanAction
    if (one.refused !== null) {
      groups.push({ action: id, refused: one.refused, items: one.items })
      continue
    }
    const { subject, now } = one
    const first = recordsOutlook(subject, now)
    looking.expect(object, idsOf(first.attempts))
    const anew = anewIn(first.attempts)
    const optOuts = outlookOf(optOutsForeseen(subject, now, anew))
    const outlooks = [first, optOuts, outlookOf(rowsBack(subject, now, looking))]
    const writes = await writesOf(
      looking,
      outlooks.flatMap(({ attempts }) => attempts),
      pageOf(now),
    )
    groups.push({ action: id, refused: null, items: outlooks.flatMap(itemsOf), writes })
  }
  return groups
}

/** Undoes one group; what became of each item is in the journal, too. */
export async function undoGroup(
  { run, looking, steps }: Omit<Undoing, 'subject'>,
  action: PlanAction,
): Promise<GroupUndo> {
  const [looked] = await lookAt(run, looking, [action], (settled) => noteSettled(run, settled))
  const { refused, subject, now, ...rest } = looked as Looked
  if (refused !== null) return { action: action.id, refused, items: 'items' in rest ? rest.items : [] }
  const undoing = { run, looking, steps, subject }
  const first = recordsOutlook(subject, now)
  const lost = lostOf(recordsBack(subject, now), subject)
  const tried = await carryOut(undoing, first.attempts, now)
  const records = await giveAgain(undoing, tried, now, lost)
  const returned = new Set(idsOf(records.done))
  looking.back(action.object, returned)
  const { rows, again, came } = await rowsAfter(undoing, now, returned)
  const moved = await carryOut(undoing, rows.attempts, again)
  const done = [...records.done, ...moved.done]
  const last = done.length === 0 ? again : await looking.now(subject)
  const items = [
    ...[first, rows].flatMap(({ settled }) => settled),
    ...[...records.failed, ...moved.failed, ...came],
    ...done.flatMap((attempt) => itemsNow(attempt, subject, last)),
    ...changedOnReturn(subject, returned, last),
    ...optOutsNow(subject, last, anewIn(records.done)),
  ]
  await run.journal.appendAll([{ body: { type: 'undone', action: action.id, items } }])
  return { action: action.id, refused: null, items }
}

async function noteSettled({ journal }: UndoRun, settled: readonly Settling[]): Promise<void> {
  await journal.appendAll(
    settled.map(({ state: { step }, outcome }) => ({
      body: { type: 'read-back', step, outcomes: [outcome] },
    })),
  )
}

function recordsOutlook(subject: Subject, now: Now): Outlook {
  return outlookOf([...valuesBack(subject, now), ...recordsBack(subject, now), ...staysMerged(subject, now)])
}

function anewIn(attempts: readonly Attempt[]): readonly string[] {
  return attempts.flatMap(({ write }) => ('record' in write ? [write.record] : []))
}

/** What came from a record that did not come back after all is written into the survivor again. */
async function giveAgain(
  undoing: Undoing,
  tried: Carried,
  now: Now,
  away: ReadonlySet<string>,
): Promise<Carried> {
  const { subject } = undoing
  const failed = tried.failed.flatMap(({ what, id }) => (what === 'record' ? [id] : []))
  const lost = new Set([...away, ...failed])
  const values = tried.done.filter(({ turn }) => turn === 'values')
  const taken = values.flatMap(({ items }) => items.map(({ what }) => what))
  const due = [...valuesAgain(subject, now, new Set(taken), lost)]
  if (due.length === 0) return tried
  const again = await carryOut(undoing, due, now)
  const given = new Set(due.flatMap(({ items }) => items.map(({ what }) => what)))
  const rest = tried.done.map((attempt) =>
    attempt.turn === 'values'
      ? { ...attempt, items: attempt.items.filter(({ what }) => !given.has(what)) }
      : attempt,
  )
  return { done: [...rest, ...again.done], failed: [...tried.failed, ...again.failed] }
}

/** Rows may come back along with records: then it is looked again before any is written. */
async function rowsAfter(
  { looking, subject }: Undoing,
  now: Now,
  returned: ReadonlySet<string>,
): Promise<{ readonly rows: Outlook; readonly again: Now; readonly came: readonly UndoneItem[] }> {
  const before = outlookOf(rowsBack(subject, now, looking))
  const away = subject.children.some((row) => !now.rows.has(nameIn(now.view, row)))
  if (returned.size === 0 || !away) return { rows: before, again: now, came: [] }
  const again = { ...(await looking.now(subject)), hung: new Set(now.rows.keys()) }
  const rows = outlookOf(rowsBack(subject, again, looking))
  const left = new Set(itemsOf(rows).map(({ what, id }) => `${what} ${id}`))
  const came = itemsOf(before).filter(({ what, id }) => !left.has(`${what} ${id}`))
  return { rows, again, came: came.map((item) => ({ ...item, fidelity: 'exact', why: '' })) }
}

interface Carried {
  readonly done: readonly Attempt[]
  readonly failed: readonly UndoneItem[]
}

async function carryOut(undoing: Undoing, attempts: readonly Attempt[], now: Now): Promise<Carried> {
  const done: Attempt[] = []
  const failed: UndoneItem[] = []
  for (const turn of turns) {
    const turned = ofTurn(attempts, turn)
    const rows = await rowsBefore(undoing, turned, now, done.length > 0)
    for (const batch of await requestsOf(undoing.looking, turned, pageOf(now))) {
      const made = madeAlready(batch, undoing.subject, rows)
      const amended = amendments(made, rows)
      done.push(...[...made.keys()].filter((attempt) => !amended.has(attempt)))
      const due = batch.filter((attempt) => !made.has(attempt))
      for (const some of [due, ...(await requestsOf(undoing.looking, [...amended.values()], pageOf(now)))]) {
        const outcomes = await sendUndo(undoing, some)
        done.push(...some.filter(({ name }) => outcomes.get(name)?.result === 'done'))
        for (const { name, write } of some) {
          const outcome = outcomes.get(name)
          if ('record' in write && outcome?.result === 'done' && outcome.id !== undefined)
            undoing.looking.anew(write.object, write.record, outcome.id)
        }
        failed.push(...some.flatMap((attempt) => failure(attempt, outcomes.get(attempt.name))))
      }
    }
  }
  return { done, failed }
}

function ofTurn(attempts: readonly Attempt[], turn: Turn): readonly Attempt[] {
  return attempts.filter((attempt) => attempt.turn === turn)
}

function pageOf({ view }: Now): number {
  return view.abilities.updatesPerRequest
}

function failure({ items, write }: Attempt, outcome: JournalOutcome | undefined): readonly UndoneItem[] {
  if (outcome?.result === 'done') return []
  const refused = outcome?.result === 'refused' ? whyRefused(outcome.code, write) : null
  const why = refused ?? ('record' in write ? notKnown : 'no answer came: look whether it is there')
  return items.map((item) => ({ ...item, fidelity: 'impossible', why }))
}

function whyRefused(code: string, write: UndoWrite): string {
  return 'record' in write && /CONFLICT|DUPLICATE/.test(code)
    ? `refused: ${code}: another record has its address or another value that must be unique; a person decides which of them keeps it`
    : `refused: ${code}`
}

function itemsOf({ attempts, settled }: Outlook): readonly UndoneItem[] {
  return [...attempts.flatMap(({ items }) => items), ...settled]
}

function idsOf(attempts: readonly Attempt[]): readonly string[] {
  return attempts.flatMap(({ turn, write }) => {
    if (turn !== 'records') return []
    if ('record' in write) return [write.record]
    return write.verb === 'restore' ? [write.id] : []
  })
}

/** Undoing again is safe: what is back is found to be back. */
function refusalOf({ items }: ActionState): Refusal | null {
  const writes = [...items.values()]
  if (writes.some(({ is }) => is === 'in the air'))
    return {
      code: 'unknown',
      text: 'a request of it has no answer yet: steward plan apply --resume settles that',
    }
  if (writes.some(({ is }) => is === 'done')) return null
  return { code: 'not-applied', text: 'was not applied' }
}

const forgotten: Refusal = {
  code: 'forgotten',
  text: 'a person in it was forgotten: the old values are gone',
}

function survivorGone(fate: Fate | undefined, { view }: Now): Refusal {
  const anew = view.abilities.split !== undefined
  if (fate?.is === 'merged') {
    const then = anew ? 'a person has to take them apart' : 'undo that first'
    return {
      code: 'survivor-merged',
      text: `its survivor was merged into another record since: ${then}`,
    }
  }
  return anew && fate?.is !== 'deleted'
    ? {
        code: 'survivor-deleted',
        text: 'its survivor was deleted for good since: nobody who was merged into it is made anew',
      }
    : {
        code: 'survivor-deleted',
        text: 'its survivor was deleted since: bring it back from the recycle bin first',
      }
}
