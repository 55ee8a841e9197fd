import { type MergeRequest, type MergeSettings, mergeRecords, sweepBin } from '../merge/index.ts'
import type { Org } from '../org.ts'
import { fullId } from '../store/id.ts'
import { type SoapCall, SoapFault, type SoapOperation } from './envelope.ts'
import { elementsOf, readRecord, rowError } from './sobject.ts'
import { child, childrenNamed, childText, type XmlElement, type XmlValue } from './xml.ts'

const MOST_REQUESTS = 200

/** Each request is a transaction of its own; there is no all-or-none. */
export function mergeOperation(settings: MergeSettings): SoapOperation {
  return (org, call) => {
    const requests = elementsOf(call, MOST_REQUESTS, 'EXCEEDED_ID_LIMIT').map((element) =>
      readRequest(org, call, element),
    )
    const result = requests.map((request) => mergeOne(org, call, request, settings))
    sweepBin(org, settings.recycleBinRecords)
    return { result }
  }
}

function readRequest(org: Org, call: SoapCall, element: XmlElement): MergeRequest {
  const { object, id, values } = readRecord(org, call, child(element, 'masterRecord'))
  if (!object.mergeable)
    throw new SoapFault('INVALID_TYPE_FOR_OPERATION', 'entity type does not support merge')
  const portal = childrenNamed(element, 'additionalInformationMap').find(
    (entry) => childText(entry, 'name')?.trim() === 'PortalUserId',
  )
  return {
    object,
    masterId: id,
    loserIds: childrenNamed(element, 'recordToMergeIds').map((loser) => loser.text.trim()),
    values,
    portalUserId: childText(portal, 'value')?.trim(),
  }
}

function mergeOne(org: Org, call: SoapCall, request: MergeRequest, settings: MergeSettings): XmlValue {
  try {
    const { id, mergedIds, movedIds } = mergeRecords(org, call.session, request, settings)
    return { id, mergedRecordIds: mergedIds, success: true, updatedRelatedIds: movedIds }
  } catch (error) {
    return { errors: rowError(error), id: fullId(request.masterId), success: false }
  }
}
