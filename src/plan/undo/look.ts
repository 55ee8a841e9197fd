import type { ChildRow, Fate, FieldDescription, NativeRecord, Writer } from '../../kit/index.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { type Moved, type MovedIds, whereIs } from '../look/moved.ts'
import { type ColumnsView, type ObjectView, OrgView } from '../look/org-view.ts'
import { type AnewRows, anewRowsIn, mergedAs } from './anew-rows.ts'
import { type Around, around, membersOf } from './around.ts'
import { idsBy } from './ids.ts'
import { memoryOf } from './memory.ts'
import type { UndoRequest } from './request.ts'
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
  const { connection, plan } = request
  const org = new OrgView(connection)
  const ids = idsBy(request)
  const { moved, selves } = ids
  const memory = memoryOf(request, ids)
  const anewRows = anewRowsIn(request)
  const selfOf = (object: string, id: string): string => whereIs(selves, object, id)
  const fields = describedBy(connection)
  const merged = mergedAs(request)
  const splitOff = (object: string, id: string): readonly string[] => splitOffBy(plan, selves, object, id)
  const common: Around = { request, org, ids, memory, anewRows, mergedAs: merged, fields, selfOf, splitOff }
  const known = knownIds(request)

  const nows: Looking['nows'] = (subjects) => around(common, subjects)

  return {
    org,
    writer: org.writer,
    fields,
    nows,
    now: async (subject) => (await nows([subject])).get(subject) as Now,
    expect: memory.expect,
    back: memory.back,
    anew: memory.anew,
    isBack: memory.isBack,
    cameToNothing: memory.cameToNothing,
    ended: memory.ended,
    time: request.now,
    anewRows,
    selfOf,
    isKnown: (object, id) => known.has(`${object} ${id}`) || memory.isBorn(object, id),
    begunAt: (action) => begunAt(request, action),
    onlyJournal: request.onlyJournal === true,
    moved,
  }
}

/** Asked once for each object. */
function describedBy(connection: UndoRequest['connection']): (object: string) => Promise<Fields> {
  const described = new Map<string, Fields>()
  return async (object) => {
    const known = described.get(object)
    if (known !== undefined) return known
    const [description] = await connection.describe([object])
    const found = new Map((description?.fields ?? []).map((field) => [field.name, field]))
    described.set(object, found)
    return found
  }
}

function splitOffBy(
  { actions }: UndoRequest['plan'],
  selves: MovedIds,
  object: string,
  id: string,
): readonly string[] {
  if (selves.size() === 0) return []
  const merges = actions.flatMap((action) =>
    action.kind === 'merge' && action.object === object && whereIs(selves, object, action.survivor) === id
      ? [action]
      : [],
  )
  return merges.flatMap(({ losers }) => losers.flatMap((loser) => selves.get(object, loser) ?? []))
}

function begunAt({ state }: UndoRequest, { id }: PlanAction): Date {
  const times = [...state.of(id).items.values()].map(({ at }) => Date.parse(at))
  return new Date(Math.min(...times))
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
