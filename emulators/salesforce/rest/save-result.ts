import { ApiError } from '../org.ts'
import { AmbiguousKey } from '../store/index.ts'

export interface SaveError {
  readonly statusCode: string
  readonly message: string
  readonly fields: readonly string[]
}

export interface SaveResult {
  readonly id?: string
  readonly success: boolean
  readonly errors: readonly SaveError[]
  readonly created?: boolean
}

/** What kept one record of many from being saved; anything but a refusal is a fault of ours and goes up. */
export function failure(error: unknown): SaveResult {
  if (error instanceof AmbiguousKey)
    return failed(
      'DUPLICATE_EXTERNAL_ID',
      `More than one record found for external id field: [${error.ids.join(', ')}]`,
    )
  if (error instanceof ApiError) return failed(error.errorCode, error.message, error.fields)
  throw error
}

function failed(statusCode: string, message: string, fields: readonly string[] = []): SaveResult {
  return { success: false, errors: [{ statusCode, message, fields }] }
}

export const ROLLED_BACK: SaveResult = failed(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
)
