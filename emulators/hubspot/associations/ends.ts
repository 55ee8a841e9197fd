import type { RowError } from '../batch.ts'
import { ApiError, type Org, type Parameters } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { objectScope } from '../scopes/names.ts'
import { type AssociationKind, type End, inverseOf } from '../store/association.ts'
import { findType } from '../store/define.ts'
import { canonicalId, findRecord } from '../store/record.ts'

export interface Pair {
  readonly from: ObjectType
  readonly to: ObjectType
}

export function pairOf(org: Org, parameters: Parameters): Pair {
  return { from: typeOf(org, parameters.from ?? ''), to: typeOf(org, parameters.to ?? '') }
}

export function typeOf(org: Org, text: string): ObjectType {
  const type = findType(org, text)
  if (type === undefined)
    throw new ApiError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${text}`)
  return type
}

/** Both sides are needed: an association shows something of either. */
export function scopesOf(access: 'read' | 'write') {
  return (org: Org, parameters: Parameters): readonly string[] => {
    const { from, to } = pairOf(org, parameters)
    return [...new Set([from, to].map(({ name, custom }) => objectScope(name, custom, access)))]
  }
}

/** The living record behind an id, also one that was merged away. */
export function livingEnd(org: Org, type: ObjectType, id: string): End | undefined {
  const canonical = canonicalId(org, type.name, id)
  const record = findRecord(org, type.name, canonical)
  return record === undefined || record.archived !== null ? undefined : { type: type.name, id: canonical }
}

export function needEnd(org: Org, type: ObjectType, id: string): End {
  const end = livingEnd(org, type, id)
  if (end === undefined) throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  return end
}

/** Kinds as they are written in requests; one that does not lead from here to there is refused. */
export function kindsOf(org: Org, { from, to }: Pair, types: unknown): readonly AssociationKind[] {
  if (!Array.isArray(types) || types.length === 0)
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      'Invalid input JSON: association types must be a list that is not empty',
    )
  return types.map((each: unknown) => {
    const { associationCategory, associationTypeId } = (each ?? {}) as Readonly<Record<string, unknown>>
    const kind = { category: String(associationCategory), typeId: Number(associationTypeId) }
    if (!/^(HUBSPOT|USER|INTEGRATOR)_DEFINED$/.test(kind.category) || !Number.isInteger(kind.typeId))
      throw new ApiError(
        400,
        'VALIDATION_ERROR',
        'Invalid input JSON: associationCategory and associationTypeId are needed',
      )
    if (inverseOf(org, from.name, to.name, kind) === undefined)
      throw new ApiError(
        400,
        'VALIDATION_ERROR',
        `${kind.category} type id ${kind.typeId} doesn't exist between ${from.singular} and ${to.singular}`,
        {
          subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
        },
      )
    return kind
  })
}

export function invalidIds({ from, to }: Pair, fromId: string, toId: string): RowError {
  return {
    status: 'error',
    category: 'VALIDATION_ERROR',
    subCategory: 'crm.associations.INVALID_OBJECT_IDS',
    message: `One or both object IDs are not valid: ${from.singular} ${fromId}, ${to.singular} ${toId}`,
    context: { fromObjectId: [fromId], toObjectId: [toId] },
  }
}
