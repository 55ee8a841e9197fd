import type { QueryBase, Subquery } from '@jetstreamapp/soql-parser-js'
import { noSuchChildren } from './fault.ts'
import { orderSql } from './order.ts'
import { openScope, type Scope } from './scope.ts'
import type { Selection } from './select.ts'
import { type Children, type Row, recordOf, type Shape } from './shape.ts'
import { living, whereSql } from './where.ts'

type Select = (scope: Scope, query: QueryBase) => { selection: Selection; shape: Shape }

function relation(scope: Scope, name: string) {
  const { access, org, soql } = scope.context
  const child = scope.object.children.find(
    (each) => each.relationshipName?.toLowerCase() === name.toLowerCase(),
  )
  const object = child && org.schema.objects.get(child.object)
  if (!child || !object || !access.sees(child.object) || !access.reads(child.object, child.field))
    throw noSuchChildren(soql, name)
  return { child, object }
}

/** `(SELECT … FROM Contacts)`: one prepared statement, asked again for every parent. */
export function childReader(
  scope: Scope,
  subquery: Subquery,
  select: Select,
): { key: string; children: Children } {
  const { child, object } = relation(scope, subquery.relationshipName)
  const inner = openScope(scope.context, object, subquery.sObjectAlias)
  const { selection, shape } = select(inner, subquery)
  const conditions = [`${inner.alias}."${child.field}" = ?`, ...living(inner)]
  if (subquery.where) conditions.push(whereSql(inner, subquery.where))
  const order = orderSql(inner, subquery, selection, false)
  const limit = subquery.limit === undefined ? '' : ` LIMIT ${subquery.limit}`
  const from = `FROM "${object.name}" ${inner.alias} ${inner.joins.join(' ')}`
  const sql = `SELECT ${selection.expressions.join(', ')} ${from} WHERE ${conditions.join(' AND ')}${order}${limit}`
  const statement = scope.context.org.db.prepare(sql)
  statement.setReturnArrays(true)
  const read = (parentId: string, version: string) => {
    const rows = statement.all(parentId, ...inner.params) as unknown as Row[]
    return rows.map((row) => recordOf(shape, row, version))
  }
  return { key: child.relationshipName ?? subquery.relationshipName, children: { read } }
}
