import type { ChildRow, Relationship, Tie } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { UndoneItem } from '../journal/state.ts'
import { wayOf, whereIs } from '../look/moved.ts'
import { rowName, tieName } from '../look/pre-image.ts'
import { targetOf } from '../look/tie-target.ts'
import { type Attempt, writeNames } from './attempt.ts'
import { nameNow, rowNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import { reasons } from './reasons.ts'
import type { Subject } from './subject.ts'

/** Ties of losers: each is hung on its record again, and taken from the survivor if it had none of its own. */
export function* tiesBack(subject: Subject, now: Now, looking: Looking): Generator<Attempt | UndoneItem> {
  const taken = new Set<string>()
  const ties = tiesOf(subject, now)
  if (ties.length > 0) noteReturned(subject, now, looking)
  for (const one of ties) {
    if (one.row.member === subject.action.survivor) continue
    for (const found of tieBack(one, subject, now, looking)) {
      if (!('write' in found)) yield found
      else if (!taken.has(found.name)) {
        taken.add(found.name)
        yield found
      }
    }
  }
}

interface TieRow {
  readonly row: ChildRow
  readonly relationship: Relationship
}

function tiesOf({ children }: Subject, { view }: Now): readonly TieRow[] {
  return children.flatMap((row) => {
    const relationship = view.relationships.get(row.relationship)
    return relationship?.tiesPerRequest === undefined ? [] : [{ row, relationship }]
  })
}

/** Somebody may have brought records back by hand: then ties lead to them again. */
function noteReturned({ action: { object }, done }: Subject, now: Now, looking: Looking): void {
  const there = [...done].filter((id) => now.records.has(id) && now.selfOf(id) === id)
  looking.back(
    object,
    there.filter((id) => now.moved.get(object, id) !== undefined),
  )
}

function* tieBack(
  { row: was, relationship }: TieRow,
  subject: Subject,
  now: Now,
  looking: Looking,
): Generator<Attempt | UndoneItem> {
  const { action, done, earlier } = subject
  const { survivor, object } = action
  const item = { what: was.relationship, object: relationship.object, id: was.id }
  const row = asItLeads(was, relationship, now, subject)
  const isThere = (id: string): boolean => now.records.has(id) || looking.isBack(object, id)
  const given = isGiven(was, relationship, subject, leadsBy(relationship, now, looking))
  const hangsOn = (member: string): boolean => now.rows.has(nameNow(now, { ...row, member }))
  if (!done.has(row.member) && !given) return
  if (!isThere(row.member)) {
    yield { ...item, fidelity: 'impossible', why: reasons['no record'] }
    return
  }
  const standIn = standInFor(was, relationship, now, looking)
  const own: Tie = { relationship: was.relationship, member: was.member, row: standIn ?? was.id }
  const theirs: Tie = { ...own, member: survivor }
  const onOwn = hangsOn(row.member)
  const onSurvivor = hangsOn(survivor)
  const wasTaken = earlier.get(writeNames.detach(theirs))?.is === 'done'
  if (!onOwn) {
    const why = whyNotAgain(subject, was, own, { given, onSurvivor, wasTaken }, relationship)
    if (why !== null) {
      yield { ...item, ...why }
      return
    }
    const worth = standIn === null ? exact : ledTo(standIn)
    yield tying('attach', object, own, { ...item, ...worth }, row.id)
  }
  if (standIn === null) yield* standInsOff(was, relationship, subject, now, looking)
  if (!given || !onSurvivor) return
  const survivors = { ...item, what: `${row.relationship} of the survivor` }
  const others = othersWith(was, subject).filter((id) => !isThere(id))
  if (wasTaken) yield { ...survivors, fidelity: 'kept', why: 'there again since it was taken back' }
  else if (others.length > 0)
    yield { ...survivors, fidelity: 'kept', why: 'a record that does not come back had it, too' }
  else yield tying('detach', object, theirs, { ...survivors, fidelity: 'exact', why: '' }, row.id)
}

const exact = { fidelity: 'exact', why: '' } as const

function ledTo(standIn: string): Pick<UndoneItem, 'fidelity' | 'why'> {
  const why = `what it led to is merged into ${targetOf({ id: standIn })}: it leads there until that is undone, too`
  return { fidelity: 'approximate', why }
}

/** The tie's row by the record that stands for what it led to, which is not back; null where that is itself. */
function standInFor(was: ChildRow, of: Relationship, now: Now, looking: Looking): string | null {
  const target = targetOf(was)
  if (looking.isBack(of.object, target)) return null
  const leads = leadsBy(of, now, looking)(was)
  return targetOf({ id: leads }) === looking.selfOf(of.object, target) ? null : leads
}

/** Ties that an earlier undo gave the record to whatever stood for a record that is back by now. */
function* standInsOff(
  { member, relationship, id }: ChildRow,
  of: Relationship,
  { action, children, earlier }: Subject,
  now: Now,
  looking: Looking,
): Generator<Attempt> {
  const leads = leadsBy(of, now, looking)
  const own = new Set(
    children.flatMap((row) =>
      row.member === member && row.relationship === relationship ? [row.id, leads(row)] : [],
    ),
  )
  const kind = id.slice(targetOf({ id }).length)
  for (const { item, verb, is } of earlier.values()) {
    const [start, end] = [`attach:${relationship}:`, `:${member}`]
    if (verb !== 'attach' || is !== 'done' || !item.item?.startsWith(start) || !item.item.endsWith(end))
      continue
    const row = item.item.slice(start.length, -end.length)
    const isTied = now.rows.has(nameNow(now, { relationship, id: row, member }))
    if (own.has(row) || !isTied || row.slice(targetOf({ id: row }).length) !== kind) continue
    const what = `${relationship} of what stood in`
    const tie = { relationship, member, row }
    yield tying('detach', action.object, tie, { what, object: of.object, id: row, ...exact }, row)
  }
}

/**
 * What a tie led to may have been split since: then it leads to the part that the survivor is tied to, unless one of the two
 * was tied to that part besides.
 */
function asItLeads(
  row: ChildRow,
  { object }: Relationship,
  now: Now,
  { action: { survivor }, children }: Subject,
): ChildRow {
  const both = [row.member, survivor]
  const hangs = (id: string): boolean =>
    both.some((member) => now.rows.has(nameNow(now, { ...row, id, member })))
  if (hangs(row.id)) return row
  const target = targetOf(row)
  const parts = now.splitOff(object, whereIs(now.moved, object, target))
  const besides = new Set(
    children.flatMap((one) =>
      one.relationship === row.relationship && both.includes(one.member)
        ? [rowNow(now.moved, now.view, one)]
        : [],
    ),
  )
  const ids = parts.map((part) => `${part}${row.id.slice(target.length)}`)
  const found = ids.find((id) => hangs(id) && !besides.has(id))
  return found === undefined ? row : { ...row, id: found }
}

/** True when the survivor has the tie, or had, because of the run: also one of its own may lead to that record by now. */
function isGiven(
  row: ChildRow,
  { moves, object }: Relationship,
  subject: Subject,
  leads: (row: ChildRow) => string,
): boolean {
  const { action, children, attached, done } = subject
  const own = children.filter((one) => one.member === action.survivor)
  const had = own.some((one) => one.relationship === row.relationship && leads(one) === leads(row))
  if (isPreserving(action)) return attached.has(rowName(row)) && !had
  if (object === action.object && isMember(subject, targetOf(row))) return false
  return moves && done.has(row.member) && !had
}

/** What a tie leads to: who came back is not who they were merged into, also before they have another id. */
function leadsBy({ object }: Relationship, { moved }: Now, { isBack }: Looking): (row: ChildRow) => string {
  return (row) => {
    const target = targetOf(row)
    const way = wayOf(moved, object, target)
    return `${way.find((id) => isBack(object, id)) ?? way.at(-1)}${row.id.slice(target.length)}`
  }
}

/** A tie among the members themselves is on nobody once they are one. */
function isMember({ action, members }: Subject, id: string): boolean {
  return id === action.survivor || members.some((member) => member.id === id)
}

interface Whereabouts {
  readonly given: boolean
  readonly onSurvivor: boolean
  readonly wasTaken: boolean
}

function whyNotAgain(
  subject: Subject,
  was: ChildRow,
  own: Tie,
  { given, onSurvivor, wasTaken }: Whereabouts,
  relationship: Relationship,
): Pick<UndoneItem, 'fidelity' | 'why'> | null {
  const { children, action, earlier } = subject
  const { undo, mayStay } = relationship
  if (undo !== 'attach') return { fidelity: 'impossible', why: reasons['neither way'] }
  if (earlier.get(writeNames.attach(own))?.is === 'done')
    return { fidelity: 'kept', why: 'deleted since it was taken back' }
  const row = children.find((one) => tieName(one) === tieName(was))
  const slot = row?.slot ?? null
  const collided =
    slot !== null &&
    children.some(
      (one) =>
        one.member === action.survivor &&
        one.relationship === own.relationship &&
        one.slot === slot &&
        one.id !== was.id,
    )
  if (onSurvivor || wasTaken || collided) return null
  if (mayStay === true)
    return wasSeen(was, relationship, subject, given)
      ? { fidelity: 'kept', why: 'taken off the survivor since the merge' }
      : null
  return given ? { fidelity: 'kept', why: 'deleted since' } : null
}

/**
 * The journal proves that the survivor had the tie after the merges, given by the run or its own. A merge may have left it
 * behind otherwise: then nobody took it off.
 */
function wasSeen(
  was: ChildRow,
  { object, field }: Relationship,
  { children, action, verified, missed, attachedLast }: Subject,
  given: boolean,
): boolean {
  if (missed.has(`${object}.${field} ${was.id}`)) return false
  if (given) return verified || attachedLast.has(rowName(was))
  return verified && children.some((one) => one.member === action.survivor && rowName(one) === rowName(was))
}

function othersWith(row: ChildRow, { children, action, done }: Subject): readonly string[] {
  return children.flatMap((one) =>
    rowName(one) === rowName(row) &&
    one.member !== row.member &&
    one.member !== action.survivor &&
    done.has(one.member)
      ? [one.member]
      : [],
  )
}

/** `row`: what is tied to by now. */
function tying(verb: 'attach' | 'detach', object: string, tie: Tie, item: UndoneItem, row: string): Attempt {
  const turn = verb === 'attach' ? 'ties' : 'ties of the survivor'
  const write = { verb, object, tie: { ...tie, row } }
  return { turn, name: writeNames[verb](tie), items: [item], write }
}
