import { ApiError } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'

/** The status codes with which the platform refuses to save. Each is 400 unless said otherwise. */
export function refuse(
  errorCode: string,
  message: string,
  fields: readonly string[] = [],
  status = 400,
): ApiError {
  return new ApiError(status, errorCode, message, fields)
}

export function noSuchField(object: ObjectSchema, name: string): ApiError {
  return refuse('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
}

export function notWritable(names: readonly string[]): ApiError {
  const list = names.join(', ')
  const advice =
    'Please check the security settings of this field and verify that it is read/write for your profile or permission set.'
  return refuse(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${list}. ${advice}`,
    names,
  )
}

export function missing(names: readonly string[]): ApiError {
  return refuse('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names)
}

export function notDeserialised(type: string, value: unknown): ApiError {
  const shown =
    typeof value === 'string'
      ? `VALUE_STRING value ${value}`
      : `${kindOf(value)} value ${JSON.stringify(value)}`
  return refuse(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${shown} or request may be missing a required field at [line:1, column:2]`,
  )
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY'
  if (typeof value === 'object') return 'START_OBJECT'
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE'
  return 'VALUE_NUMBER_INT'
}

export function tooLong(field: FieldSchema, value: string): ApiError {
  const message = `${field.label}: data value too large: ${value.slice(0, 255)} (max length=${field.length})`
  return refuse('STRING_TOO_LONG', message, [field.name])
}

export function crossReference(status = 400): ApiError {
  return refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], status)
}

export function deleted(status = 400): ApiError {
  return refuse('ENTITY_IS_DELETED', 'entity is deleted', [], status)
}

export function noAccess(message = 'insufficient access rights on object id'): ApiError {
  return refuse('INSUFFICIENT_ACCESS_OR_READONLY', message, [], 403)
}
