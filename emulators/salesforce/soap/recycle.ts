import { ApiError, type Org } from '../org.ts'
import { emptyBin, objectOfId } from '../store/index.ts'
import type { SoapCall, SoapOperation } from './envelope.ts'
import { childrenNamed, type XmlValue } from './xml.ts'

/** Takes records out of the recycle bin for good; each id has its own result. */
export const emptyRecycleBin: SoapOperation = (org, call) => ({
  result: childrenNamed(call.parameters, 'ids').map((element) => purge(org, call, element.text.trim())),
})

function purge(org: Org, call: SoapCall, given: string): XmlValue {
  const object = objectOfId(org, given)
  if (object !== undefined && !call.session.access.deletes(object.name))
    return failure(given, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')
  try {
    return { id: emptyBin(org, given), success: true }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return failure(given, error.errorCode, error.message)
  }
}

function failure(id: string, statusCode: string, message: string): XmlValue {
  return { errors: { message, statusCode }, id, success: false }
}
