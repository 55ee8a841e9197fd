import { ApiError, type Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'

/** One value that cannot be taken. */
export interface Problem {
  readonly name: string
  readonly error: string
  readonly message: string
}

/** The 400 for values: a list of them as JSON within the message, and again as errors. */
export function invalidValues(org: Org, problems: readonly Problem[]): ApiError {
  const listed = problems.map(({ name, error, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId: Number(org.portalId),
  }))
  return new ApiError(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ name, error, message }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  })
}

export function missingRequired(type: ObjectType, names: readonly string[]): ApiError {
  const message = `Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`
  return new ApiError(400, 'VALIDATION_ERROR', message, {
    errors: [{ message, code: 'MISSING_REQUIRED_PROPERTIES', context: { properties: names } }],
    context: { properties: names },
  })
}

export function notThere(type: ObjectType, id: string): ApiError {
  return new ApiError(
    404,
    'OBJECT_NOT_FOUND',
    `Object not found.  objectId are usually numeric. (${type.singular} ${id})`,
  )
}
