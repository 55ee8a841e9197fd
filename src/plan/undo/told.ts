import type { CallMeter, Connection, Fact, RecallWindow } from '../../kit/index.ts'
import { isPreserving, othersOf, type PlanAction, type PlanFile, type Radius } from '../files/plan-file.ts'
import type { ActionState, JournalState } from '../journal/index.ts'
import { type ObjectView, OrgView } from '../look/org-view.ts'
import type { Foreseen, GroupUndo } from './index.ts'
import { reasonOf } from './reasons.ts'

/** What holds for all groups. */
export interface Told {
  /** API calls: those made to look and about how many come, as estimated before; those made, afterwards. */
  readonly calls: number
  /** Of them, those made to look. */
  readonly looked: number
  /** Columns that the CRM stamps itself, and that no undo gives back. */
  readonly stamps: readonly string[]
  /** Until when records can come back that have to; those that end first, first. */
  readonly windows: readonly UndoWindow[]
  /** Records that only a person brings back, before the same is undone once more. */
  readonly byHand: readonly RecordsByHand[]
  /** Removed duplicates that are made anew while they still lie in the recycle bin, from where they must not be restored. */
  readonly originals: readonly Original[]
  /** The org's own count of calls, when the vendor tells. */
  readonly orgCalls: CallMeter['org']
  /** What of the org's own runs or refuses when undo writes. */
  readonly fires: Radius['fires']
  readonly firesUnknown: Radius['firesUnknown']
}

/** Of one object. */
export interface UndoWindow {
  readonly object: string
  readonly days: number
  /** When the first of its records went. */
  readonly oldest: string
  /** When it ends for that one. */
  readonly until: string
}

export interface Original {
  readonly object: string
  readonly id: string
  /** When the recycle bin forgets it. */
  readonly until: string
  /** Id of the record that was made anew; null before. */
  readonly anew: string | null
}

export interface RecordsByHand {
  readonly object: string
  /** In the CRM's own pages. */
  readonly where: string
  readonly ids: readonly string[]
  /** Undo can make them anew instead, when it is asked to. */
  readonly anew: boolean
}

export interface ToldRequest {
  readonly plan: PlanFile
  readonly connection: Connection
  readonly state: JournalState
  readonly foreseen: Foreseen
}

/** What can be said before anything is written; reads no more than descriptions and what runs on writes. */
export async function tell(request: ToldRequest): Promise<Told> {
  const { connection, foreseen } = request
  const looked = connection.calls().total
  const due = await dueGroups(request)
  return {
    calls: looked + foreseen.requests,
    looked,
    stamps: await stampsOf(
      due.map(({ action }) => action.object),
      connection,
    ),
    windows: windowsOf(due),
    byHand: byHandOf(due),
    originals: due.flatMap(originalsOf),
    orgCalls: connection.calls().org,
    ...(await firesOf(connection, foreseen.groups)),
  }
}

/** A group that can be taken back at least in part. */
interface Due {
  readonly action: PlanAction
  readonly state: ActionState
  readonly view: ObjectView
  readonly group: GroupUndo
}

async function dueGroups({ plan, connection, state, foreseen }: ToldRequest): Promise<readonly Due[]> {
  const org = new OrgView(connection)
  const actions = new Map(plan.actions.map((action) => [action.id, action]))
  const due: Due[] = []
  for (const group of foreseen.groups) {
    const action = actions.get(group.action)
    if (action === undefined || group.refused !== null) continue
    due.push({ action, group, state: state.of(action.id), view: await org.of(action.object) })
  }
  return due
}

/** Who and when: system columns that hold a time or point at another kind of record. */
async function stampsOf(objects: readonly string[], connection: Connection): Promise<readonly string[]> {
  const described = await connection.describe([...new Set(objects)])
  const stamps = described.flatMap(({ name: object, fields }) =>
    fields
      .filter(({ system, calculated }) => system && !calculated)
      .filter(
        ({ type, referenceTo }) =>
          type === 'datetime' || (referenceTo.length > 0 && !referenceTo.includes(object)),
      )
      .map(({ name }) => name),
  )
  return [...new Set(stamps)].sort()
}

const day = 86_400_000

