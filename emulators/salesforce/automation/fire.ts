import type { SQLInputValue } from 'node:sqlite'
import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { refuse } from '../store/fault.ts'
import { fullId } from '../store/id.ts'
import type { Stored } from '../store/input.ts'
import { now } from '../store/moment.ts'
import { toStored } from '../store/value.ts'
import { automationsOn } from './table.ts'
import type { Automation, AutomationType, FieldValues, Scalar, WriteEvent } from './types.ts'

type Row = Readonly<Record<string, SQLInputValue>>

/** Writes another record as the system would, with whatever runs at that. */
export type Create = (object: string, values: Readonly<Record<string, Scalar>>) => unknown

/** A record that is about to be saved; what automation sets goes into `stored`. */
export interface Saving {
  readonly org: Org
  readonly object: ObjectSchema
  readonly event: 'create' | 'update'
  readonly before: Row | undefined
  readonly stored: Stored
}

/** A record that was written; deleted ones as they were. */
export interface Written {
  readonly org: Org
  readonly object: ObjectSchema
  readonly event: WriteEvent
  readonly row: Row
  readonly create: Create
}

/** Flows before the save, then before triggers (Apex developer guide, "Triggers and Order of Execution"). */
export function beforeSave({ org, object, event, before, stored }: Saving): void {
  const all = automationsOn(org, object.name, event)
  for (const automation of ordered(all, ['flow', 'trigger'])) {
    const row = { ...(before ?? defaultsOf(object)), ...Object.fromEntries(stored) }
    if (!meets(automation, object, row)) continue
    refuseIf(automation)
    if (automation.act !== null && 'set' in automation.act)
      for (const [name, value] of columnsOf(object, automation.act.set, row)) stored.set(name, value)
  }
}

/** Validation rules see what triggers made of the record. */
export function validate({ org, object, event, before, stored }: Saving): void {
  const all = automationsOn(org, object.name, event)
  const row = { ...(before ?? defaultsOf(object)), ...Object.fromEntries(stored) }
  for (const automation of ordered(all, ['validation']))
    if (meets(automation, object, row)) refuseIf(automation)
}

/** What the columns of a new record hold unless somebody says otherwise. */
function defaultsOf(object: ObjectSchema): Row {
  const given = object.fields.filter(({ defaultValue }) => defaultValue !== null)
  return Object.fromEntries(given.map((field) => [field.name, toStored(field, field.defaultValue)]))
}

/** Triggers after the save, field updates of workflow rules, flows after the save. */
export function afterSave(written: Written): void {
  for (const type of ['trigger', 'workflow', 'flow'] as const) {
    const { org, object, event, row } = written
    for (const automation of ordered(automationsOn(org, object.name, event), [type]))
      if (meets(automation, object, row)) actAfter(written, automation)
  }
}

/** Whatever may keep a record from being deleted. */
export function beforeDelete(org: Org, object: ObjectSchema, row: Row): void {
  for (const automation of ordered(automationsOn(org, object.name, 'delete'), ['flow', 'trigger']))
    if (meets(automation, object, row)) refuseIf(automation)
}

/** After triggers and flows of a deletion, after triggers of an undelete. */
export function afterwards(written: Written): void {
  const { org, object, event, row } = written
  for (const automation of ordered(automationsOn(org, object.name, event), ['trigger', 'flow'])) {
    if (!meets(automation, object, row)) continue
    if (event === 'restore') refuseIf(automation)
    actAfter(written, automation)
  }
}

function ordered(all: readonly Automation[], types: readonly AutomationType[]): Automation[] {
  return types.flatMap((type) => all.filter((automation) => automation.type === type))
}

function meets({ when }: Automation, object: ObjectSchema, row: Row): boolean {
  return columnsOf(object, when, row).every(([name, value]) => same(row[name] ?? null, value))
}

/** Text is compared without regard to case, as formulas of the platform and its database do. */
function same(left: SQLInputValue, right: SQLInputValue): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase()
  return left === right
}

function refuseIf({ type, name, act }: Automation): void {
  if (act === null || !('refuse' in act)) return
  if (type !== 'flow') throw refuse('FIELD_CUSTOM_VALIDATION_EXCEPTION', act.refuse)
  throw refuse(
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    `We can't save this record because the “${name.replaceAll('_', ' ')}” process failed. Give your Salesforce admin these details. ${act.refuse}`,
  )
}

function columnsOf(object: ObjectSchema, values: FieldValues, row: Row): [string, SQLInputValue][] {
  return Object.entries(values).flatMap(([name, given]): [string, SQLInputValue][] => {
    const field = object.fields.find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (field === undefined) return []
    const value = filled(given, row)
    if (field.type === 'reference') return [[field.name, fullId(value) ?? null]]
    return [[field.name, toStored(field, value)]]
  })
}

/** `{!$Record.Field}` as flows write it. */
function filled(value: Scalar, row: Row): Scalar {
  if (typeof value !== 'string') return value
  return value.replace(/\{!\$Record\.(\w+)\}/g, (_, name: string) => String(row[name] ?? ''))
}

function actAfter({ org, object, event, row, create }: Written, { type, act }: Automation): void {
  if (act === null || 'refuse' in act) return
  if ('create' in act) {
    const values = Object.entries(act.create.values).map(
      ([name, value]) => [name, filled(value, row)] as const,
    )
    nested(org, () => create(act.create.object, Object.fromEntries(values)))
  } else if (type === 'workflow' || event === 'restore') updateFields(org, object, row, act.set)
}

function updateFields(org: Org, object: ObjectSchema, row: Row, set: FieldValues): void {
  const columns = columnsOf(object, set, row)
  for (const name of ['LastModifiedDate', 'SystemModstamp'])
    if (object.fields.some((field) => field.name === name)) columns.push([name, now(org.clock)])
  const sets = columns.map(([name]) => `"${name}" = ?`).join(', ')
  statement(org.db, `UPDATE "${object.name}" SET ${sets} WHERE "Id" = ?`).run(
    ...columns.map(([, value]) => value),
    row.Id ?? null,
  )
}

const depths = new WeakMap<Org['db'], number>()
const DEEPEST = 16

function nested(org: Org, work: () => void): void {
  const depth = depths.get(org.db) ?? 0
  if (depth >= DEEPEST) throw refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'Maximum trigger depth exceeded')
  depths.set(org.db, depth + 1)
  try {
    work()
  } finally {
    depths.set(org.db, depth)
  }
}
