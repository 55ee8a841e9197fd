import type { SQLInputValue } from 'node:sqlite'
import type { Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js'
import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { childReader } from './children.ts'
import { malformed } from './fault.ts'
import { checkGroups, groupExpressions, rollup } from './group.ts'
import { orderSql } from './order.ts'
import { type ParsedQuery, parse } from './parse.ts'
import { refuseRestricted } from './restriction.ts'
import { type Context, openScope, resolve, type Scope, visibleObject } from './scope.ts'
import { addSelected, type Column, emptySelection, type Selection } from './select.ts'
import type { Shape } from './shape.ts'
import { havingSql, living, whereSql } from './where.ts'

export interface CompiledQuery {
  readonly object: ObjectSchema
  readonly sql: string
  readonly params: readonly SQLInputValue[]
  readonly countSql: string
  readonly columns: readonly Column[]
  readonly selection: Selection
  readonly shape: Shape
  /** `SELECT COUNT()`: only the total is answered. */
  readonly countOnly: boolean
  readonly aggregate: boolean
  readonly grouped: boolean
  readonly query: Query
}

interface QueryOptions {
  /** queryAll: deleted rows too. */
  readonly all?: boolean
}

const MAX_OFFSET = 2000
const MAX_FIELDS_LIMIT = 200
/** OauthToken is never read beyond this row (object reference). */
const MAX_TOKENS = 2500

export function contextOf(org: Org, session: Session, soql: string, all: boolean): Context {
  let aliases = 0
  return {
    org,
    access: session.access,
    userId: session.userId,
    soql,
    all,
    today: org.clock.now().toISOString().slice(0, 10),
    nextAlias: () => `t${aliases++}`,
  }
}

export function compileQuery(
  org: Org,
  session: Session,
  soql: string,
  options: QueryOptions = {},
): CompiledQuery {
  const parsed = parse(soql)
  const context = contextOf(org, session, parsed.soql, options.all === true || parsed.allRows)
  const { query } = parsed
  const object = visibleObject(context, query.sObject ?? '')
  refuseRestricted(context, object, query)
  const scope = openScope(context, object, query.sObjectAlias)
  return compileScope(scope, parsed)
}

function compileScope(scope: Scope, parsed: ParsedQuery): CompiledQuery {
  const { query } = parsed
  const { groups, rolled } = groupExpressions(scope, query)
  const aggregate = groups.length > 0 || hasAggregate(query)
  const selection = selectionOf(scope, query, aggregate)
  checkLimits(scope, query)
  if (aggregate) checkGroups(scope, query, groups)
  const sql = rolled
    ? rollup(scope, query, selection, groups)
    : statement(scope, query, selection, groups, aggregate)
  const first = query.fields?.[0]
  return {
    object: scope.object,
    ...sql,
    params: scope.params,
    columns: selection.columns,
    selection,
    shape: shapeOf(scope, selection, aggregate),
    countOnly:
      first?.type === 'FieldFunctionExpression' &&
      first.functionName.toUpperCase() === 'COUNT' &&
      first.parameters.length === 0,
    aggregate,
    grouped: groups.length > 0,
    query,
  }
}

export function shapeOf(scope: Scope, selection: Selection, aggregate: boolean): Shape {
  const { schema } = scope.context.org
  return {
    object: scope.object.name,
    idAt: aggregate ? -1 : 0,
    entries: selection.entries,
    aggregate,
    objectOfPrefix: (prefix) => schema.byPrefix(prefix)?.name ?? 'Name',
  }
}

function hasAggregate(query: QueryBase): boolean {
  const fns = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']
  return (query.fields ?? []).some(
    (field) => field.type === 'FieldFunctionExpression' && fns.includes(field.functionName.toUpperCase()),
  )
}

function selectionOf(scope: Scope, query: QueryBase, aggregate: boolean): Selection {
  const selection = emptySelection()
  if (!aggregate) selection.expressions.push(`${scope.alias}."Id"`)
  for (const item of query.fields ?? []) addSelected(scope, selection, item, aggregate, compileChildren)
  return selection
}

function compileChildren(scope: Scope, subquery: Subquery) {
  return childReader(scope, subquery, (inner, query) => {
    const selection = selectionOf(inner, query, false)
    checkLimits(inner, query)
    return { selection, shape: shapeOf(inner, selection, false) }
  })
}

function usesFields(query: QueryBase, kinds: readonly string[]): boolean {
  return (query.fields ?? []).some(
    (field) =>
      field.type === 'FieldFunctionExpression' &&
      field.functionName.toUpperCase() === 'FIELDS' &&
      kinds.includes(String(field.parameters[0]).toUpperCase()),
  )
}

function checkLimits(scope: Scope, query: QueryBase): void {
  const { soql } = scope.context
  if ((query.offset ?? 0) > MAX_OFFSET)
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`)
  if (usesFields(query, ['ALL', 'CUSTOM']) && (query.limit ?? Number.POSITIVE_INFINITY) > MAX_FIELDS_LIMIT)
    throw malformed(
      soql,
      'FIELDS',
      `The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELDS_LIMIT}`,
    )
}

function limitSql(scope: Scope, query: QueryBase, aggregate: boolean): string {
  const capped = scope.object.name === 'OauthToken' && !aggregate
  const limit = capped ? Math.min(query.limit ?? MAX_TOKENS, MAX_TOKENS) : query.limit
  if (limit === undefined && query.offset === undefined) return ''
  return ` LIMIT ${limit ?? -1}${query.offset === undefined ? '' : ` OFFSET ${query.offset}`}`
}

/** `USING SCOPE mine`; the other scopes show everything. */
function scopeMine(scope: Scope, query: QueryBase): string[] {
  if (query.usingScope?.toLowerCase() !== 'mine') return []
  scope.params.push(scope.context.userId)
  return [resolve(scope, 'OwnerId').sql.concat(' = ?')]
}

/** Conditions first: their parameters precede those of HAVING. */
function statement(
  scope: Scope,
  query: QueryBase,
  selection: Selection,
  groups: readonly string[],
  aggregate: boolean,
): { sql: string; countSql: string } {
  const conditions = [...living(scope), ...scopeMine(scope, query)]
  if (query.where) conditions.push(whereSql(scope, query.where))
  const having = query.having ? ` HAVING ${havingSql(scope, query.having, selection.aliases)}` : ''
  const order = orderSql(scope, query, selection, aggregate)
  const from = `FROM "${scope.object.name}" ${scope.alias} ${scope.joins.join(' ')}`
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const group = groups.length > 0 ? ` GROUP BY ${groups.join(', ')}` : ''
  const tail = `${from}${where}${group}${having}`
  const limit = limitSql(scope, query, aggregate)
  return {
    sql: `SELECT ${selection.expressions.join(', ')} ${tail}${order}${limit}`,
    countSql:
      aggregate || limit !== ''
        ? `SELECT count(*) FROM (SELECT 1 ${tail}${limit})`
        : `SELECT count(*) ${tail}`,
  }
}
