import type { FaultAction, FaultAnswer } from '../../faults.ts'
import type { Incoming, Outgoing } from '../../wire.ts'
import { html, json, restError } from '../answer.ts'
import type { Door } from '../door.ts'
import type { SoapRequest } from '../soap/endpoint.ts'
import { faultEnvelope, responseEnvelope, SoapFault } from '../soap/envelope.ts'

interface Preset {
  readonly status: number
  readonly code: string
  readonly message: string
}

const maintenancePage =
  '<!DOCTYPE html><html><head><title>Down for Maintenance</title></head>' +
  '<body><h1>We are down for maintenance.</h1><p>Sorry for the inconvenience. We will be back shortly.</p></body></html>'

const errors: Readonly<Record<string, Preset>> = {
  'server-unavailable': { status: 503, code: 'SERVER_UNAVAILABLE', message: 'Server Unavailable' },
  'daily-quota': { status: 403, code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
  'concurrent-limit': {
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  },
  'concurrent-long-limit': {
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentPerOrgLongTxn Limit exceeded.',
  },
  'expired-session': { status: 401, code: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
  'query-timeout': {
    status: 400,
    code: 'QUERY_TIMEOUT',
    message: 'Your query request was running for too long.',
  },
  'internal-error': {
    status: 500,
    code: 'UNKNOWN_EXCEPTION',
    message:
      'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-123456789)',
  },
  'row-lock': {
    status: 400,
    code: 'UNABLE_TO_LOCK_ROW',
    message: 'unable to obtain exclusive access to this record',
  },
}

const pages: Readonly<Record<string, () => Outgoing>> = {
  'bad-gateway': () =>
    html(502, '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>'),
  maintenance: () => html(503, maintenancePage),
  'maintenance-ok': () => html(200, maintenancePage),
}

export const presetNames: readonly string[] = [...Object.keys(errors), ...Object.keys(pages)]

/** The answer that an action gives instead of the org's; `undefined` for actions that give none. */
export function faultAnswer(
  door: Door,
  action: FaultAction,
  soap: SoapRequest | undefined,
  incoming: Incoming,
): Outgoing | undefined {
  if (action.kind === 'answer') return custom(action.answer)
  if (action.kind !== 'preset') return undefined
  const page = pages[action.preset]
  if (page !== undefined) return page()
  const preset = errors[action.preset]
  if (preset === undefined) return undefined
  if (action.preset === 'expired-session') expireCaller(door, soap, incoming)
  if (soap !== undefined) return soapAnswer(door, soap, action.preset, preset)
  if (action.preset !== 'row-lock') return restError(preset.status, preset.code, preset.message)
  return rowLock(incoming, preset)
}

function custom(answer: FaultAnswer): Outgoing {
  const { status, headers = {}, body } = answer
  if (typeof body === 'string') return { status, headers, body }
  return body === undefined ? { status, headers, body: null } : json(status, body, headers)
}

/** The session really ends: using the same token again goes on failing. */
function expireCaller(door: Door, soap: SoapRequest | undefined, incoming: Incoming): void {
  const message = soap?.message
  const token =
    message === undefined || message instanceof SoapFault
      ? incoming.headers.authorization?.split(' ')[1]
      : message.sessionId
  door.sessions.close(token ?? '')
}

function soapAnswer(door: Door, soap: SoapRequest, name: string, preset: Preset): Outgoing {
  const headers = { 'content-type': 'text/xml;charset=UTF-8' }
  const { message } = soap
  if (name !== 'row-lock' || message instanceof SoapFault) {
    const body = faultEnvelope(soap.flavour, new SoapFault(preset.code, preset.message))
    return { status: 500, headers, body }
  }
  // A locked row is an error of the single result, not of the call.
  const result = {
    errors: { message: preset.message, statusCode: preset.code },
    id: null,
    success: false,
  }
  const usage = {
    used: door.limits.used('DailyApiRequests'),
    allowed: door.limits.allowed('DailyApiRequests'),
  }
  const results = message.parameters.children.map(() => result)
  const body = responseEnvelope(soap.flavour, message.operation, { result: results }, usage)
  return { status: 200, headers, body }
}

function rowLock(incoming: Incoming, preset: Preset): Outgoing {
  if (!/\/composite\/sobjects(\/|$)/.test(incoming.path))
    return restError(preset.status, preset.code, preset.message, [])
  const error = { statusCode: preset.code, message: preset.message, fields: [] }
  return json(
    200,
    Array.from({ length: rowCount(incoming) }, () => ({ success: false, errors: [error] })),
  )
}

function rowCount(incoming: Incoming): number {
  const ids = incoming.query.get('ids')
  if (ids !== null) return ids.split(',').length
  try {
    const body: { records?: readonly unknown[] } = JSON.parse(incoming.raw.toString('utf8'))
    return body.records?.length ?? 1
  } catch {
    return 1
  }
}
