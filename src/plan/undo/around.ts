import type { ChildRow, Fate, FieldDescription, NativeRecord, Writer } from '../../kit/index.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { fatesOf, fetchAll } from '../look/fetch.ts'
import type { ObjectView, OrgView } from '../look/org-view.ts'
import { rowName } from '../look/pre-image.ts'
import { pace, slices } from '../pace/pace.ts'
import type { AnewRows } from './anew-rows.ts'
import { type Ids, idNow, nameNow } from './ids.ts'
import type { Now } from './look.ts'
import type { Memory } from './memory.ts'
import { heldAmong, objectsAnew } from './moved-rows.ts'
import type { UndoRequest } from './request.ts'
import { isTie, nameIn } from './row-name.ts'
import type { Subject } from './subject.ts'

/** What an undo knows before it looks around a group. */
export interface Around {
  readonly request: UndoRequest
  readonly org: OrgView
  readonly ids: Ids
  readonly memory: Memory
  readonly anewRows: AnewRows
  readonly mergedAs: Now['mergedAs']
  readonly fields: (object: string) => Promise<ReadonlyMap<string, FieldDescription>>
  readonly selfOf: (object: string, id: string) => string
  readonly splitOff: Now['splitOff']
}

/** The org around groups of one object and kind, in as few requests as they fit into. */
export async function around(
  known: Around,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<Subject, Now>> {
  const [first] = subjects
  if (first === undefined) return new Map()
  const view = await known.org.of(first.action.object)
  const members = await membersNow(known, subjects, view)
  const rows = await rowsNow(known, subjects, members.records, view)
  const common = {
    ...plainly(known, view),
    ...members,
    ...rows,
    ...(await rulesOf(known, subjects, view, rows.rows)),
  }
  const rowsOf = Map.groupBy(rows.rows.values(), ({ member }) => member)
  return new Map(
    subjects.map((subject) => {
      const ids = membersOf(subject.action)
      const own = ids.flatMap((id) => rowsOf.get(id) ?? []).map((row) => [nameIn(view, row), row] as const)
      const there = ids.flatMap((id) => members.records.get(id) ?? []).map((one) => [one.id, one] as const)
      return [subject, { ...common, records: new Map(there), rows: new Map(own) }]
    }),
  )
}

/** Nothing of it is asked of the CRM. */
function plainly(
  { request, org, ids, memory, anewRows, mergedAs, selfOf, splitOff }: Around,
  view: ObjectView,
) {
  const { mappings } = request.connection
  const entities = mappings.flatMap(({ object, entity }) => (object === view.name ? entity : []))
  return {
    view,
    moved: ids.moved,
    mergedAs,
    anewRows,
    mayRemove: org.writer.remove !== undefined,
    selfOf: (id: string) => selfOf(view.name, id),
    cameToNothing: (id: string) => memory.isNothing(view.name, id),
    splitOff,
    mayChange: request.mayChange,
    recreate: request.recreate === true,
    mayBePeople: entities.length === 0 || entities.includes('person'),
  }
}

/** Members by the ids that they had in the plan, and what became of those that are not there. */
async function membersNow(
  { org: { writer }, memory, selfOf }: Around,
  subjects: readonly Subject[],
  { name }: ObjectView,
): Promise<Pick<Now, 'records' | 'fates'>> {
  const members = subjects.flatMap(({ action }) => membersOf(action))
  const self = (id: string): string => selfOf(name, id)
  const found = new Map((await fetchAll(writer, name, members.map(self))).map((one) => [one.id, one]))
  const records = new Map(
    members.flatMap((id): [string, NativeRecord][] => {
      const one = found.get(self(id))
      return one === undefined ? [] : [[id, { ...one, id }]]
    }),
  )
  for (const id of records.keys()) if (self(id) === id) memory.saw(name, id)
  const gone = members.filter((id) => !records.has(id))
  const told = await fatesOf(writer, name, gone.map(self))
  return { records, fates: new Map(gone.map((id) => [id, told.get(self(id)) ?? { is: 'gone' as const }])) }
}

/** What hangs on members that are there, and what became of rows that hang on none of them. */
async function rowsNow(
  { org: { writer }, ids: { moved }, anewRows, selfOf }: Around,
  subjects: readonly Subject[],
  records: Now['records'],
  view: ObjectView,
): Promise<Pick<Now, 'rows' | 'rowFates'>> {
  const [first] = subjects as readonly [Subject, ...Subject[]]
  const parents = subjects.filter(({ children }) => children.length > 0)
  const ids = parents.flatMap(({ action }) => membersOf(action).filter((id) => records.has(id)))
  const asked = { ids, self: (id: string) => selfOf(view.name, id), only: neededOf(view, subjects) }
  const rows = await rowsOn(writer, first.action, asked, view)
  return { rows, rowFates: await fatesOfRows(writer, subjects, { view, moved, anewRows, rows }) }
}

/** What may be written, and what rows that have to be made anew need. */
async function rulesOf(
  { org, ids: { moved }, anewRows, fields }: Around,
  subjects: readonly Subject[],
  view: ObjectView,
  rows: Now['rows'],
): Promise<Pick<Now, 'fields' | 'rowColumns' | 'heldRows'>> {
  const { writer } = org
  const objects = objectsAnew(subjects, view)
  return {
    fields: await fields(view.name),
    rowColumns: objects.length === 0 ? new Map() : await org.columns(objects),
    heldRows:
      writer.remove === undefined
        ? new Set<string>()
        : await heldAmong(writer, subjects, { view, rows, moved, anewRows }),
  }
}

export function membersOf(action: PlanAction): readonly string[] {
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
