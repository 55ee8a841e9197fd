import type { Limits } from '../limits/quota.ts'
import type { ApiResponse, Org, Route } from '../org.ts'
import { anyToken } from '../scopes/need.ts'

export function infoRoutes(limits: Limits): readonly Route[] {
  return [
    { method: 'GET', pattern: '/account-info/details', scopes: anyToken, handle: details },
    {
      method: 'GET',
      pattern: '/account-info/api-usage/daily/private-apps',
      scopes: anyToken,
      handle: (org) => usage(org, limits),
    },
  ]
}

function details(org: Org): ApiResponse {
  const minutes = offsetMinutes(org.clock.now(), org.timeZone)
  const body = {
    portalId: Number(org.portalId),
    accountType: org.behaviour.accountType.toUpperCase().replace('-', '_'),
    timeZone: org.timeZone,
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: shownOffset(minutes),
    utcOffsetMilliseconds: minutes * 60_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }
  return { status: 200, body }
}

/** All private apps and service keys of the account together. */
function usage(org: Org, limits: Limits): ApiResponse {
  const { limit, used, resetsAt } = limits.daily()
  const result = {
    name: 'private-apps-api-calls-daily',
    usageLimit: limit,
    currentUsage: used,
    collectedAt: org.clock.now().toISOString(),
    fetchStatus: 'SUCCESS',
    resetsAt: resetsAt.toISOString(),
  }
  return { status: 200, body: { results: [result] } }
}

function offsetMinutes(moment: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName')?.value
  const [, sign, hours, minutes] = name?.match(/GMT([+-])(\d\d):(\d\d)/) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function shownOffset(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
