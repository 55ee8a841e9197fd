import type { Fate, Value } from '../../kit/index.ts'
import { isPreserving, type PlanAction } from '../files/plan-file.ts'
import type { UndoneItem } from '../journal/state.ts'
import { differences, redirected, wholesIn } from '../look/compare.ts'
import { type Attempt, writeNames } from './attempt.ts'
import { emptiedBefore, wasEmptied } from './emptied.ts'
import { gatheredBack, isGathered, staysGathered } from './gathered.ts'
import type { Now } from './look.ts'
import { reasons } from './reasons.ts'
import { isOnlyCopy, lostOf, oursIn } from './sources.ts'
import { isElsewhere, splitBack } from './split.ts'
import type { Subject } from './subject.ts'

type Values = Readonly<Record<string, Value>>

/** Compares what was, what the run left and what is: later edits are kept. */
export function* valuesBack(subject: Subject, now: Now): Generator<Attempt | UndoneItem> {
  const { action, members, after, done } = subject
  const written = action.kind === 'merge' ? new Set([action.survivor]) : done
  const lost = lostOf(recordsBack(subject, now), subject)
  for (const { id, values: was } of members) {
    const left = after.get(id)
    const is = now.records.get(id)?.values
    if (!written.has(id) || left === undefined) continue
    if (is !== undefined) yield* recordBack(subject, now, { id, was, left, is }, lost)
    else {
      const item = { what: 'record', object: action.object, id }
      yield { ...item, fidelity: 'kept', why: 'deleted or merged since' }
    }
  }
}

interface Three {
  readonly id: string
  readonly was: Values
  readonly left: Values
  readonly is: Values
}

function* recordBack(
  subject: Subject,
  now: Now,
  { id, was, left, is }: Three,
  lost: ReadonlySet<string>,
): Generator<Attempt | UndoneItem> {
  const { view, fields, moved, mayChange } = now
  const { object } = subject.action
  const name = writeNames.values(id)
  const fromTies = new Set(view.abilities.split?.fromTies)
  const undone = undoneIn(subject, id)
  const ours = oursIn(subject, view, mayChange)
  const open = new Set(differences(was, is, view.columns, moved))
  const edited = new Set(differences(left, is, view.columns, moved))
  const set: Record<string, Value> = {}
  const changed = differences(was, left, view.columns, moved)
  const wholes = wholesIn(changed, view.columns)
  for (const field of changed) {
    const item = { what: field, object, id }
    // What only the CRM writes follows from the rest.
    if (!open.has(field) || fromTies.has(field) || wholes.has(field)) continue
    if (!view.columns.get(field)?.writable) {
      if (isGathered(now, field)) yield { ...item, fidelity: 'kept', why: staysGathered }
      continue
    }
    if (undone.has(field)) yield { ...item, fidelity: 'kept', why: 'changed since it was taken back' }
    else if (edited.has(field) && !isGathered(now, field) && !wasEmptied(subject, now, id, field))
      yield { ...item, fidelity: 'kept', why: 'changed since the merge' }
    else if (!ours(field) || subject.differing.has(`${id} ${field}`))
      yield { ...item, fidelity: 'kept', why: 'changed by somebody before the merge was verified' }
    else if (isOnlyCopy(subject, field, left, lost))
      yield { ...item, fidelity: 'kept', why: reasons['only copy'] }
    else if (fields.get(field)?.updateable !== true)
      yield { ...item, fidelity: 'impossible', why: 'the CRM does not let it be set' }
    else if (edited.has(field) && isGathered(now, field)) {
      const values = { was: was[field], left: left[field], is: is[field] }
      set[field] = gatheredBack(values)
    } else set[field] = was[field] ?? null
  }
  for (const what of unseen(was, left, fields))
    yield { what, object, id, fidelity: 'impossible', why: 'it cannot be seen any more' }
  const names = Object.keys(set).sort()
  if (names.length === 0) return
  for (const field of followersOf(names, view))
    if (fields.get(field)?.updateable) set[field] ??= (edited.has(field) ? is[field] : was[field]) ?? null
  yield* emptiedBefore(subject, now, { id, set, is })
  yield {
    turn: 'values',
    name,
    items: names.map((what) => ({ what, object, id, fidelity: 'exact', why: '' })),
    write: { verb: 'update', object, update: { id, values: redirected(set, view.columns, moved) } },
  }
}

