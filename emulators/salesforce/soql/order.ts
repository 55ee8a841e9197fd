import type { OrderByClause, QueryBase } from '@jetstreamapp/soql-parser-js'
import { call } from './call.ts'
import { malformed } from './fault.ts'
import { resolve, type Scope } from './scope.ts'
import type { Selection } from './select.ts'

function key(scope: Scope, selection: Selection, clause: OrderByClause, aggregate: boolean): string {
  if ('fn' in clause) return call(scope, clause.fn).sql
  const alias = aggregate ? selection.aliases.get(clause.field.toLowerCase()) : undefined
  if (alias !== undefined) return alias
  const found = resolve(scope, clause.field)
  if (!found.field.sortable)
    throw malformed(
      scope.context.soql,
      clause.field,
      `field '${found.field.name}' can not be sorted in a query call`,
    )
  return found.sql
}

export function orderClauses(query: QueryBase): OrderByClause[] {
  if (query.orderBy === undefined) return []
  return Array.isArray(query.orderBy) ? query.orderBy : [query.orderBy]
}

/** Nulls come first unless asked otherwise; rows that compare equal keep the order of their creation. */
export function orderSql(scope: Scope, query: QueryBase, selection: Selection, aggregate: boolean): string {
  const keys = orderClauses(query).map((clause) => {
    const sql = key(scope, selection, clause, aggregate)
    return `${sql} ${clause.order ?? 'ASC'} NULLS ${clause.nulls ?? 'FIRST'}`
  })
  if (!aggregate) keys.push(`${scope.alias}.rowid`)
  return keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : ''
}
