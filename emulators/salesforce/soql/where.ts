import type { HavingClause, Query, WhereClause } from '@jetstreamapp/soql-parser-js'
import { call, refuseUnfilterable } from './call.ts'
import { compare } from './compare.ts'
import { type Comparison, toSql, treeOf } from './condition.ts'
import { malformed } from './fault.ts'
import { openScope, resolve, type Scope, visibleObject } from './scope.ts'

/** Rows of an object that exist, as far as the query may see deleted ones and archived activities. */
export function living({ object, context, alias }: Scope): string[] {
  if (context.all) return []
  const binned = object.fields.some(({ name }) => name === 'IsDeleted')
  const archived = object.name === 'Task' || object.name === 'Event'
  return [
    ...(binned ? [`${alias}."IsDeleted" = 0`] : []),
    ...(archived ? [`coalesce(${alias}."IsArchived", 0) = 0`] : []),
  ]
}

function operandOf(scope: Scope, comparison: Comparison) {
  if (comparison.fn) {
    const made = call(scope, comparison.fn)
    const name = comparison.fn.rawValue ?? comparison.fn.functionName ?? ''
    return { sql: made.sql, type: made.type, name, path: name, field: made.of?.field }
  }
  const path = comparison.field ?? ''
  const found = resolve(scope, path)
  refuseUnfilterable(scope, found)
  return { sql: found.sql, type: found.field.type, name: found.field.name, path, field: found.field }
}

/** `Id IN (SELECT … )`: the inner query keeps its own aliases and adds its parameters where they stand. */
function semiJoin(scope: Scope, comparison: Comparison): string {
  const { context } = scope
  const inner = comparison.valueQuery as Query
  const left = operandOf(scope, comparison)
  if (left.type !== 'id' && left.type !== 'reference')
    throw malformed(
      context.soql,
      left.path,
      `The left operand field in the where expression for outer query should be an id field, cannot use : '${left.name}'`,
    )
  const nested = openScope(context, visibleObject(context, inner.sObject ?? ''), inner.sObjectAlias)
  const [field] = inner.fields ?? []
  if (inner.fields?.length !== 1 || !field || !('field' in field))
    throw malformed(context.soql, inner.sObject ?? '', 'semi join sub-selects must select exactly one field')
  const path = 'rawValue' in field && field.rawValue ? field.rawValue : field.field
  const found = resolve(nested, path)
  const conditions = [`${found.sql} IS NOT NULL`, ...living(nested)]
  if (inner.where) conditions.push(whereSql(nested, inner.where))
  scope.params.push(...nested.params)
  const from = `"${nested.object.name}" ${nested.alias} ${nested.joins.join(' ')}`
  const body = `SELECT ${found.sql} FROM ${from} WHERE ${conditions.join(' AND ')}`
  if (comparison.operator === 'IN') return `${left.sql} IN (${body})`
  return `(${left.sql} IS NULL OR ${left.sql} NOT IN (${body}))`
}

export function whereSql(scope: Scope, clause: WhereClause): string {
  return toSql(treeOf(scope.context.soql, clause), (comparison) => {
    if (comparison.valueQuery) return semiJoin(scope, comparison)
    return compare(scope, operandOf(scope, comparison), comparison)
  })
}

export function havingSql(scope: Scope, clause: HavingClause, aliases: ReadonlyMap<string, string>): string {
  return toSql(treeOf(scope.context.soql, clause), (comparison) => {
    const alias = comparison.field === undefined ? undefined : aliases.get(comparison.field.toLowerCase())
    if (alias !== undefined)
      throw malformed(
        scope.context.soql,
        comparison.field ?? '',
        `Can not use aliases in the having clause: ${comparison.field}`,
      )
    return compare(scope, operandOf(scope, comparison), comparison)
  })
}
