import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from '../org.ts'
import { bodyOf, textOf, validation } from '../page.ts'
import { oneOf } from '../scopes/need.ts'
import { needSubscriptionType, type Status, statesOf, wideOptOut } from './read.ts'
import { type SubscriptionState, statusesOf } from './tables.ts'
import { checkAddress, legalBasisOf, writeStatus } from './write.ts'

const reading = oneOf('communication_preferences.read', 'communication_preferences.read_write')
const writing = oneOf('communication_preferences.write', 'communication_preferences.read_write')
const base = '/communication-preferences'

export const oldConsentRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${base}/status/email/:email`, scopes: reading, handle: read },
  {
    method: 'POST',
    pattern: `${base}/subscribe`,
    scopes: writing,
    handle: (org, request) => write(org, request, 'SUBSCRIBED'),
  },
  {
    method: 'POST',
    pattern: `${base}/unsubscribe`,
    scopes: writing,
    handle: (org, request) => write(org, request, 'UNSUBSCRIBED'),
  },
]

function read(org: Org, { version }: ApiRequest, { email = '' }: Parameters): ApiResponse {
  if (version !== 'v3') throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  checkAddress(email)
  return { status: 200, body: { recipient: email, subscriptionStatuses: statesOf(org, email).map(show) } }
}

/** A repeated answer is an error in version 3. */
function write(org: Org, request: ApiRequest, status: SubscriptionState): ApiResponse {
  const body = bodyOf(request)
  const email = textOf(body, 'emailAddress')
  const type = needSubscriptionType(org, body.subscriptionId)
  const before = statesOf(org, email).find((one) => one.type.id === type.id)
  if (before?.state === status)
    throw validation(`${email} is already ${status.toLowerCase()} for subscription ${type.id}`)
  if (status === 'SUBSCRIBED' && wideOptOut(statusesOf(org, email)) !== undefined)
    throw validation(`${email} has unsubscribed from all email and cannot be subscribed`)
  const subscriptionId = Number(type.id)
  writeStatus(org, { email, subscriptionId, status, source: 'Public API', ...legalBasisOf(body) })
  const now = statesOf(org, email).find((one) => one.type.id === type.id)
  if (now === undefined) throw validation(`Subscription type ${type.id} is not active`)
  return { status: 200, body: show(now) }
}

function show({ type, state, wide, row }: Status): Readonly<Record<string, unknown>> {
  return {
    id: type.id,
    name: type.name,
    description: type.description,
    status: state === 'SUBSCRIBED' ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
    sourceOfStatus: wide ? 'PORTAL_WIDE_STATUS' : 'SUBSCRIPTION_STATUS',
    preferenceGroupName: null,
    legalBasis: row?.legalBasis ?? null,
    legalBasisExplanation: row?.explanation ?? null,
  }
}
