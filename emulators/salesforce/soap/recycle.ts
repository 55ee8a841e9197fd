import type { Org } from '../org.ts'
import { fullId, objectOfId } from '../store/id.ts'
import type { SoapCall, SoapOperation } from './envelope.ts'
import { childrenNamed, type XmlValue } from './xml.ts'

/** Takes records out of the recycle bin for good; each id has its own result. */
export const emptyRecycleBin: SoapOperation = (org, call) => ({
  result: childrenNamed(call.parameters, 'ids').map((element) => purge(org, call, element.text.trim())),
})

function purge(org: Org, call: SoapCall, given: string): XmlValue {
  const id = fullId(given)
  const object = id === null ? undefined : objectOfId(org, id)
  if (id === null || object === undefined) return failure(given, 'MALFORMED_ID', `bad id ${given}`)
  if (!call.session.access.deletes(object.name))
    return failure(id, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')
  const inBin = object.fields.some((field) => field.name === 'IsDeleted')
    ? org.db.prepare(`DELETE FROM "${object.name}" WHERE "Id" = ? AND "IsDeleted" = 1`).run(id).changes
    : 0
  if (Number(inBin) === 0) return failure(id, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  return { id, success: true }
}

function failure(id: string, statusCode: string, message: string): XmlValue {
  return { errors: { message, statusCode }, id, success: false }
}