/** Columns that the CRM would set along with these, unless they are written, too. */
function followersOf(
  names: readonly string[],
  { abilities: { follows = {} } }: Now['view'],
): readonly string[] {
  return names.flatMap((name) => follows[name] ?? []).filter((field) => !names.includes(field))
}

/** Columns that undo gave their old values, and that nobody but undo itself wrote again. */
function undoneIn({ earlier, valuesTaken }: Subject, id: string): ReadonlySet<string> {
  const taken = earlier.get(writeNames.values(id))
  const again = earlier.get(writeNames.again(id))
  const fields = new Set(taken?.is === 'done' ? taken.item.fields : [])
  for (const field of valuesTaken.get(id) ?? []) fields.add(field)
  if (again?.is === 'done' && again.step > (taken?.step ?? -1))
    for (const field of again.item.fields) fields.delete(field)
  return fields
}

/**
 * The merged values once more, of which undo took back what turned out to be the only copy: the record that they came
 * from did not come back after all. `taken`: columns of the survivor that were taken back just now.
 */
export function* valuesAgain(
  subject: Subject,
  { view, records, moved }: Now,
  taken: ReadonlySet<string>,
  lost: ReadonlySet<string>,
): Generator<Attempt> {
  const { action, members, after } = subject
  const id = action.survivor
  const [was, left, is] = [
    members.find((one) => one.id === id)?.values,
    after.get(id),
    records.get(id)?.values,
  ]
  if (action.kind !== 'merge' || was === undefined || left === undefined || is === undefined) return
  const stays = differences(was, is, view.columns, moved)
  const undone = [...undoneIn(subject, id)].filter((field) => !stays.includes(field))
  const names = differences(was, left, view.columns, moved)
    .filter((field) => taken.has(field) || undone.includes(field))
    .filter((field) => isOnlyCopy(subject, field, left, lost))
  if (names.length === 0) return
  const values = Object.fromEntries(
    names.map((name) => {
      const before = taken.has(name) ? is[name] : null
      return [name, (before === '' ? null : before) ?? left[name] ?? null]
    }),
  )
  yield {
    turn: 'values',
    name: writeNames.again(id),
    items: names.map((what) => ({
      what,
      object: action.object,
      id,
      fidelity: 'kept',
      why: reasons['only copy'],
    })),
    write: {
      verb: 'update',
      object: action.object,
      update: { id, values: redirected(values, view.columns, moved) },
    },
  }
}

/** Columns that the run changed and that this login does not read now. */
function unseen(was: Values, left: Values, fields: Now['fields']): readonly string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(left)])
  return [...names].filter((name) => !fields.has(name) && (was[name] ?? null) !== (left[name] ?? null)).sort()
}

/** Records that this run merged away, and nobody touched since. */
export function* recordsBack(subject: Subject, now: Now): Generator<Attempt | UndoneItem> {
  const { action, done, earlier } = subject
  if (action.kind !== 'merge') return
  for (const id of action.losers) {
    if (!done.has(id) || now.records.has(id)) continue
    const item = { what: 'record', object: action.object, id }
    const name = writeNames.record(id)
    const fate = now.fates.get(id)
    const anew = earlier.get(writeNames.anew(id))
    if (earlier.get(name)?.is === 'done' || anew?.is === 'done')
      yield { ...item, fidelity: 'kept', why: 'deleted or merged since it was taken back' }
    else if (fate?.is === 'merged' && isElsewhere(now, action.object, id, fate.into))
      yield { ...item, fidelity: 'kept', why: reasons['merged elsewhere'] }
    else if (isRestorable(action, fate))
      yield {
        turn: 'records',
        name,
        items: [{ ...item, fidelity: 'exact', why: '' }],
        write: { verb: 'restore', object: action.object, id },
      }
    else
      yield splitBack(subject, now, id, fate) ?? {
        ...item,
        fidelity: 'impossible',
        why: whyNot(action, fate),
      }
  }
}

function whyNot(action: PlanAction, fate: Fate | undefined): string {
  return isPreserving(action) && fate?.is === 'deleted' ? reasons['by hand'] : 'no longer in the recycle bin'
}

function isRestorable(action: PlanAction, fate: Fate | undefined): boolean {
  if (fate === undefined) return false
  if (isPreserving(action)) return fate.is === 'deleted' && fate.restorable
  return fate.is === 'merged' && fate.restorable
}
