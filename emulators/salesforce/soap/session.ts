import { findUserById } from '../access/users.ts'
import type { Org } from '../org.ts'
import type { SoapCall, SoapOperation, SoapOperations } from './envelope.ts'
import type { XmlValue } from './xml.ts'

/** Operations about the session itself; those that change records come from elsewhere. */
export function sessionOperations(endSession: (token: string) => void): SoapOperations {
  const operations: [string, SoapOperation][] = [
    ['getUserInfo', userInfo],
    ['getServerTimestamp', (org) => ({ result: { timestamp: org.clock.now().toISOString() } })],
    [
      'logout',
      (_org, call) => {
        endSession(call.session.token)
        return ''
      },
    ],
  ]
  return new Map(operations)
}

function userInfo(org: Org, call: SoapCall): XmlValue {
  const user = findUserById(org, call.session.userId)
  const organization = org.db.prepare('SELECT "Name" AS name FROM "Organization"').get()
  return {
    result: {
      accessibilityMode: false,
      currencySymbol: '$',
      orgAttachmentFileSizeLimit: 26_214_400,
      orgDefaultCurrencyIsoCode: 'USD',
      orgDefaultCurrencyLocale: 'en_US',
      orgDisallowHtmlAttachments: false,
      orgHasPersonAccounts: org.schema.personAccounts,
      organizationId: org.id,
      organizationMultiCurrency: false,
      organizationName: String(organization?.name ?? ''),
      profileId: user?.profileId ?? null,
      roleId: null,
      sessionSecondsValid: 7200,
      userDefaultCurrencyIsoCode: null,
      userEmail: user?.email ?? null,
      userFullName: user?.name ?? null,
      userId: call.session.userId,
      userLanguage: user?.language ?? null,
      userLocale: user?.locale ?? null,
      userName: call.session.username,
      userTimeZone: user?.timeZone ?? null,
      userType: 'Standard',
      userUiSkin: 'Theme3',
    },
  }
}
