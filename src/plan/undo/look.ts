import type { ChildRow, Fate, FieldDescription, NativeRecord, Writer } from '../../kit/index.ts'
import { rowName } from '../apply/combined.ts'
import { type MovedIds, movedIds } from '../apply/moved.ts'
import { type ObjectView, OrgView } from '../apply/org-view.ts'
import { fatesOf, fetchAll } from '../apply/reads.ts'
import { pace, slices } from '../pace.ts'
import { othersOf, type PlanAction } from '../plan-file.ts'
import type { UndoRequest } from './request.ts'
import { isTie, nameIn } from './row-name.ts'
import { doneIn, type Subject } from './subject.ts'

type Fields = ReadonlyMap<string, FieldDescription>

/** The org as it is now, around one group. */
export interface Now {
  readonly view: ObjectView
  readonly fields: Fields
  /** Members that are there. */
  readonly records: ReadonlyMap<string, NativeRecord>
  /** Of members that are not. */
  readonly fates: ReadonlyMap<string, Fate>
  /** Rows that hang on the members, by `nameIn`. */
  readonly rows: ReadonlyMap<string, ChildRow>
  /** Of rows that hang on none of them, by `rowName`; ties have none. */
  readonly rowFates: ReadonlyMap<string, Fate>
  /** Where references to records went that are merged away by this plan. */
  readonly moved: MovedIds
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
  readonly isBack: (object: string, id: string) => boolean
  /** Ids that this plan's merges have ended and that are not back, with where they lead. */
  readonly ended: () => MovedIds
}

export function lookAround(request: UndoRequest): Looking {
  const { connection, mayChange } = request
  const org = new OrgView(connection)
  const { writer } = org
  const moved = movedBy(request)
  const returned = new Set<string>()
  const seen = new Set<string>()
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
    const found = new Map<Subject, Now>()
    const [first] = subjects
    if (first === undefined) return found
    const view = await org.of(first.action.object)
    const members = subjects.flatMap(({ action }) => membersOf(action))
    const records = new Map((await fetchAll(writer, view.name, members)).map((one) => [one.id, one]))
    for (const id of records.keys()) seen.add(`${view.name} ${id}`)
    const gone = members.filter((id) => !records.has(id))
    const fates = await fatesOf(writer, view.name, gone)
    const parents = subjects.filter(({ children }) => children.length > 0)
    const present = parents.flatMap(({ action }) => membersOf(action).filter((id) => records.has(id)))
    const rows = await rowsOn(writer, first.action, present, view)
    const rowFates = await fatesOfRows(writer, subjects, view, rows)
    const common = { view, fields: await fields(view.name), fates, rowFates, moved, mayChange }
    const rowsOf = Map.groupBy(rows.values(), ({ member }) => member)
    for (const subject of subjects) {
      const ids = membersOf(subject.action)
      const own = ids.flatMap((id) => rowsOf.get(id) ?? []).map((row) => [nameIn(view, row), row] as const)
      const there = ids.flatMap((id) => records.get(id) ?? []).map((one) => [one.id, one] as const)
      found.set(subject, { ...common, records: new Map(there), rows: new Map(own) })
    }
    return found
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
      moved.delete(object, id)
    }
  }

  const isBack = (object: string, id: string): boolean => returned.has(`${object} ${id}`)
  const ended = () => movedBy(request, (object, id) => seen.has(`${object} ${id}`) || isBack(object, id))

  return { ended, org, writer, fields, now, nows, expect, back, isBack }
}

function membersOf(action: PlanAction): readonly string[] {
  return [action.survivor, ...othersOf(action)]
}

async function rowsOn(
  writer: Writer,
  { kind, object }: PlanAction,
  ids: readonly string[],
  view: ObjectView,
): Promise<ReadonlyMap<string, ChildRow>> {
  const rows = new Map<string, ChildRow>()
  if (kind !== 'merge') return rows
  for (const some of slices(ids, pace.idsPerChildren))
    for (const row of (await writer.children(object, some)).rows) rows.set(nameIn(view, row), row)
  return rows
}

async function fatesOfRows(
  writer: Writer,
  subjects: readonly Subject[],
  view: ObjectView,
  rows: Now['rows'],
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>()
  const merges = subjects.filter(({ action }) => action.kind === 'merge')
  const away = merges
    .flatMap(({ children }) => children)
    .filter((row) => !isTie(view, row) && !rows.has(nameIn(view, row)))
  const byObject = Map.groupBy(away, ({ relationship }) => view.relationships.get(relationship)?.object ?? '')
  byObject.delete('')
  for (const [object, some] of byObject) {
    const ids = [...new Set(some.map(({ id }) => id))]
    const found = await fatesOf(writer, object, ids)
    for (const row of some) fates.set(rowName(row), found.get(row.id) ?? { is: 'gone' })
  }
  return fates
}

/** Where this plan's merges have led, but for records that are back. */
function movedBy(
  { plan, state }: UndoRequest,
  isBack: (object: string, id: string) => boolean = () => false,
): MovedIds {
  const moved = movedIds()
  for (const action of plan.actions) {
    if (action.kind !== 'merge') continue
    const { object } = action
    const of = state.of(action.id)
    for (const id of doneIn(action, of)) moved.set(object, id, action.survivor)
    for (const { outcome, item } of of.items.values())
      if (item.losers !== undefined && outcome?.result === 'done' && outcome.id !== undefined)
        if (outcome.id !== item.record) moved.set(object, item.record ?? action.survivor, outcome.id)
    for (const { verb, is, item } of of.undoItems.values())
      if (verb === 'restore' && is === 'done') moved.delete(object, item.record ?? '')
    for (const id of action.losers) if (isBack(object, id)) moved.delete(object, id)
  }
  return moved
}
