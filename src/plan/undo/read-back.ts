import { type JournalOutcome, notCarriedOut } from '../journal/entry.ts'
import { differences } from '../look/compare.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import { nothingMoved } from '../look/moved.ts'
import { readBackPauses } from '../pace/waits.ts'
import { lookForAnew, unknownOfAnew } from './anew.ts'
import type { Attempt } from './attempt.ts'
import { nameNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import { madeAlready } from './requests.ts'
import type { Sent, Undoing } from './send.ts'
import type { Subject } from './subject.ts'

type Found = ReadonlyMap<Attempt, JournalOutcome>

/** What became of writes of one verb and object whose outcome nobody told: looks several times before it says no. */
export async function readBack(undoing: Undoing, all: readonly Sent[], since: Date): Promise<Found> {
  const found = new Map<Attempt, JournalOutcome>()
  for (const wait of [0, ...readBackPauses]) {
    if (wait > 0) await undoing.run.pause(wait)
    const open = all.filter(({ attempt }) => !found.has(attempt))
    for (const [attempt, outcome] of await look(undoing, open, since)) found.set(attempt, outcome)
    if (found.size === all.length) return found
  }
  const message = 'it was sent, and is not to be seen'
  for (const { attempt } of all)
    if (!found.has(attempt))
      found.set(
        attempt,
        'record' in attempt.write ? unknownOfAnew : { result: 'refused', code: notCarriedOut, message },
      )
  return found
}

async function look({ looking }: Undoing, open: readonly Sent[], since: Date): Promise<Found> {
  const attempts = open.map(({ attempt }) => attempt)
  switch (attempts[0]?.write.verb) {
    case 'restore':
      return restored(looking, attempts)
    case 'update':
      return updated(looking, attempts)
    case 'create':
      if (attempts.some(({ write }) => 'record' in write)) return await lookForAnew(looking, attempts, since)
      return await onEach(looking, open, rowsMade)
    case 'remove':
      return removed(looking, attempts)
    case 'attach':
    case 'detach':
      return await onEach(looking, open, tied)
    default:
      return new Map()
  }
}

/** Groups of one request are of one object and kind. */
async function onEach(
  looking: Looking,
  open: readonly Sent[],
  find: (attempts: readonly Attempt[], subject: Subject, now: Now) => Found,
): Promise<Found> {
  const bySubject = Map.groupBy(open, ({ subject }) => subject)
  const nows = await looking.nows([...bySubject.keys()])
  const found = [...bySubject].flatMap(([subject, own]) => [
    ...find(
      own.map(({ attempt }) => attempt),
      subject,
      nows.get(subject) as Now,
    ),
  ])
  return new Map(found)
}

function rowsMade(attempts: readonly Attempt[], subject: Subject, now: Now): Found {
  const made = [...madeAlready(attempts, subject, now)]
  return new Map(made.map(([attempt, id]) => [attempt, { result: 'done', id }]))
}

function tied(attempts: readonly Attempt[], _: Subject, now: Now): Found {
  const done = attempts.filter(
    ({ write }) =>
      'tie' in write &&
      now.rows.has(nameNow(now, { ...write.tie, id: write.tie.row })) === (write.verb === 'attach'),
  )
  return new Map(done.map((attempt) => [attempt, { result: 'done' }]))
}

async function restored({ writer }: Looking, attempts: readonly Attempt[]): Promise<Found> {
  const ids = new Map(
    attempts.flatMap((attempt) => (attempt.write.verb === 'restore' ? [[attempt.write.id, attempt]] : [])),
  )
  const fates = await fatesOf(writer, attempts[0]?.write.object ?? '', [...ids.keys()])
  const there = [...ids].filter(([id]) => fates.get(id)?.is === 'there')
  return new Map(there.map(([, attempt]) => [attempt, { result: 'done' }]))
}

async function removed({ writer }: Looking, attempts: readonly Attempt[]): Promise<Found> {
  const ids = attempts.flatMap(({ write }) => (write.verb === 'remove' ? [write.id] : []))
  const fates = await fatesOf(writer, attempts[0]?.write.object ?? '', ids)
  const gone = attempts.filter(({ write }) => write.verb === 'remove' && fates.get(write.id)?.is !== 'there')
  return new Map(gone.map((attempt) => [attempt, { result: 'done' }]))
}

async function updated({ writer, org, selfOf }: Looking, attempts: readonly Attempt[]): Promise<Found> {
  const object = attempts[0]?.write.object ?? ''
  const updates = attempts.flatMap((attempt) =>
    attempt.write.verb === 'update'
      ? [{ attempt, ...attempt.write.update, id: selfOf(object, attempt.write.update.id) }]
      : [],
  )
  const ids = updates.map(({ id }) => id)
  const now = new Map((await fetchAll(writer, object, ids)).map(({ id, values }) => [id, values]))
  const columns = (await org.columns([object])).get(object)?.columns ?? new Map()
  const done = updates.filter(({ id, values }) => {
    const is = now.get(id)
    return (
      is !== undefined && differences(values, is, columns, nothingMoved).every((name) => !(name in values))
    )
  })
  return new Map(done.map(({ attempt }) => [attempt, { result: 'done' }]))
}
