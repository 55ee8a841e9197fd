import { ApiError, type Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import type { Values } from '../store/input.ts'
import { type SoapCall, SoapFault } from './envelope.ts'
import { childrenNamed, childText, type XmlElement, type XmlValue } from './xml.ts'

/** A record as both flavours send it: `<type>` in the partner API, `xsi:type` in the enterprise one. */
export interface SentRecord {
  readonly object: ObjectSchema
  readonly id: string | undefined
  /** Fields with a value, and `null` for those named in `fieldsToNull`; elements that are nil or empty change nothing. */
  readonly values: Values
}

/** Throws faults, for the platform refuses the whole call when one record of it cannot be read. */
export function readRecord(org: Org, call: SoapCall, element: XmlElement | undefined): SentRecord {
  if (element === undefined) throw new SoapFault('INVALID_TYPE', 'Must send a concrete entity type.')
  const type = childText(element, 'type')?.trim() ?? concreteType(element)
  if (type === undefined || type === '')
    throw new SoapFault('INVALID_TYPE', 'Must send a concrete entity type.')
  const object = org.schema.object(type)
  if (object === undefined || !call.session.access.sees(object.name))
    throw new SoapFault('INVALID_TYPE', `sObject type '${type}' is not supported.`)
  const values: Record<string, unknown> = {}
  let id: string | undefined
  for (const part of element.children) {
    if (part.name === 'type' || part.name === 'fieldsToNull') continue
    if (part.name.toLowerCase() === 'id') id = part.text.trim()
    else if (part.children.length > 0 || (part.attributes.nil !== 'true' && part.text !== ''))
      values[fieldOf(org, call, object, part)] = part.text
  }
  for (const part of childrenNamed(element, 'fieldsToNull'))
    values[fieldOf(org, call, object, { ...part, name: part.text.trim(), children: [] })] = null
  return { object, id, values }
}

function concreteType(element: XmlElement): string | undefined {
  const name = element.attributes.type?.replace(/^.*:/, '')
  return name === 'sObject' ? undefined : name
}

function fieldOf(org: Org, call: SoapCall, object: ObjectSchema, part: XmlElement): string {
  const field = org.schema.field(object, part.name)
  if (field !== undefined && part.children.length === 0 && call.session.access.reads(object.name, field.name))
    return field.name
  throw new SoapFault(
    'INVALID_FIELD',
    `No such column '${part.name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  )
}

/** The `errors` of a single result; anything but a refusal of the org's own is thrown on. */
export function rowError(error: unknown): XmlValue {
  if (!(error instanceof ApiError)) throw error
  // Codes of the JSON parser have no counterpart in the WSDL.
  const statusCode =
    error.errorCode === 'JSON_PARSER_ERROR' ? 'INVALID_TYPE_ON_FIELD_IN_RECORD' : error.errorCode
  const fields = error.fields.length === 0 ? undefined : error.fields
  return { fields, message: error.message, statusCode }
}

/** Parameters by whatever name: clients disagree about it and the platform does not mind. */
export function elementsOf(call: SoapCall, most: number, code: string): readonly XmlElement[] {
  const elements = call.parameters.children
  if (elements.length > most)
    throw new SoapFault(code, `record limit reached. cannot submit more than ${most} records into this call`)
  return elements
}

export function isTrue(element: XmlElement | undefined, name: string): boolean {
  return /^(true|1)$/.test(childText(element, name)?.trim() ?? '')
}

export function allOrNone(call: SoapCall): boolean {
  return isTrue(call.header('AllOrNoneHeader'), 'allOrNone')
}
