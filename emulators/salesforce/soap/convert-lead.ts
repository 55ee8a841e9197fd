import { convertLead, type LeadConversion } from '../merge/index.ts'
import type { Org } from '../org.ts'
import { fullId } from '../store/id.ts'
import type { SoapCall, SoapOperation } from './envelope.ts'
import { elementsOf, isTrue, rowError } from './sobject.ts'
import { childText, type XmlElement, type XmlValue } from './xml.ts'

const MOST_LEADS = 100

export const convertLeadOperation: SoapOperation = (org, call) => ({
  result: elementsOf(call, MOST_LEADS, 'EXCEEDED_LEAD_CONVERT_LIMIT').map((element) =>
    convertOne(org, call, readConversion(element)),
  ),
})

function readConversion(element: XmlElement): LeadConversion {
  const value = (name: string) => {
    const given = childText(element, name)?.trim()
    return given === '' ? undefined : given
  }
  return {
    leadId: value('leadId'),
    convertedStatus: value('convertedStatus'),
    accountId: value('accountId'),
    contactId: value('contactId'),
    opportunityId: value('opportunityId'),
    opportunityName: value('opportunityName'),
    ownerId: value('ownerId'),
    doNotCreateOpportunity: isTrue(element, 'doNotCreateOpportunity'),
    overwriteLeadSource: isTrue(element, 'overwriteLeadSource'),
  }
}

function convertOne(org: Org, call: SoapCall, wanted: LeadConversion): XmlValue {
  try {
    // The WSDL's order: strict clients read by position.
    const { accountId, contactId, leadId, opportunityId } = convertLead(org, call.session, wanted)
    return { accountId, contactId, leadId, opportunityId, success: true }
  } catch (error) {
    return {
      accountId: null,
      contactId: null,
      errors: rowError(error),
      leadId: fullId(wanted.leadId),
      opportunityId: null,
      success: false,
    }
  }
}
