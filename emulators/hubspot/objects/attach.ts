import { statement } from '../../statement.ts'
import { missingScopes } from '../answer.ts'
import { ApiError, type Org, type Session } from '../org.ts'
import { bodyOf, validation } from '../page.ts'
import type { ObjectType } from '../schema/types.ts'
import { objectScope } from '../scopes/names.ts'
import { type AssociationKind, associate, type End } from '../store/association.ts'
import { canonicalId, findRecord } from '../store/record.ts'

/** One association that a new record is born with. */
export interface Attachment {
  readonly to: End
  readonly kinds: readonly AssociationKind[]
}

/** `[{to:{id},types:[{associationCategory,associationTypeId}]}]`; the type says what object the id belongs to. */
export function readAttachments(
  org: Org,
  type: ObjectType,
  associations: unknown,
  session: Session,
): Attachment[] {
  if (associations === undefined || associations === null) return []
  if (!Array.isArray(associations)) throw validation('Invalid input JSON: associations must be a list')
  return associations.map((each: unknown) => {
    const { to, types } = bodyOf({ body: each })
    const id = String(bodyOf({ body: to }).id ?? '')
    if (!Array.isArray(types) || types.length === 0)
      throw validation('Invalid input JSON: an association needs types')
    const read = types.map((kind: unknown) => readKind(org, type, kind))
    const target = read[0]?.to ?? ''
    if (read.some((kind) => kind.to !== target))
      throw validation('Invalid input JSON: the types of one association lead to different objects')
    requireAccess(org, session, target)
    return {
      to: livingEnd(org, target, id),
      kinds: read.map(({ category, typeId }) => ({ category, typeId })),
    }
  })
}

function readKind(org: Org, type: ObjectType, kind: unknown): AssociationKind & { readonly to: string } {
  const { associationCategory, associationTypeId } = bodyOf({ body: kind })
  const category = String(associationCategory)
  const typeId = Number(associationTypeId)
  const row = statement(
    org.db,
    'SELECT to_type FROM association_type WHERE from_type = ? AND category = ? AND type_id = ?',
  ).get(type.name, category, Number.isInteger(typeId) ? typeId : -1)
  if (row === undefined)
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      `${category} type id ${String(associationTypeId)} doesn't lead from ${type.singular} to anything`,
      { subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE' },
    )
  return { category, typeId, to: String(row.to_type) }
}

/** Tying a record to another needs the scopes of both. */
function requireAccess(org: Org, { scopes }: Session, target: string): void {
  const needed = objectScope(target, org.schema.types.get(target)?.custom ?? false, 'write')
  if (scopes !== 'all' && !scopes.has(needed)) throw missingScopes([needed])
}

function livingEnd(org: Org, type: string, id: string): End {
  const canonical = canonicalId(org, type, id)
  if (findRecord(org, type, canonical)?.archived === null) return { type, id: canonical }
  throw new ApiError(400, 'VALIDATION_ERROR', `One or more association targets do not exist: ${type} ${id}`, {
    subCategory: 'crm.associations.TO_OBJECT_NOT_FOUND',
  })
}

/** Everything that was touched, for its computed properties. */
export function attach(org: Org, from: End, attachments: readonly Attachment[]): End[] {
  const former = attachments.flatMap(({ to, kinds }) =>
    kinds.flatMap((kind) => associate(org, from, to, kind)),
  )
  return attachments.length === 0 ? [] : [from, ...attachments.map(({ to }) => to), ...former]
}
