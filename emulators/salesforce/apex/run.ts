import type { MergeSettings } from '../merge/index.ts'
import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { compileQuery, records } from '../soql/index.ts'
import { atomically } from '../store/index.ts'
import { withBinds } from './bind.ts'
import { applyChange } from './change.ts'
import type { Expression, Scalar, Statement } from './script.ts'
import { ApexException, isRecord, nothing, type RecordValue, type Run, type Value } from './value.ts'

const MOST_QUERIES = 100

/** One transaction: all of the script, or nothing of it. */
export function runScript(
  org: Org,
  session: Session,
  settings: MergeSettings,
  script: readonly Statement[],
): void {
  const run: Run = { org, session, settings, variables: new Map(), used: { statements: 0, queries: 0 } }
  atomically(org.db, () => {
    for (const statement of script) {
      try {
        execute(run, statement)
      } catch (error) {
        if (error instanceof ApexException) error.place = statement.place
        throw error
      }
    }
  })
}

function execute(run: Run, statement: Statement): void {
  if (statement.kind === 'run') {
    evaluate(run, statement.change)
    return
  }
  const value = statement.value === null ? null : evaluate(run, statement.value)
  const { variables } = run
  if (statement.kind === 'assign' && statement.field !== null) {
    const record = variables.get(statement.name)
    if (!isRecord(record)) throw nothing()
    record.fields.set(statement.field, value)
    record.set.add(statement.field)
    return
  }
  variables.set(statement.name, statement.type.list ? value : single(value))
}

/** A query stands for its only row where one record is wanted. */
function single(value: Value): Value {
  if (!Array.isArray(value)) return value
  if (value.length === 1) return value[0] as Value
  throw new ApexException(
    'System.QueryException',
    value.length === 0
      ? 'List has no rows for assignment to SObject'
      : 'List has more than 1 row for assignment to SObject',
  )
}

function evaluate(run: Run, expression: Expression): Value {
  switch (expression.kind) {
    case 'scalar':
      return expression.value
    case 'variable':
      return run.variables.get(expression.name) ?? null
    case 'list':
      return expression.items.map((item) => evaluate(run, item))
    case 'record': {
      const fields = expression.fields.map(([name, value]) => [name, evaluate(run, value)] as const)
      return {
        object: expression.object,
        fields: new Map(fields),
        set: new Set(fields.map(([name]) => name)),
      }
    }
    case 'field':
      return fieldOf(single(evaluate(run, expression.of)), expression.field)
    case 'item':
      return itemOf(evaluate(run, expression.of), evaluate(run, expression.at))
    case 'query':
      return rowsOf(run, expression.soql, expression.object)
    default:
      return applyChange(run, expression, (each) => evaluate(run, each))
  }
}

function fieldOf(record: Value, field: string): Value {
  if (!isRecord(record)) throw nothing()
  const value = record.fields.get(field)
  if (value !== undefined || record.set.size > 0) return value ?? null
  throw new ApexException(
    'System.SObjectException',
    `SObject row was retrieved via SOQL without querying the requested field: ${record.object.name}.${field}`,
  )
}

function itemOf(list: Value, at: Value): Value {
  if (!Array.isArray(list)) throw nothing()
  const item = list[Number(at)] as Value | undefined
  if (item !== undefined) return item
  throw new ApexException('System.ListException', `List index out of bounds: ${String(at)}`)
}

function rowsOf(run: Run, written: string, object: ObjectSchema): Value {
  run.used.queries += 1
  if (run.used.queries > MOST_QUERIES)
    throw new ApexException('System.LimitException', `Too many SOQL queries: ${MOST_QUERIES + 1}`)
  const { org, session } = run
  const soql = withBinds(written, (name, field) =>
    bound(run.variables.get(name.toLowerCase()) ?? null, field),
  )
  try {
    return [...records(org, compileQuery(org, session, soql), '66.0')].map((row) => recordOf(object, row))
  } catch (error) {
    if (error instanceof ApiError) throw new ApexException('System.QueryException', error.message.trim())
    throw error
  }
}

/** A record knows its id, asked for or not. */
function recordOf(
  object: ObjectSchema,
  { attributes, ...row }: Readonly<Record<string, unknown>>,
): RecordValue {
  const { url = '' } = attributes as { readonly url?: string }
  const fields = new Map(Object.entries(row)) as Map<string, Value>
  return { object, fields: fields.set('Id', url.split('/').at(-1) ?? null), set: new Set() }
}

/** A record stands for its id, a list for all of its values. */
function bound(value: Value, field: string | undefined): Scalar | Scalar[] {
  if (Array.isArray(value)) return value.flatMap((each: Value) => bound(each, field))
  if (!isRecord(value)) return value as Scalar
  const found = value.fields.get(field ?? 'Id') ?? null
  return typeof found === 'object' ? null : found
}
