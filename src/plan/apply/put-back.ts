import { type ChildRow, isKitError, type Relationship } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import { type Difference, tieLeftMark } from '../journal/group-end.ts'
import type { ObjectView } from '../look/org-view.ts'
import { tieRequests } from '../pace/tie-requests.ts'
import { retryPauses } from '../pace/waits.ts'
import { attaching, missingTies, tieItem } from './preserving.ts'
import { childrenOf } from './reads.ts'
import type { Run } from './run.ts'
import { readBackUnsure, send } from './send.ts'
import { noteDone, type Sending, survivorOf, type Work } from './work.ts'

type Rows = ReadonlyMap<string, readonly ChildRow[]>

/**
 * Gives survivors the ties of merged losers that the CRM's merges left behind. Also where a group goes no further: its
 * losers are gone all the same. What cannot be given is told where the group is verified.
 */
export async function putBack(run: Run, works: readonly Work[], view: ObjectView): Promise<void> {
  let open: readonly Work[] = works.filter((work) => mayBeLeft(work, view).length > 0)
  for (const wait of [0, 0, ...retryPauses]) {
    if (open.length === 0) return
    if (wait > 0) await run.request.pause(wait)
    open = await putBackOnce(run, open, view)
  }
}

/** The same where a run ends: what cannot be sent now is for the next one. */
export async function putBackIfPossible(run: Run, works: readonly Work[], view: ObjectView): Promise<void> {
  try {
    await putBack(run, works, view)
  } catch (error) {
    if (!isKitError(error) || error.code === 'JOURNAL_NOT_WRITABLE') throw error
    run.request.log(`Ties that merges left behind could not be given to the survivors: ${error.message}`)
  }
}

/** Ties of losers that are not on the survivor, as differences. `rows`: by the record that they hang on now. */
export function leftBehind(run: Run, work: Work, view: ObjectView, rows: Rows): readonly Difference[] {
  return missing(run, work, view, rows).map(({ relationship, id }) => {
    const { object, field } = view.relationships.get(relationship) as Relationship
    const why = work.lost.get(tieItem(relationship, id)) ?? 'NOT_SEEN_ON_SURVIVOR'
    return { object, id, field, what: `${tieLeftMark}${why}` }
  })
}

/** True for ties that the CRM's own merge may leave behind, and that can be given to the survivor. */
export function isPutBack({ mayStay, moves, tiesPerRequest }: Relationship): boolean {
  return mayStay === true && moves && tiesPerRequest !== undefined
}

/** Groups that were given something, or may be later: they are looked at again. */
async function putBackOnce(run: Run, works: readonly Work[], view: ObjectView): Promise<readonly Work[]> {
  const survivors = works.map(({ action }) => survivorOf(run, action))
  const only = [...view.relationships.values()].filter(isPutBack).map(({ name }) => name)
  const { rows } = await childrenOf(run, view.name, survivors, false, only)
  const open = new Set<Work>()
  const due: Sending[] = []
  for (const work of works) {
    for (const row of missing(run, work, view, rows)) {
      const item = tieItem(row.relationship, row.id)
      if (work.lost.has(item)) continue
      open.add(work)
      if (!work.tied.has(item)) due.push(attaching(run, work, row))
    }
  }
  const requests = tieRequests(
    due,
    ({ item }) => item,
    (name) => view.relationships.get(name),
  )
  for (const request of requests) await attach(run, request, view)
  return [...open]
}

async function attach(run: Run, request: readonly Sending[], view: ObjectView): Promise<void> {
  const answered = await send(run, request, view)
  await readBackUnsure(run, [answered], view)
  for (const [at, { work, item }] of request.entries()) {
    const outcome = answered.settled[at]
    if (outcome?.result === 'done') noteDone(run, work, item, undefined)
    else if (outcome?.result === 'refused' && !outcome.retryable) work.lost.set(item.item, outcome.code)
  }
}

function missing(run: Run, work: Work, view: ObjectView, rows: Rows): readonly ChildRow[] {
  const own = rows.get(survivorOf(run, work.action)) ?? []
  const { action, done } = work
  return missingTies(run, { action, todo: done }, view, [...own, ...mayBeLeft(work, view)])
}

function mayBeLeft({ action, preImage, done }: Work, { relationships }: ObjectView): readonly ChildRow[] {
  if (action.kind !== 'merge' || isPreserving(action)) return []
  return (preImage?.children ?? []).filter((row) => {
    const relationship = relationships.get(row.relationship)
    return done.includes(row.member) && relationship !== undefined && isPutBack(relationship)
  })
}
