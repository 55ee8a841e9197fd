import { ApiError, type Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { findType } from '../store/define.ts'

/** By plural name, singular name or type id. */
export function typeOf(org: Org, text: string | undefined): ObjectType {
  const type = findType(org, text ?? '')
  if (type !== undefined) return type
  throw new ApiError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${text}`)
}
