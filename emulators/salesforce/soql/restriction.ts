import type { QueryBase } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import type { Context } from './scope.ts'

/** Objects over which nothing is counted or grouped (object reference: SetupAuditTrail, EntityDefinition). */
const UNCOUNTED: ReadonlySet<string> = new Set(['SetupAuditTrail', 'EntityDefinition', 'FieldDefinition'])
/** FieldDefinition is read for one entity at a time. */
const NEEDS_ENTITY = 'FieldDefinition'

function aggregates(query: QueryBase): boolean {
  const fns = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']
  const counted = (query.fields ?? []).some(
    (field) => field.type === 'FieldFunctionExpression' && fns.includes(field.functionName.toUpperCase()),
  )
  return counted || query.groupBy !== undefined
}

export function refuseRestricted(context: Context, object: ObjectSchema, query: QueryBase): void {
  if (UNCOUNTED.has(object.name) && aggregates(query))
    throw new ApiError(400, 'MALFORMED_QUERY', `entity type ${object.name} does not support aggregate query`)
  if (
    object.name === NEEDS_ENTITY &&
    !/EntityDefinition(Id|ApiName)?\b|DurableId|Id\s*=/i.test(context.soql.split(/\bwhere\b/i)[1] ?? '')
  )
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      'When retrieving results with Tooling API for FieldDefinition, you need to specify an equality filter on EntityDefinition or DurableId',
    )
}
