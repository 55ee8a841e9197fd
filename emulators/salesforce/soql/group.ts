import type { FunctionExp, GroupByClause, QueryBase } from '@jetstreamapp/soql-parser-js'
import { call, isAggregate } from './call.ts'
import { malformed } from './fault.ts'
import { orderClauses } from './order.ts'
import { resolve, type Scope } from './scope.ts'
import type { Selection } from './select.ts'
import { havingSql, living, whereSql } from './where.ts'

function clauses(query: QueryBase): GroupByClause[] {
  if (query.groupBy === undefined) return []
  return Array.isArray(query.groupBy) ? query.groupBy : [query.groupBy]
}

function grouped(scope: Scope, written: string): string {
  const found = resolve(scope, written)
  if (!found.field.groupable)
    throw malformed(
      scope.context.soql,
      written,
      `field '${found.field.name}' can not be grouped in a query call`,
    )
  return found.sql
}

/** What rows are grouped by, as SQL; `rolled` when subtotals are asked too. */
export function groupExpressions(scope: Scope, query: QueryBase): { groups: string[]; rolled: boolean } {
  let rolled = false
  const groups = clauses(query).flatMap((clause) => {
    if ('field' in clause) return [grouped(scope, clause.field)]
    const name = clause.fn.functionName?.toUpperCase()
    if (name === 'CUBE')
      throw malformed(scope.context.soql, 'CUBE', 'GROUP BY CUBE is not offered by the emulated org')
    if (name !== 'ROLLUP') return [call(scope, clause.fn).sql]
    rolled = true
    return (clause.fn.parameters ?? []).map((part) =>
      typeof part === 'string' ? grouped(scope, part) : call(scope, part).sql,
    )
  })
  return { groups, rolled }
}

/** Beside aggregates stand only columns by which the rows are grouped. */
export function checkGroups(scope: Scope, query: QueryBase, groups: readonly string[]): void {
  for (const item of query.fields ?? []) {
    if (item.type === 'FieldSubquery' || item.type === 'FieldTypeof') continue
    const written = ('rawValue' in item ? item.rawValue : undefined) ?? ('field' in item ? item.field : '')
    const name = item.type === 'FieldFunctionExpression' ? item.functionName : undefined
    if (name !== undefined && (isAggregate(name) || name.toUpperCase() === 'GROUPING')) continue
    const sql = name === undefined ? resolve(scope, written).sql : call(scope, item as FunctionExp).sql
    if (!groups.includes(sql))
      throw malformed(scope.context.soql, written, `Field must be grouped or aggregated: ${written}`)
  }
}

interface Level {
  readonly select: string
  readonly group: string
}

/** Level n groups by the first n keys; the others, and columns made of them, read null. */
function levels(selection: Selection, groups: readonly string[]): Level[] {
  return groups
    .map((_, index) => groups.length - index)
    .concat(0)
    .map((kept) => {
      const gone = new Set(groups.slice(kept))
      const select = selection.expressions
        .map((sql, at) => `${gone.has(sql) ? 'NULL' : sql} AS c${at}`)
        .join(', ')
      return { select, group: kept > 0 ? ` GROUP BY ${groups.slice(0, kept).join(', ')}` : '' }
    })
}

export function rollup(
  scope: Scope,
  query: QueryBase,
  selection: Selection,
  groups: readonly string[],
): { sql: string; countSql: string } {
  const conditions = living(scope)
  if (query.where) conditions.push(whereSql(scope, query.where))
  const having = query.having ? ` HAVING ${havingSql(scope, query.having, selection.aliases)}` : ''
  const order = orderClauses(query).map((clause) => {
    const sql =
      'fn' in clause ? call(scope, clause.fn).sql : (selection.aliases.get(clause.field.toLowerCase()) ?? '')
    const at = selection.expressions.indexOf(sql)
    return `${Math.max(1, at + 1)} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`
  })
  const from = `FROM "${scope.object.name}" ${scope.alias} ${scope.joins.join(' ')}`
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const parts = levels(selection, groups)
  const once = [...scope.params]
  for (let i = 1; i < parts.length; i++) scope.params.push(...once)
  const union = parts
    .map(({ select, group }) => `SELECT ${select} ${from}${where}${group}${having}`)
    .join(' UNION ALL ')
  const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`
  const sorted = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
  return { sql: `${union}${sorted}${limit}`, countSql: `SELECT count(*) FROM (${union}${limit})` }
}
