import type { Fate, Value } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { UndoneItem } from '../journal/state.ts'
import { redirected } from '../look/compare.ts'
import { whereIs } from '../look/moved.ts'
import { type Attempt, writeNames } from './attempt.ts'
import type { Now } from './look.ts'
import type { Subject } from './subject.ts'

/** Nobody sends it a second time unless it surely came to nothing, which takes as long as search may lag. */
export const notKnown =
  'it is not known whether a request to make it anew was carried out: undo again in a quarter of an hour, or look for it by hand'

/** Then it is found, or sent again where the CRM refuses to make it twice, or it is for a person to look. */
export const notKnownYet =
  'it is not known whether a request to make it anew was carried out: undo again, which looks for it'

const goneForGood = 'deleted for good: people who are, nobody makes anew'

/**
 * A record that nothing gives back is made anew, with another id. Null where the CRM or the person who asked for the undo
 * would have none of it; `fate` is that of the record.
 */
export function splitBack(
  subject: Subject,
  now: Now,
  id: string,
  fate: Fate | undefined,
): Attempt | UndoneItem | null {
  const { action, members, earlier } = subject
  const { split } = now.view.abilities
  const was = members.find((one) => one.id === id)
  if (split === undefined || was === undefined || !mayBeSplit(subject, now, id, fate)) return null
  const { object } = action
  const item = { what: 'record', object, id }
  // A CRM does not say of what is gone whether its time in the recycle bin was over or a person asked to be erased.
  if (fate?.is === 'gone' && now.mayBePeople) return { ...item, fidelity: 'impossible', why: goneForGood }
  const name = writeNames.anew(id)
  const isOpen = earlier.get(name)?.is === 'in the air' && !now.cameToNothing(id)
  if (isOpen && !isOnlyOnce(was.values, now)) return { ...item, fidelity: 'impossible', why: notKnown }
  const fromTies = new Set(split.fromTies)
  const own = Object.entries(was.values).filter(([field]) => !fromTies.has(field))
  const values = redirected(Object.fromEntries(own), now.view.columns, now.moved)
  return {
    turn: 'records',
    name,
    items: [{ ...item, fidelity: 'approximate', why: whatIsLost(now) }],
    write: { verb: 'create', object, record: id, values },
  }
}

/** The CRM itself refuses a second one: it has a value that no two records have, such as the address of a contact. */
function isOnlyOnce(values: Readonly<Record<string, Value>>, { fields }: Now): boolean {
  return Object.entries(values).some(([name, value]) => {
    const field = fields.get(name)
    return field?.unique === true && field.createable && !field.system && value !== null && value !== ''
  })
}

function mayBeSplit({ action }: Subject, now: Now, id: string, fate: Fate | undefined): boolean {
  if (action.kind !== 'merge' || fate === undefined) return false
  if (isPreserving(action)) return now.recreate && (fate.is === 'deleted' || fate.is === 'gone')
  return fate.is === 'merged' && !isElsewhere(now, action.object, id, fate.into)
}

/** `into` is where the CRM says that a record went, which our own merges may have moved since. */
export function isElsewhere(
  { moved }: Pick<Now, 'moved'>,
  object: string,
  id: string,
  into: string,
): boolean {
  return whereIs(moved, object, id) !== whereIs(moved, object, into)
}

function whatIsLost({ view }: Now): string {
  const losses = (view.abilities.split?.losses ?? []).map(({ what }) => what)
  const without = losses.length === 0 ? '' : `, without ${losses.join(', ')}`
  return `made anew with another id${without}`
}

/** The survivor of such merges has a new id, which stays. */
export function* staysMerged({ action }: Subject, { selfOf }: Now): Generator<UndoneItem> {
  if (action.kind !== 'merge' || selfOf(action.survivor) === action.survivor) return
  const item = { what: 'record', object: action.object, id: action.survivor }
  yield { ...item, fidelity: 'approximate', why: 'the survivor keeps the id that the merge gave it' }
}

/** What records that are made anew will have of a no to being contacted: the CRM keeps it with the address. */
export function* optOutsForeseen(
  { action, members }: Subject,
  { view }: Now,
  anew: readonly string[],
): Generator<UndoneItem> {
  for (const { id, values } of members)
    if (anew.includes(id))
      for (const { field, out, ofAddress } of view.abilities.traits.consents)
        if (ofAddress && values[field] === out)
          yield { what: field, object: action.object, id, fidelity: 'approximate', why: withAddress }
}

const withAddress = 'the CRM keeps it with the address: it is looked for once the address is there again'

/** The same once they are there: never is somebody contacted who said no, because nobody looked. */
export function* optOutsNow(
  { action, members }: Subject,
  { view, records }: Now,
  anew: readonly string[],
): Generator<UndoneItem> {
  for (const { id, values } of members) {
    const is = records.get(id)?.values
    if (is === undefined || !anew.includes(id)) continue
    for (const { field, out, ofAddress } of view.abilities.traits.consents) {
      if (!ofAddress || values[field] !== out) continue
      const item = { what: field, object: action.object, id }
      yield is[field] === out
        ? { ...item, fidelity: 'exact', why: '' }
        : { ...item, fidelity: 'impossible', why: optedIn }
    }
  }
}

const optedIn = 'it had opted out and is opted in now: set it by hand before anybody writes to it'
