import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from '../org.ts'
import { bodyOf, textOf, validation } from '../page.ts'
import { oneOf } from '../scopes/need.ts'
import { needSubscriptionType, type Status, statesOf, subscriptionTypes, wideOptOut } from './read.ts'
import { type StatusRow, type SubscriptionState, statusesOf } from './tables.ts'
import { checkAddress, legalBasisOf, writeStatus } from './write.ts'

const reading = oneOf('communication_preferences.read', 'communication_preferences.read_write')
const writing = oneOf('communication_preferences.write', 'communication_preferences.read_write')
const readingMany = () => ['communication_preferences.statuses.batch.read']
const base = '/communication-preferences'
const mostInputs = 100

/** Version 4 and those named by dates; what version 3 alone knows stands in routes of its own. */
export const consentRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${base}/definitions`, scopes: reading, handle: definitions },
  { method: 'GET', pattern: `${base}/statuses/:email`, scopes: reading, handle: read },
  { method: 'POST', pattern: `${base}/statuses/:email`, scopes: writing, handle: write },
  { method: 'GET', pattern: `${base}/statuses/:email/unsubscribe-all`, scopes: reading, handle: readAll },
  { method: 'POST', pattern: `${base}/statuses/:email/unsubscribe-all`, scopes: writing, handle: leaveAll },
  { method: 'POST', pattern: `${base}/statuses/batch/read`, scopes: readingMany, handle: readMany },
  {
    method: 'POST',
    pattern: `${base}/statuses/batch/unsubscribe-all/read`,
    scopes: readingMany,
    handle: readAllOfMany,
  },
]

function definitions(org: Org, { version }: ApiRequest): ApiResponse {
  const types = subscriptionTypes(org)
  return version === 'v3' ? { status: 200, body: { subscriptionDefinitions: types } } : action(org, types)
}

function read(org: Org, request: ApiRequest, { email = '' }: Parameters): ApiResponse {
  needChannel(request)
  checkAddress(email)
  return action(
    org,
    statesOf(org, email).map((status) => show(org, email, status)),
  )
}

/** Somebody who left all e-mail cannot be brought back to one kind of it from outside. */
function write(org: Org, request: ApiRequest, { email = '' }: Parameters): ApiResponse {
  const body = bodyOf(request)
  const type = needSubscriptionType(org, body.subscriptionId)
  const status = stateOf(textOf(body, 'statusState'))
  if (body.channel !== 'EMAIL') throw validation('channel must be EMAIL')
  if (status === 'SUBSCRIBED' && wideOptOut(statusesOf(org, email)) !== undefined)
    throw validation(`${email} has unsubscribed from all email and cannot be subscribed`)
  const before = statesOf(org, email).find((one) => one.type.id === type.id)?.state
  const subscriptionId = Number(type.id)
  writeStatus(org, { email, subscriptionId, status, source: 'Public API', ...legalBasisOf(body) })
  const now = statesOf(org, email).filter((one) => one.type.id === type.id)
  const reason =
    before === status
      ? 'NO_STATUS_CHANGE'
      : `${status === 'UNSUBSCRIBED' ? 'UNSUBSCRIBE' : 'SUBSCRIBE'}_SUCCESS`
  return action(
    org,
    now.map((one) => ({ ...show(org, email, one), setStatusSuccessReason: reason })),
  )
}

/** Empty unless the address has left all e-mail. */
function readAll(org: Org, request: ApiRequest, { email = '' }: Parameters): ApiResponse {
  needChannel(request)
  checkAddress(email)
  return action(org, wideOf(statusesOf(org, email)))
}

function leaveAll(org: Org, request: ApiRequest, { email = '' }: Parameters): ApiResponse {
  needChannel(request)
  writeStatus(org, { email, subscriptionId: null, status: 'UNSUBSCRIBED', source: 'Public API' })
  return action(org, wideOf(statusesOf(org, email)))
}

function readMany(org: Org, request: ApiRequest): ApiResponse {
  const results = addressesOf(request).map((email) => ({
    subscriberIdString: email,
    statuses: statesOf(org, email).map((status) => show(org, email, status)),
  }))
  return action(org, results)
}

function readAllOfMany(org: Org, request: ApiRequest): ApiResponse {
  const results = addressesOf(request).map((email) => ({
    subscriberIdString: email,
    wideStatuses: wideOf(statusesOf(org, email)),
  }))
  return action(org, results)
}

function addressesOf(request: ApiRequest): readonly string[] {
  needChannel(request)
  const { inputs } = bodyOf(request)
  if (!Array.isArray(inputs))
    throw validation('Invalid input JSON: some required fields were not set: [inputs]')
  if (inputs.length > mostInputs)
    throw validation(`No more than ${mostInputs} inputs are allowed in a single request`)
  return inputs.map(String)
}

function needChannel({ query }: ApiRequest): void {
  const channel = query.get('channel')
  if (channel !== 'EMAIL')
    throw new ApiError(400, 'VALIDATION_ERROR', `The query parameter channel must be EMAIL, not ${channel}`)
}

function stateOf(text: string): SubscriptionState {
  if (text === 'SUBSCRIBED' || text === 'UNSUBSCRIBED' || text === 'NOT_SPECIFIED') return text
  throw validation(`${text} is not a valid statusState`)
}

function show(org: Org, email: string, { type, state, row }: Status): Readonly<Record<string, unknown>> {
  return {
    channel: 'EMAIL',
    subscriberIdString: email,
    subscriptionId: Number(type.id),
    subscriptionName: type.name,
    status: state,
    source: row?.source ?? '',
    legalBasis: row?.legalBasis ?? null,
    legalBasisExplanation: row?.explanation ?? null,
    timestamp: new Date(row?.at ?? org.clock.now().getTime()).toISOString(),
  }
}

function wideOf(rows: readonly StatusRow[]): readonly Readonly<Record<string, unknown>>[] {
  const out = wideOptOut(rows)
  if (out === undefined) return []
  return [
    {
      channel: 'EMAIL',
      subscriberIdString: out.email,
      status: out.status,
      wideStatusType: 'PORTAL_WIDE',
      timestamp: new Date(out.at).toISOString(),
    },
  ]
}

function action(org: Org, results: readonly unknown[]): ApiResponse {
  const at = org.clock.now().toISOString()
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}
