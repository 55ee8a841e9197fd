import type { Incoming, Outgoing } from '../../wire.ts'
import { apiAccess } from '../access/api.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'
import {
  faultEnvelope,
  readEnvelope,
  responseEnvelope,
  SoapFault,
  type SoapFlavour,
  type SoapMessage,
} from './envelope.ts'
import { XmlError } from './xml.ts'

const address = /^\/services\/Soap\/(u|c)\/(\d+(?:\.\d)?)(?:\/[^/]*)*$/i

export interface SoapRequest {
  readonly flavour: SoapFlavour
  readonly version: string
  /** `SoapFault` when the envelope could not be read. */
  readonly message: SoapMessage | SoapFault
}

/** `undefined` when the address is none of the SOAP API. */
export function readSoap(incoming: Incoming): SoapRequest | undefined {
  const [, flavour, version] = incoming.path.match(address) ?? []
  if (flavour === undefined || version === undefined) return undefined
  return {
    flavour: flavour.toLowerCase() === 'c' ? 'c' : 'u',
    version: version.includes('.') ? version : `${version}.0`,
    message: readMessage(incoming),
  }
}

function readMessage(incoming: Incoming): SoapMessage | SoapFault {
  if (incoming.method !== 'POST') return new SoapFault('Client', 'The endpoint takes POST only.', 'soapenv')
  try {
    return readEnvelope(incoming.raw.toString('utf8'))
  } catch (error) {
    if (error instanceof SoapFault) return error
    if (error instanceof XmlError) return new SoapFault('Client', error.message, 'soapenv')
    throw error
  }
}

export async function answerSoap(door: Door, request: SoapRequest): Promise<Outgoing> {
  try {
    const { message } = request
    if (message instanceof SoapFault) throw message
    const value = await run(door, request, message)
    const usage = {
      used: door.limits.used('DailyApiRequests'),
      allowed: door.limits.allowed('DailyApiRequests'),
    }
    return xml(200, responseEnvelope(request.flavour, message.operation, value, usage))
  } catch (error) {
    return xml(500, faultEnvelope(request.flavour, asFault(error)))
  }
}

async function run(door: Door, request: SoapRequest, message: SoapMessage) {
  const operation = door.soap.get(message.operation)
  if (message.operation === 'login')
    throw new SoapFault('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.')
  if (operation === undefined)
    throw new SoapFault('Client', `No operation available for request ${message.operation}`, 'soapenv')
  const session = door.sessions.find(message.sessionId ?? '')
  const refusal = apiAccess(door, session)
  if (session === undefined || refusal !== undefined) throw refusal ?? invalidSession()
  door.limits.use('DailyApiRequests', 1)
  return operation(door.org, {
    operation: message.operation,
    parameters: message.parameters,
    header: message.header,
    version: request.version,
    session,
  })
}

function invalidSession(): SoapFault {
  return new SoapFault(
    'INVALID_SESSION_ID',
    'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash',
  )
}

function asFault(error: unknown): SoapFault {
  if (error instanceof SoapFault) return error
  if (!(error instanceof ApiError))
    return new SoapFault('UNKNOWN_EXCEPTION', error instanceof Error ? error.message : String(error))
  return error.errorCode === 'INVALID_SESSION_ID'
    ? invalidSession()
    : new SoapFault(error.errorCode, error.message)
}

function xml(status: number, body: string): Outgoing {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body }
}
