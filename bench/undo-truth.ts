/** What an emulated org holds, read from its database, and whether an undo was right to call something exact. */
import { DatabaseSync } from 'node:sqlite'
import { othersOf, type PlanAction } from '../src/plan/files/plan-file.ts'
import type { ActionState } from '../src/plan/journal/index.ts'
import type { UndoneItem } from '../src/plan/undo/index.ts'

type Row = Readonly<Record<string, unknown>>

export interface Dump {
  /** By `object id`; only what is there, nothing from a recycle bin. */
  readonly rows: ReadonlyMap<string, Row>
  /** By `object id`: `relationship row` of ties. Null where rows point at what they hang on. */
  readonly ties: ReadonlyMap<string, ReadonlySet<string>> | null
}

export type Journalled = Pick<ActionState, 'items' | 'undoItems'>

export function dumpOf(path: string, crm: 'salesforce' | 'hubspot'): Dump {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return crm === 'salesforce' ? { rows: salesforceRows(db), ties: null } : hubspotDump(db)
  } finally {
    db.close()
  }
}

function tablesOf(db: DatabaseSync): readonly string[] {
  const found = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
  return found.map(({ name }) => String(name))
}

function all(db: DatabaseSync, table: string): readonly Row[] {
  return db.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`).all() as Row[]
}

function salesforceRows(db: DatabaseSync): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>()
  for (const table of tablesOf(db))
    for (const row of all(db, table))
      if (typeof row.Id === 'string' && row.IsDeleted !== 1) rows.set(`${table} ${row.Id}`, row)
  return rows
}

function hubspotDump(db: DatabaseSync): Dump {
  const rows = new Map<string, Row>()
  const ties = new Map<string, Set<string>>()
  const tie = (object: unknown, id: unknown, what: string) => {
    const key = `${object} ${id}`
    ties.set(key, (ties.get(key) ?? new Set<string>()).add(what))
  }
  for (const table of tablesOf(db).filter((name) => name.startsWith('record_')))
    for (const { id, archived, created, properties } of all(db, table))
      if (archived === null) {
        const createdate = new Date(Number(created)).toISOString()
        rows.set(`${table.slice(7)} ${id}`, { createdate, ...(JSON.parse(String(properties)) as Row) })
      }
  for (const one of all(db, 'association'))
    tie(
      one.from_type,
      one.from_id,
      `${one.from_type}.${one.to_type} ${one.to_id}:${one.category}:${one.type_id}`,
    )
  return { rows, ties }
}

/** Each item that undo called exact and that is not as it was; a record that was made anew goes by its new id. */
export function notAsBefore(
  action: PlanAction,
  items: readonly UndoneItem[],
  journalled: Journalled,
  before: Dump,
  after: Dump,
): readonly string[] {
  const now = idsNow(action, journalled)
  const exact = items.filter(({ fidelity }) => fidelity === 'exact')
  const wrong = exact.filter((item) => !isAsBefore(item, before, after, now))
  const found = wrong.map(
    ({ object, id, what }) => `${action.id}: ${what} of ${object} ${id} is not as it was`,
  )
  return before.ties === null ? found : [...found, ...lostTies(action, items, before, after, now)]
}

/** Where records are whose ids ended: survivors that merges gave another one, duplicates that were made anew. */
function idsNow({ survivor }: PlanAction, { items, undoItems }: Journalled): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  const known = (id: string | undefined): id is string => id !== undefined
  for (const { item, outcome } of items.values())
    if (item.losers !== undefined && outcome?.result === 'done' && known(outcome.id))
      ids.set(survivor, outcome.id)
  for (const { verb, item, outcome } of undoItems.values())
    if (verb === 'create' && known(item.record) && outcome?.result === 'done' && known(outcome.id))
      ids.set(item.record, outcome.id)
  return ids
}

function isAsBefore(
  { what, object, id }: UndoneItem,
  before: Dump,
  after: Dump,
  now: ReadonlyMap<string, string>,
): boolean {
  const is = after.rows.get(`${object} ${now.get(id) ?? id}`)
  if (what === 'record') return is !== undefined
  if (what.includes('.') && before.ties !== null) return true // by all ties of the members, below
  if (is === undefined) return false
  const column = what.includes('.') ? (what.split('.')[1] ?? '').split('@')[0] : what
  const was = before.rows.get(`${object} ${id}`)
  return column !== undefined && isSame(was?.[column], is[column])
}

function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => (value === undefined || value === '' ? null : value)
  return plain(one) === plain(other)
}

/** Ties that members had and have not, though no item says so. */
function lostTies(
  action: PlanAction,
  items: readonly UndoneItem[],
  before: Dump,
  after: Dump,
  now: ReadonlyMap<string, string>,
): readonly string[] {
  const declared = items.filter(({ fidelity }) => fidelity !== 'exact')
  return [action.survivor, ...othersOf(action)].flatMap((member) => {
    const has = after.ties?.get(`${action.object} ${now.get(member) ?? member}`) ?? new Set()
    const missing = [...(before.ties?.get(`${action.object} ${member}`) ?? [])].filter((one) => !has.has(one))
    return missing
      .filter((one) => !declared.some((item) => tells(item, member, one)))
      .map((one) => `${action.id}: ${action.object} ${member} had ${one} and has it not`)
  })
}

function tells({ what, id }: UndoneItem, member: string, tie: string): boolean {
  const [relationship = '', row = ''] = tie.split(' ')
  if (what === 'record') return id === member
  return what.startsWith(relationship) && (id.split(':')[0] ?? '') === (row.split(':')[0] ?? '')
}
