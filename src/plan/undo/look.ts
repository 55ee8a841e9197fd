import type { ChildRow, Fate, FieldDescription, NativeRecord, Writer } from '../../kit/index.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import { type Moved, type MovedIds, whereIs } from '../look/moved.ts'
import { type ColumnsView, type ObjectView, OrgView } from '../look/org-view.ts'
import { rowName } from '../look/pre-image.ts'
import { pace, slices } from '../pace/pace.ts'
import { type AnewRows, anewRowsIn, mergedAs } from './anew-rows.ts'
import { idNow, idsBy, nameNow, setAnew } from './ids.ts'
import { heldAmong, objectsAnew } from './moved-rows.ts'
import type { UndoRequest } from './request.ts'
import { isTie, nameIn } from './row-name.ts'
import type { Subject } from './subject.ts'

type Fields = ReadonlyMap<string, FieldDescription>

/** The org as it is now, around one group. */
export interface Now {
  readonly view: ObjectView
  readonly fields: Fields
  /** Members that are there, by the ids that they had in the plan, whichever they have now. */
  readonly records: ReadonlyMap<string, NativeRecord>
  /** Of members that are not. */
  readonly fates: ReadonlyMap<string, Fate>
  /** Rows that hang on the members, by `nameIn`; ties by what they lead to now: see `nameNow`. */
  readonly rows: ReadonlyMap<string, ChildRow>
  /** Rows that hung on the members when the undo of the group began, by `nameIn`: what is gone since, undo took along. */
  readonly hung?: ReadonlySet<string>
  /** Of rows that hang on none of them, by `rowName`; ties have none. */
  readonly rowFates: ReadonlyMap<string, Fate>
  /** Where references to records went that are merged away by this plan. */
  readonly moved: MovedIds
  /** Into whom records were merged by this plan, whether they are back by now or not. */
  readonly mergedAs: Moved
  readonly anewRows: AnewRows
  /** By object, of rows that have to be made anew. */
  readonly rowColumns: ReadonlyMap<string, ColumnsView>
  /** `Object id` of such rows on the survivor on which something hangs in turn. */
  readonly heldRows: ReadonlySet<string>
  /** The CRM lets rows be put into its recycle bin. */
  readonly mayRemove: boolean
  /** The id that a member has now. */
  readonly selfOf: (id: string) => string
  /** A request to make the record anew surely came to nothing. */
  readonly cameToNothing: (id: string) => boolean
  /** Ids of records that were made anew out of the one that has this id now. */
  readonly splitOff: (object: string, id: string) => readonly string[]
  readonly recreate: boolean
  /** False only of objects that surely hold no people. */
  readonly mayBePeople: boolean
  /** `Object.field` that automation may change, by the policy. */
  readonly mayChange: ReadonlySet<string>
}

/** Looks at the org for one undo after the other; what does not change is asked once. */
export interface Looking {
  readonly org: OrgView
  readonly writer: Writer
  readonly fields: (object: string) => Promise<Fields>
  readonly now: (subject: Subject) => Promise<Now>
  /** As `now`, for groups of one object and kind together. */
  readonly nows: (subjects: readonly Subject[]) => Promise<ReadonlyMap<Subject, Now>>
  /** Records that will have come back by the time it matters. */
  readonly expect: (object: string, ids: Iterable<string>) => void
  /** Records that came back: references to them are no longer led to their survivor. */
  readonly back: (object: string, ids: Iterable<string>) => void
  /** A record that was made anew: references to its old id lead to `now`. */
  readonly anew: (object: string, id: string, now: string) => void
  readonly isBack: (object: string, id: string) => boolean
  /** A record that an earlier request to make it anew surely did not make. */
  readonly cameToNothing: (object: string, id: string) => void
  readonly time: () => Date
  readonly anewRows: AnewRows
  /** The id that a record of the plan has now. */
  readonly selfOf: (object: string, id: string) => string
  /** Ids of the plan's records, of what its merges made of them, and of those that undo made anew. */
  readonly isKnown: (object: string, id: string) => boolean
  /** When the first write of a group was about to be sent. */
  readonly begunAt: (action: PlanAction) => Date
  /** No other copy of the journal went on, by somebody who knows. */
  readonly onlyJournal: boolean
  readonly moved: MovedIds
  /** Ids that this plan's merges have ended and that are not back, with where they lead. */
  readonly ended: () => MovedIds
}

