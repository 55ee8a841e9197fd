import { isKitError, KitError } from '../../kit/index.ts'
import { ambiguousError, isCounted, type Named, namedBy, tombstoneOf } from '../../snapshot/named.ts'
import { connectionNames } from '../../snapshot/paths.ts'
import { addTombstones, forgottenIn } from '../../snapshot/tombstones.ts'
import { counted } from '../../text/words.ts'
import { hasJournal } from './folder.ts'
import { type ForgottenInJournal, forgetInJournal, ownersIn, placesIn } from './forget-in-journal.ts'
import { type ForgottenInPlan, forgetInPlan, ownersInPlan, sideFileOf } from './forget-in-plan.ts'
import { otherIdsIn } from './other-ids.ts'
import { type Person, type Place, personOf, withRecords } from './person.ts'
import { type Listed, readRegistry } from './registry.ts'

export interface ForgottenInPlans {
  /** Journals and plans in which the person was. */
  readonly journals: readonly ForgottenInJournal[]
  readonly plans: readonly ForgottenInPlan[]
  /** Looked into, those without the person included. */
  readonly searched: number
  /** Listed paths at which nothing is any more: moved, or deleted. */
  readonly missing: readonly string[]
  /** Where the person may still be, and why. */
  readonly failed: readonly { readonly path: string; readonly code: string; readonly message: string }[]
}

/**
 * Removes a person, named as for `forgetInSnapshots`, from every journal and every plan's side file that
 * `STEWARD_HOME` lists. What fails is reported and does not keep the others from being done. Throws `AMBIGUOUS_ID` (2)
 * for a plain number without an object. `goneHost`: as for `ProcessLock`.
 */
export async function forgetInJournals(
  home: string,
  who: string,
  now: () => Date = () => new Date(),
  goneHost: string | null = null,
): Promise<ForgottenInPlans> {
  const name = namedBy(who)
  if (name.address === null && name.object === undefined && isCounted(name.id)) throw ambiguousError([], name)
  const { listed, unreadable } = await readRegistry(home)
  const there = listed.filter(isThere)
  const failures = new Map<string, KitError>()
  const attempt = async <T>(path: string, work: () => Promise<T> | T): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      failures.set(path, asKitError(path, error))
      return null
    }
  }
  const named = await withOtherIds(personOf(who), there, attempt)
  const person = await withOtherIds(await withOwners(named, there, attempt), there, attempt)
  await bury({ home, goneHost }, name, person, there, attempt)
  const journals: ForgottenInJournal[] = []
  const plans: ForgottenInPlan[] = []
  for (const { type, path, connection } of there) {
    const read = { connection, person }
    if (type === 'plan') plans.push(...some(await attempt(path, () => forgetInPlan(path, read, now))))
    else journals.push(...some(await attempt(path, () => forgetInJournal(path, read, { now, goneHost }))))
  }
  if (unreadable > 0) failures.set('plans.ndjson', unreadableLines(unreadable))
  return {
    journals: journals.filter(({ entries, suppressed }) => entries + suppressed > 0),
    plans: plans.filter(({ groups }) => groups > 0),
    searched: there.length,
    missing: listed.filter((each) => !isThere(each)).map(({ path }) => path),
    failed: [...failures].map(([path, { code, message }]) => ({ path, code, message })),
  }
}

/**
 * So that no undo, by whatever journal, makes the person anew: under the ids that are known, under those of the records
 * that were taken for the same person, and as it was named, which is all that is known of journals that nobody listed.
 */
async function bury(
  { home, goneHost }: { readonly home: string; readonly goneHost: string | null },
  named: Named,
  person: Person,
  listed: readonly Listed[],
  attempt: Attempt,
): Promise<void> {
  const places: Partial<Place>[] = [...person.records.values()].flat()
  for (const { type, path, connection } of listed) {
    if (type !== 'journal') continue
    places.push(...((await attempt(path, () => placesIn(path, { connection, person }))) ?? []))
  }
  const keys = places.flatMap(({ connection, object, id }) =>
    connection === undefined || object === undefined || id === undefined
      ? []
      : [`${connection}/${object}/${id}`],
  )
  const whole = tombstoneOf(named) ?? lastResort(home, named, keys, listed)
  const all = new Set([...keys, ...(whole === null ? [] : [whole])])
  addTombstones(
    home,
    [...all].map((record) => ({ record })),
    goneHost,
  )
}

/** A number of an object, in whichever connection: only when none that is known here has it. */
function lastResort(
  home: string,
  named: Named,
  keys: readonly string[],
  listed: readonly Listed[],
): string | null {
  if (named.address !== null || named.object === undefined || keys.length > 0) return null
  const { id, object } = named
  const isForgotten = forgottenIn(home)
  const connections = [...connectionNames(home), ...listed.map(({ connection }) => connection)]
  const known = connections.some((connection) => isForgotten(connection, object, { id, values: {} }))
  return known ? null : `*/${object}/${id}`
}

type Attempt = <T>(path: string, work: () => Promise<T> | T) => Promise<T | null>

/** An address leads to records; these may stand under another address elsewhere. */
async function withOwners(person: Person, listed: readonly Listed[], attempt: Attempt): Promise<Person> {
  if (person.address === null) return person
  const owners: Place[] = []
  for (const { type, path, connection } of listed) {
    const read = { connection, person }
    const found = await attempt(path, () =>
      type === 'plan' ? ownersInPlan(path, read) : ownersIn(path, read),
    )
    owners.push(...(found ?? []))
  }
  return withRecords(person, owners)
}

/** One journal may know a record by the id that another one gave it: asked until none knows more. */
async function withOtherIds(person: Person, listed: readonly Listed[], attempt: Attempt): Promise<Person> {
  if (person.records.size === 0) return person
  let known = person
  for (;;) {
    const places: Place[] = []
    for (const { type, path, connection } of listed) {
      if (type !== 'journal') continue
      const read = { connection, person: known }
      places.push(...((await attempt(path, () => otherIdsIn(path, read))) ?? []))
    }
    const next = withRecords(known, places)
    if (next.records.size === known.records.size) return known
    known = next
  }
}

function isThere({ type, path }: Listed): boolean {
  return type === 'plan' ? sideFileOf(path) !== null : hasJournal(path)
}

function some<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value]
}

function unreadableLines(count: number): KitError {
  return new KitError(
    'LIST_UNREADABLE',
    `${counted(count, 'line')} of the list of plans cannot be read: a journal may not have been looked into.`,
  )
}

function asKitError(path: string, cause: unknown): KitError {
  if (isKitError(cause)) return cause
  return new KitError('CANNOT_FORGET', `The person may still be in ${path}.`, { cause })
}