function windowOf({ action, view: { abilities } }: Due): RecallWindow | undefined {
  if (action.kind !== 'merge') return undefined
  return isPreserving(action) ? abilities.preserving?.window : abilities.merge?.window
}

/** Records that are to come back as they were. */
function awayOf({ action, group }: Due): readonly string[] {
  const losers = new Set(othersOf(action))
  return group.items.flatMap((item) => {
    const { what, object, id, fidelity } = item
    const comes = fidelity === 'exact' || reasonOf(item) === 'by hand'
    return what === 'record' && object === action.object && losers.has(id) && comes ? [id] : []
  })
}

function windowsOf(due: readonly Due[]): readonly UndoWindow[] {
  const windows = new Map<string, UndoWindow>()
  for (const one of due) {
    const window = windowOf(one)
    if (window === undefined) continue
    const { object } = one.action
    for (const at of awayOf(one).flatMap((id) => wentAt(one.state, id))) {
      const known = windows.get(object)
      if (known !== undefined && known.oldest <= at) continue
      const until = new Date(Date.parse(at) + window.days * day).toISOString()
      windows.set(object, { object, days: window.days, oldest: at, until })
    }
  }
  return [...windows.values()].sort((a, b) => (a.until < b.until ? -1 : 1))
}

function originalsOf(one: Due): readonly Original[] {
  const { action, group, state } = one
  const window = windowOf(one)
  if (!isPreserving(action) || window === undefined) return []
  return group.items.flatMap(({ what, object, id, fidelity }) => {
    if (what !== 'record' || fidelity !== 'approximate' || !action.losers.includes(id)) return []
    return wentAt(state, id).map((at): Original => {
      const until = new Date(Date.parse(at) + window.days * day).toISOString()
      return { object, id, until, anew: null }
    })
  })
}

/** The same once they are made: those that were not are left out. */
export function originalsMade(
  originals: readonly Original[],
  undoing: (id: string) => string | null,
): readonly Original[] {
  return originals.flatMap((one) => {
    const anew = undoing(one.id)
    return anew === null ? [] : [{ ...one, anew }]
  })
}

/** When the request was about to be sent with which a record went. */
function wentAt({ items }: ActionState, id: string): readonly string[] {
  const went = [...items.values()].filter(
    ({ is, verb, item: { losers, record } }) =>
      is === 'done' && (losers?.includes(id) || (verb === 'remove' && record === id)),
  )
  return went.slice(0, 1).map(({ at }) => at)
}

function byHandOf(due: readonly Due[]): readonly RecordsByHand[] {
  const found = new Map<string, { where: string; ids: string[]; anew: boolean }>()
  for (const one of due) {
    const { object } = one.action
    const ids = one.group.items.flatMap((item) =>
      item.what === 'record' && reasonOf(item) === 'by hand' ? [item.id] : [],
    )
    if (ids.length === 0) continue
    const anew = one.view.abilities.split !== undefined
    const where = windowOf(one)?.byHand ?? 'the recycle bin'
    const entry = found.get(object) ?? { where, ids: [], anew }
    entry.ids.push(...ids)
    found.set(object, entry)
  }
  return [...found].map(([object, entry]) => ({ object, ...entry }))
}

/** As the org is now, which may be otherwise than when the plan was made. */
async function firesOf(
  connection: Connection,
  foreseen: readonly GroupUndo[],
): Promise<Pick<Told, 'fires' | 'firesUnknown'>> {
  const met = new Map<string, Set<string>>()
  for (const { verb, object } of foreseen.flatMap(({ writes = [] }) => writes)) {
    met.set(object, (met.get(object) ?? new Set<string>()).add(verb === 'remove' ? 'delete' : verb))
  }
  if (met.size === 0) return { fires: [], firesUnknown: [] }
  const read = await connection.facts('automation')
  if (!read.complete) return { fires: [], firesUnknown: [read.gap] }
  return { fires: read.facts.flatMap((fact) => fired(fact, met)), firesUnknown: [] }
}

function fired(
  { object, type, name, on }: Extract<Fact, { kind: 'automation' }>,
  met: ReadonlyMap<string, ReadonlySet<string>>,
): Radius['fires'] {
  const events = on.filter((event) => met.get(object)?.has(event))
  return events.length === 0 ? [] : [{ object, type, name, on: events }]
}