export function lookAround(request: UndoRequest): Looking {
  const { connection, mayChange } = request
  const org = new OrgView(connection)
  const { writer } = org
  const ids = idsBy(request)
  const { moved, selves } = ids
  const [anewRows, merged] = [anewRowsIn(request), mergedAs(request)]
  const returned = new Set<string>()
  const born = new Map<string, { readonly object: string; readonly id: string; readonly now: string }>()
  const [seen, nothing] = [new Set<string>(), new Set<string>()]
  const described = new Map<string, Fields>()

  async function fields(object: string): Promise<Fields> {
    const known = described.get(object)
    if (known !== undefined) return known
    const [description] = await connection.describe([object])
    const found = new Map((description?.fields ?? []).map((field) => [field.name, field]))
    described.set(object, found)
    return found
  }

  /** Groups of one object and kind, in as few requests as they fit into. */
  async function nows(subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, Now>> {
    const nows = new Map<Subject, Now>()
    const [first] = subjects
    if (first === undefined) return nows
    const view = await org.of(first.action.object)
    const members = subjects.flatMap(({ action }) => membersOf(action))
    const self = (id: string): string => selfOf(view.name, id)
    const found = new Map((await fetchAll(writer, view.name, members.map(self))).map((one) => [one.id, one]))
    const records = new Map(
      members.flatMap((id): [string, NativeRecord][] => {
        const one = found.get(self(id))
        return one === undefined ? [] : [[id, { ...one, id }]]
      }),
    )
    for (const id of records.keys()) if (self(id) === id) seen.add(`${view.name} ${id}`)
    const gone = members.filter((id) => !records.has(id))
    const told = await fatesOf(writer, view.name, gone.map(self))
    const fates = new Map(gone.map((id) => [id, told.get(self(id)) ?? { is: 'gone' as const }]))
    const parents = subjects.filter(({ children }) => children.length > 0)
    const present = parents.flatMap(({ action }) => membersOf(action).filter((id) => records.has(id)))
    const only = neededOf(view, subjects)
    const rows = await rowsOn(writer, first.action, { ids: present, self, only }, view)
    const hanging = { view, moved, anewRows, rows }
    const rowFates = await fatesOfRows(writer, subjects, hanging)
    const objects = objectsAnew(subjects, view)
    const entities = connection.mappings.flatMap(({ object, entity }) => (object === view.name ? entity : []))
    const common = {
      view,
      fields: await fields(view.name),
      fates,
      rowFates,
      moved,
      mergedAs: merged,
      anewRows,
      rowColumns: objects.length === 0 ? new Map() : await org.columns(objects),
      heldRows: writer.remove === undefined ? new Set<string>() : await heldAmong(writer, subjects, hanging),
      mayRemove: writer.remove !== undefined,
      selfOf: self,
      cameToNothing: (id: string) => nothing.has(`${view.name} ${id}`),
      splitOff,
      mayChange,
      recreate: request.recreate === true,
      mayBePeople: entities.length === 0 || entities.includes('person'),
    }
    const rowsOf = Map.groupBy(rows.values(), ({ member }) => member)
    for (const subject of subjects) {
      const ids = membersOf(subject.action)
      const own = ids.flatMap((id) => rowsOf.get(id) ?? []).map((row) => [nameIn(view, row), row] as const)
      const there = ids.flatMap((id) => records.get(id) ?? []).map((one) => [one.id, one] as const)
      nows.set(subject, { ...common, records: new Map(there), rows: new Map(own) })
    }
    return nows
  }

  async function now(subject: Subject): Promise<Now> {
    return (await nows([subject])).get(subject) as Now
  }

  function expect(object: string, ids: Iterable<string>): void {
    for (const id of ids) returned.add(`${object} ${id}`)
  }

  function back(object: string, ids: Iterable<string>): void {
    for (const id of ids) {
      returned.add(`${object} ${id}`)
      if (selves.get(object, id) === undefined) moved.delete(object, id)
    }
  }

  function anew(object: string, id: string, now: string): void {
    returned.add(`${object} ${id}`)
    born.set(`${object} ${now}`, { object, id, now })
    setAnew(ids, object, id, now)
  }

  const selfOf = (object: string, id: string): string => whereIs(selves, object, id)

  const isBack = (object: string, id: string): boolean => returned.has(`${object} ${id}`)
  function splitOff(object: string, id: string): readonly string[] {
    if (selves.size() === 0) return []
    const merges = request.plan.actions.flatMap((action) =>
      action.kind === 'merge' && action.object === object && selfOf(object, action.survivor) === id
        ? [action]
        : [],
    )
    return merges.flatMap(({ losers }) => losers.flatMap((loser) => selves.get(object, loser) ?? []))
  }

  const known = knownIds(request)
  const isKnown = (object: string, id: string): boolean =>
    known.has(`${object} ${id}`) || born.has(`${object} ${id}`)

  const begunAt = ({ id }: PlanAction): Date => {
    const times = [...request.state.of(id).items.values()].map(({ at }) => Date.parse(at))
    return new Date(Math.min(...times))
  }

  function ended(): MovedIds {
    const now = idsBy(request, (object, id) => seen.has(`${object} ${id}`) || isBack(object, id))
    for (const { object, id, now: to } of born.values()) now.moved.set(object, id, to)
    return now.moved
  }

  const cameToNothing = (object: string, id: string): void => void nothing.add(`${object} ${id}`)
  const lookups = { org, writer, fields, now, nows, selfOf, isKnown, begunAt, cameToNothing, moved }
  const onlyJournal = request.onlyJournal === true
  return { ...lookups, ended, expect, back, anew, isBack, time: request.now, anewRows, onlyJournal }
}

function knownIds({ plan, state }: UndoRequest): ReadonlySet<string> {
  const known = new Set<string>()
  for (const action of plan.actions) {
    const { items, undoItems } = state.of(action.id)
    const outcomes = [...items.values(), ...undoItems.values()].map(({ outcome }) => outcome)
    const told = outcomes.flatMap((one) => (one?.result === 'done' && one.id !== undefined ? [one.id] : []))
    for (const id of [...membersOf(action), ...told]) known.add(`${action.object} ${id}`)
  }
  return known
}

function membersOf(action: PlanAction): readonly string[] {
  return [action.survivor, ...othersOf(action)]
}

interface RowsAsked {
  readonly ids: readonly string[]
  readonly self: (id: string) => string
  /** Relationships. */
  readonly only: readonly string[]
}

async function rowsOn(
  writer: Writer,
  { kind, object }: PlanAction,
  { ids, self, only }: RowsAsked,
  view: ObjectView,
): Promise<ReadonlyMap<string, ChildRow>> {
  const rows = new Map<string, ChildRow>()
  if (kind !== 'merge' || only.length === 0) return rows
  const was = new Map(ids.map((id) => [self(id), id]))
  for (const some of slices([...was.keys()], pace.idsPerChildren))
    for (const found of (await writer.children(object, some, { only })).rows) {
      const row = { ...found, member: was.get(found.member) ?? found.member }
      rows.set(nameIn(view, row), row)
    }
  return rows
}

/**
 * Relationships of which rows hung on these groups: no others are taken back. What the CRM keeps with an address is there
 * again when that is.
 */
export function neededOf(
  { relationships }: Pick<ObjectView, 'relationships'>,
  subjects: readonly Subject[],
): readonly string[] {
  const hung = new Set(subjects.flatMap(({ children }) => children.map(({ relationship }) => relationship)))
  return [...relationships.values()].flatMap(({ name, ofAddress }) =>
    !ofAddress && hung.has(name) ? [name] : [],
  )
}

async function fatesOfRows(
  writer: Writer,
  subjects: readonly Subject[],
  { rows, ...names }: Pick<Now, 'view' | 'moved' | 'anewRows' | 'rows'>,
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>()
  const { view } = names
  const merges = subjects.filter(({ action }) => action.kind === 'merge')
  const away = merges
    .flatMap(({ children }) => children)
    .filter((row) => !isTie(view, row) && !view.relationships.get(row.relationship)?.ofAddress)
    .filter((row) => !rows.has(nameNow(names, row)))
  const byObject = Map.groupBy(away, ({ relationship }) => view.relationships.get(relationship)?.object ?? '')
  byObject.delete('')
  for (const [object, some] of byObject) {
    const ids = [...new Set(some.map((row) => idNow(names, row)))]
    const found = await fatesOf(writer, object, ids)
    for (const row of some) fates.set(rowName(row), found.get(idNow(names, row)) ?? { is: 'gone' })
  }
  return fates
}
