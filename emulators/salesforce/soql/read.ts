import type { Org, Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { contextOf, shapeOf } from './compile.ts'
import { openScope } from './scope.ts'
import { addSelected, emptySelection } from './select.ts'
import { type JsonRecord, type Row, recordOf } from './shape.ts'

interface ReadOptions {
  /** Paths allowed, e.g. `Account.Name`; without it every field that the user may read. */
  readonly fields?: readonly string[]
  readonly version: string
  readonly deleted?: boolean
}

function readable(session: Session, object: ObjectSchema): string[] {
  return object.fields.map(({ name }) => name).filter((name) => session.access.reads(object.name, name))
}

function noChildren(): never {
  throw new Error('no child queries when reading by id')
}

/** Records by id, in the order of the ids; null where there is none. */
export function readRecords(
  org: Org,
  session: Session,
  object: ObjectSchema,
  ids: readonly (string | null)[],
  options: ReadOptions,
): (JsonRecord | null)[] {
  const fields = options.fields ?? readable(session, object)
  const context = contextOf(org, session, `SELECT ${fields.join(', ')} FROM ${object.name}`, true)
  const scope = openScope(context, object, undefined)
  const selection = emptySelection()
  selection.expressions.push(`${scope.alias}."Id"`)
  for (const field of new Set(fields))
    addSelected(scope, selection, { type: 'Field', field }, false, noChildren)
  const bin = object.fields.some(({ name }) => name === 'IsDeleted')
  const alive = bin && options.deleted !== true ? ` AND ${scope.alias}."IsDeleted" = 0` : ''
  const from = `FROM "${object.name}" ${scope.alias} ${scope.joins.join(' ')}`
  const statement = org.db.prepare(
    `SELECT ${selection.expressions.join(', ')} ${from} WHERE ${scope.alias}."Id" IN (SELECT value FROM json_each(?))${alive}`,
  )
  statement.setReturnArrays(true)
  const shape = shapeOf(scope, selection, false)
  const rows = statement.all(JSON.stringify(ids.filter((id) => id !== null))) as unknown as Row[]
  const byId = new Map(rows.map((row) => [row[0] as string, recordOf(shape, row, options.version)]))
  return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)))
}
