import type { ChildRow } from '../../kit/index.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { Settling } from './anew.ts'
import { itemsOf, madeAnew, type Outlook, outlookOf, returning } from './attempt.ts'
import { type Around, type Carried, carryOut, itemKey, lookNow, type Outlooks } from './carry-out.ts'
import { nameNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import { type Looked, lookAt } from './looked.ts'
import { recordsBack, valuesAgain, valuesBack } from './records.ts'
import type { GroupUndo, UndoRun } from './request.ts'
import { isTie, nameIn } from './row-name.ts'
import { rowsBack } from './rows.ts'
import type { Undoing } from './send.ts'
import { lostOf } from './sources.ts'
import { optOutsNow, staysMerged } from './split.ts'
import type { Subject } from './subject.ts'
import { changedOnReturn, itemsNow } from './verify.ts'

export function recordsOutlook(subject: Subject, now: Now): Outlook {
  return outlookOf([...valuesBack(subject, now), ...recordsBack(subject, now), ...staysMerged(subject, now)])
}

/** A look once records are back is only worth its calls where rows went with them. */
export function mayBringRows({ children }: Subject, now: Now): boolean {
  const { relationships } = now.view
  const nameOf = (row: ChildRow): string => (isTie(now.view, row) ? nameIn(now.view, row) : nameNow(now, row))
  return children.some((row) => !relationships.get(row.relationship)?.ofAddress && !now.rows.has(nameOf(row)))
}

/** Undoes groups that share no record; what became of each item is in the journal, too. */
export async function undoGroups(
  undoing: Undoing,
  subjects: readonly Subject[],
): Promise<readonly GroupUndo[]> {
  const { run, looking } = undoing
  const at = run.now().getTime()
  const looked = await lookAt(looking, subjects, (settled) => noteSettled(run, settled))
  const around = { nows: nowsIn(looked), at }
  const first = outlooksOf(around, recordsOutlook)
  // By what was seen before: records that are made anew change what leads where.
  const lost = new Map([...around.nows].map(([one, now]) => [one, lostOf(recordsBack(one, now), one)]))
  const tried = await carryOut(undoing, { around, outlooks: first, anew: recordsOutlook })
  const records = await giveAgain(undoing, around, tried, lost)
  const backs = new Map([...records].map(([subject, { done }]) => [subject, new Set(returning(done))]))
  for (const [subject, back] of backs) looking.back(subject.action.object, back)
  const rows = await rowsAfter(undoing, around, backs)
  const moved = await carryOut(undoing, rows)
  const written = [...moved].flatMap(([subject, { done }]) =>
    done.length + (records.get(subject)?.done.length ?? 0) > 0 ? [subject] : [],
  )
  const last = await lookNow(undoing, written)
  const items = new Map<Subject, readonly UndoneItem[]>()
  for (const [subject, back] of backs) {
    const outcomes = [records.get(subject), moved.get(subject)].flatMap((one) => one ?? [])
    const settled = [first.get(subject), rows.outlooks.get(subject)].flatMap((one) => one?.settled ?? [])
    const now = (last.nows.get(subject) ?? rows.around.nows.get(subject)) as Now
    items.set(subject, [
      ...settled,
      ...outcomes.flatMap(({ failed, overtaken }) => [...failed, ...overtaken]),
      ...(rows.came.get(subject) ?? []),
      ...outcomes.flatMap(({ done }) => done.flatMap((attempt) => itemsNow(attempt, subject, now))),
      ...changedOnReturn(subject, back, now),
      ...optOutsNow(subject, now, madeAnew(records.get(subject)?.done ?? [])),
    ])
  }
  await run.journal.appendAll(
    [...items].map(([{ action }, found]) => ({
      body: { type: 'undone', action: action.id, items: [...found] },
    })),
  )
  return subjects.map((subject) => {
    const { refused, ...why } = looked.get(subject) as Looked
    const left = 'items' in why ? why.items : []
    return { action: subject.action.id, refused, items: items.get(subject) ?? left }
  })
}

function nowsIn(looked: ReadonlyMap<Subject, Looked>): ReadonlyMap<Subject, Now> {
  return new Map([...looked].flatMap(([subject, { now }]) => (now === null ? [] : [[subject, now] as const])))
}

function outlooksOf({ nows }: Around, outlookOn: (subject: Subject, now: Now) => Outlook): Outlooks {
  return new Map([...nows].map(([subject, now]) => [subject, outlookOn(subject, now)]))
}

async function noteSettled({ journal }: UndoRun, settled: readonly Settling[]): Promise<void> {
  await journal.appendAll(
    settled.map(({ state: { step }, outcome }) => ({
      body: { type: 'read-back', step, outcomes: [outcome] },
    })),
  )
}

/** What came from a record that did not come back after all is written into the survivor again. */
async function giveAgain(
  undoing: Undoing,
  around: Around,
  tried: ReadonlyMap<Subject, Carried>,
  lost: ReadonlyMap<Subject, ReadonlySet<string>>,
): Promise<ReadonlyMap<Subject, Carried>> {
  const outlooks = outlooksOf(around, (subject, now) => {
    const { done, failed } = tried.get(subject) as Carried
    const away = failed.flatMap(({ what, id }) => (what === 'record' ? [id] : []))
    const all = new Set([...(lost.get(subject) ?? []), ...away])
    const values = done.filter(({ turn }) => turn === 'values')
    const taken = values.flatMap(({ items }) => items.map(({ what }) => what))
    return outlookOf(valuesAgain(subject, now, new Set(taken), all))
  })
  const again = await carryOut(undoing, { around, outlooks })
  return new Map(
    [...tried].map(([subject, before]) => {
      const due = outlooks.get(subject)?.attempts ?? []
      return [subject, joined(before, again.get(subject) as Carried, due)]
    }),
  )
}

function joined(before: Carried, again: Carried, due: Outlook['attempts']): Carried {
  const given = new Set(due.flatMap(({ items }) => items.map(({ what }) => what)))
  const rest = before.done.map((attempt) =>
    attempt.turn === 'values'
      ? { ...attempt, items: attempt.items.filter(({ what }) => !given.has(what)) }
      : attempt,
  )
  return {
    done: [...rest, ...again.done],
    failed: [...before.failed, ...again.failed],
    overtaken: before.overtaken,
  }
}

interface RowsAfter {
  readonly around: Around
  readonly outlooks: Outlooks
  readonly anew: (subject: Subject, now: Now) => Outlook
  /** Came back along with records. */
  readonly came: ReadonlyMap<Subject, readonly UndoneItem[]>
}

/** Rows may come back along with records: then it is looked again before any is written. */
async function rowsAfter(
  undoing: Undoing,
  before: Around,
  backs: ReadonlyMap<Subject, ReadonlySet<string>>,
): Promise<RowsAfter> {
  const { looking } = undoing
  const due = [...backs].flatMap(([subject, back]) =>
    back.size > 0 && mayBringRows(subject, before.nows.get(subject) as Now) ? [subject] : [],
  )
  const hung = new Map(due.map((subject) => [subject, new Set(before.nows.get(subject)?.rows.keys())]))
  const anew = (subject: Subject, now: Now): Outlook => {
    const had = hung.get(subject)
    return rowsOutlook(subject, had === undefined ? now : { ...now, hung: had }, looking)
  }
  const around = due.length === 0 ? before : await lookNow(undoing, before.nows.keys())
  const outlooks = outlooksOf(around, anew)
  const came = new Map(
    due.map((subject) => {
      const left = new Set(itemsOf(outlooks.get(subject) as Outlook).map(itemKey))
      const awaited = itemsOf(rowsOutlook(subject, before.nows.get(subject) as Now, looking))
      const gone = awaited.filter((item) => !left.has(itemKey(item)))
      return [subject, gone.map((item): UndoneItem => ({ ...item, fidelity: 'exact', why: '' }))]
    }),
  )
  return { around, outlooks, anew, came }
}

export function rowsOutlook(subject: Subject, now: Now, looking: Looking): Outlook {
  return outlookOf(rowsBack(subject, now, looking))
}
