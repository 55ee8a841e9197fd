import type { PlanAction } from '../plan-file.ts'
import { type Attempt, itemsOf, madeAnew, type Outlook, outlookOf, returning } from './attempt.ts'
import { mayBringRows, recordsOutlook, rowsOutlook } from './group.ts'
import { refuseInterrupted } from './interrupted.ts'
import { type Looking, lookAround, type Now } from './look.ts'
import { type Seen, sightRequests } from './look-requests.ts'
import { type Looked, lookAt, type Refused, subjectOf } from './looked.ts'
import type { Foreseen, GroupUndo, UndoRequest } from './request.ts'
import { writable, writesOf } from './requests.ts'
import { optOutsForeseen } from './split.ts'
import type { Subject } from './subject.ts'
import { apart, lookedTogether, undoneTogether } from './together.ts'

/** What undo would do, group by group, in the order in which it would: nothing is written. */
export async function foreseeUndo(request: UndoRequest): Promise<Foreseen> {
  const looking = lookAround(request)
  const groups: GroupUndo[] = []
  let requests = 0
  for (const some of lookedTogether(request.actions.toReversed())) {
    refuseInterrupted(request, 'Nothing was written.')
    const found = await foreseeGroups(request, looking, some)
    groups.push(...found.groups)
    requests += found.requests
    request.progress('looking at', groups.length, request.actions.length)
  }
  return { groups, requests }
}

/** What is about to be done with a group. */
interface Due {
  readonly now: Now
  readonly attempts: readonly Attempt[]
  readonly items: GroupUndo['items']
}

async function foreseeGroups(
  request: UndoRequest,
  looking: Looking,
  actions: readonly PlanAction[],
): Promise<Foreseen> {
  const read = new Map<PlanAction, Subject | Refused>()
  for (const action of actions) read.set(action, await subjectOf(request, looking, action))
  const subjects = [...read.values()].flatMap((one) => ('refused' in one ? [] : [one]))
  const looked = await lookAt(looking, subjects)
  const groups: GroupUndo[] = []
  const due = new Map<Subject, Due>()
  for (const [{ id: action }, one] of read) {
    const found = 'refused' in one ? one : (looked.get(one) as Looked)
    if ('refused' in one || !('now' in found) || found.now === null) {
      groups.push({ action, refused: found.refused, items: 'items' in found ? found.items : [] })
      continue
    }
    const own = await dueIn(one, found.now, looking)
    due.set(one, own)
    const writes = await writesOf(looking, own.attempts, pageOf(found.now))
    groups.push({ action, refused: null, items: own.items, writes })
  }
  let requests = 0
  const together = subjects.filter((subject) => due.has(subject))
  for (const some of await runsOf(looking, together)) requests += await requestsOf(looking, some, due)
  return { groups, requests }
}

async function dueIn(subject: Subject, now: Now, looking: Looking): Promise<Due> {
  const first = recordsOutlook(subject, now)
  looking.expect(subject.action.object, returning(first.attempts))
  const optOuts = outlookOf(optOutsForeseen(subject, now, madeAnew(first.attempts)))
  const outlooks: readonly Outlook[] = [first, optOuts, rowsOutlook(subject, now, looking)]
  const attempts = outlooks.flatMap((outlook) => outlook.attempts)
  const ready = await Promise.all(attempts.map((attempt) => writable(looking, attempt)))
  return { now, attempts: ready, items: outlooks.flatMap(itemsOf) }
}

/** Groups as they are going to be undone together. */
async function runsOf(
  looking: Looking,
  subjects: readonly Subject[],
): Promise<readonly (readonly Subject[])[]> {
  const [first] = subjects
  if (first === undefined) return []
  const view = await looking.org.of(first.action.object)
  const of = new Map(subjects.map((subject) => [subject.action, subject]))
  return undoneTogether([...of.keys()], view.abilities).flatMap((actions) =>
    apart(
      actions.flatMap((action) => of.get(action) ?? []),
      view,
      looking,
    ),
  )
}

/** A look before, one once records are back, one before rows leave the survivor, one after what was written; and the writes. */
async function requestsOf(
  looking: Looking,
  subjects: readonly Subject[],
  due: ReadonlyMap<Subject, Due>,
): Promise<number> {
  const seen = subjects.map((subject): Seen & Due => ({ subject, ...(due.get(subject) as Due) }))
  const [one] = seen
  if (one === undefined) return 0
  const attempts = seen.flatMap((each) => each.attempts)
  const writes = await writesOf(looking, attempts, pageOf(one.now))
  const back = seen.filter((each) => returning(each.attempts).length > 0)
  const bring = back.some(({ subject, now }) => mayBringRows(subject, now))
  const written = seen.filter((each) => each.attempts.length > 0)
  const leaving = seen.filter((each) => each.attempts.some(({ turn }) => turn === 'rows of the survivor'))
  return (
    sightRequests(seen, 'before') +
    (bring ? sightRequests(seen, 'after') : 0) +
    sightRequests(leaving, 'after') +
    sightRequests(written, 'after') +
    writes.reduce((sum, { requests }) => sum + requests, 0)
  )
}

function pageOf({ view }: Now): number {
  return view.abilities.updatesPerRequest
}
