import type { PlanAction } from '../files/plan-file.ts'
import { fetchRequests, sum } from '../pace/request-counts.ts'
import { type Attempt, itemsOf, madeAnew, type Outlook, outlookOf, returning, type Turn } from './attempt.ts'
import { mayBringRows, recordsOutlook, rowsOutlook } from './group.ts'
import { refuseInterrupted } from './interrupted.ts'
import { type Looking, lookAround, type Now } from './look.ts'
import { type RowsThen, type Seen, sightRequests } from './look-requests.ts'
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
  const { looked, asked } = await lookCounted(request, looking, subjects)
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
  const together = subjects.filter((subject) => due.has(subject))
  const runs = await runsOf(looking, together)
  // Undo asks the same once more, of fewer groups at a time.
  let requests = asked - survivorRequests(together, due)
  for (const some of runs) requests += survivorRequests(some, due) + (await requestsOf(looking, some, due))
  return { groups, requests }
}

interface Counted {
  readonly looked: ReadonlyMap<Subject, Looked>
  /** Requests to find out whether groups can be undone, besides the look at them. */
  readonly asked: number
}

async function lookCounted(
  { connection }: UndoRequest,
  looking: Looking,
  subjects: readonly Subject[],
): Promise<Counted> {
  const spent = (): number => connection.calls().total
  const begin = spent()
  let seeing = 0
  const nows: Looking['nows'] = async (some) => {
    const before = spent()
    const found = await looking.nows(some)
    seeing += spent() - before
    return found
  }
  const looked = await lookAt({ ...looking, nows }, subjects)
  return { looked, asked: spent() - begin - seeing }
}

/** Survivors with new ids are looked for by their old ones. */
function survivorRequests(subjects: readonly Subject[], due: ReadonlyMap<Subject, Due>): number {
  const nows = subjects.flatMap((subject) => {
    const now = due.get(subject)?.now
    const { kind, survivor } = subject.action
    return now !== undefined && kind === 'merge' && now.selfOf(survivor) !== survivor ? [now] : []
  })
  const [first] = nows
  return first === undefined ? 0 : fetchRequests(nows.length, first.view)
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

/** Looks before, once records are back, before rows are made or taken off the survivor, and at the end; and the writes. */
async function requestsOf(
  looking: Looking,
  subjects: readonly Subject[],
  due: ReadonlyMap<Subject, Due>,
): Promise<number> {
  const { writer } = looking
  const seen = subjects.map((subject): Seen & Due => ({ subject, ...(due.get(subject) as Due) }))
  const [one] = seen
  if (one === undefined) return 0
  const attempts = seen.flatMap((each) => each.attempts)
  const writes = await writesOf(looking, attempts, pageOf(one.now))
  const made = writer.created === undefined ? 0 : madeAnew(attempts).length
  let looks = 0
  for (const [groups, when, stays] of looksAt(seen))
    looks += await sightRequests(groups, when, stays, writer.relationships)
  return looks + made + sum(writes, ({ requests }) => requests)
}

type Look = readonly [groups: readonly Seen[], when: 'before' | 'after', stays: RowsThen]

function looksAt(seen: readonly (Seen & Due)[]): readonly Look[] {
  const having = (...some: readonly Turn[]) =>
    seen.filter(({ attempts }) => attempts.some(({ turn }) => some.includes(turn)))
  const back = seen.filter(({ attempts }) => returning(attempts).length > 0)
  const making = having('new rows')
  const wrote = making.some((each) => having('moved rows', 'dropped rows').includes(each))
  const removing = having('rows of the survivor')
  const written = seen.filter(({ attempts }) => attempts.length > 0)
  const looks: Look[] = [[seen, 'before', 'as now']]
  if (back.some(({ subject, now }) => mayBringRows(subject, now))) looks.push([seen, 'after', 'as now'])
  if (wrote) looks.push([making, 'after', 'as now'])
  if (removing.length > 0) looks.push([removing, 'after', 'made'])
  looks.push([written, 'after', 'off the survivor'])
  return looks
}

function pageOf({ view }: Now): number {
  return view.abilities.updatesPerRequest
}
