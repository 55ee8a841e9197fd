import type { Org, Session } from '../org.ts'
import { child, childText, escapeXml, parseXml, writeXml, type XmlElement, type XmlValue } from './xml.ts'

/** One SOAP call after authentication. */
export interface SoapCall {
  readonly operation: string
  /** The operation element; parameters are its children, whatever a client names them. */
  readonly parameters: XmlElement
  /** Header elements such as `DuplicateRuleHeader`, by name without prefix. */
  readonly header: (name: string) => XmlElement | undefined
  readonly version: string
  readonly session: Session
}

/** Answers what stands inside `<operationResponse>`; throws `SoapFault` for a whole call that fails. */
export type SoapOperation = (org: Org, call: SoapCall) => XmlValue | Promise<XmlValue>

export type SoapOperations = ReadonlyMap<string, SoapOperation>

/** Becomes HTTP 500 with `sf:CODE`. */
export class SoapFault extends Error {
  readonly code: string
  readonly prefix: 'sf' | 'soapenv'
  constructor(code: string, message: string, prefix: 'sf' | 'soapenv' = 'sf') {
    super(message)
    this.code = code
    this.prefix = prefix
  }
}

export interface SoapMessage {
  readonly operation: string
  readonly parameters: XmlElement
  readonly header: (name: string) => XmlElement | undefined
  readonly sessionId: string | undefined
}

/** `u` is the partner, `c` the enterprise flavour. */
export type SoapFlavour = 'u' | 'c'

const namespaces: Readonly<Record<SoapFlavour, string>> = {
  u: 'urn:partner.soap.sforce.com',
  c: 'urn:enterprise.soap.sforce.com',
}

export function readEnvelope(source: string): SoapMessage {
  const envelope = parseXml(source)
  const parameters = child(envelope, 'Body')?.children[0]
  if (envelope.name !== 'Envelope' || parameters === undefined)
    throw new SoapFault('Client', 'The request has no SOAP body.', 'soapenv')
  const headers = child(envelope, 'Header')
  const header = (name: string) => child(headers, name)
  return {
    operation: parameters.name,
    parameters,
    header,
    sessionId: childText(header('SessionHeader'), 'sessionId')?.trim(),
  }
}

export function responseEnvelope(
  flavour: SoapFlavour,
  operation: string,
  value: XmlValue,
  usage: { readonly used: number; readonly allowed: number },
): string {
  const limits = writeXml('LimitInfoHeader', {
    limitInfo: { current: usage.used, limit: usage.allowed, type: 'API REQUESTS' },
  })
  const namespace = namespaces[flavour]
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ` +
    `xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sf="${sobjectNamespace(flavour)}">` +
    `<soapenv:Header>${limits}</soapenv:Header>` +
    `<soapenv:Body>${writeXml(`${operation}Response`, value ?? '')}</soapenv:Body></soapenv:Envelope>`
  )
}

function sobjectNamespace(flavour: SoapFlavour): string {
  return flavour === 'u' ? 'urn:sobject.partner.soap.sforce.com' : 'urn:sobject.enterprise.soap.sforce.com'
}

export function faultEnvelope(flavour: SoapFlavour, fault: SoapFault): string {
  const kind = flavour === 'u' ? 'partner' : 'enterprise'
  const message = fault.prefix === 'sf' ? `${fault.code}: ${fault.message}` : fault.message
  const detail =
    fault.prefix === 'sf'
      ? `<detail><sf:${faultType(fault.code)} xsi:type="sf:${faultType(fault.code)}">` +
        `<sf:exceptionCode>${escapeXml(fault.code)}</sf:exceptionCode>` +
        `<sf:exceptionMessage>${escapeXml(fault.message)}</sf:exceptionMessage>` +
        `</sf:${faultType(fault.code)}></detail>`
      : ''
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ` +
    `xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.${kind}.soap.sforce.com" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>` +
    `<faultcode>${fault.prefix}:${escapeXml(fault.code)}</faultcode>` +
    `<faultstring>${escapeXml(message)}</faultstring>${detail}` +
    `</soapenv:Fault></soapenv:Body></soapenv:Envelope>`
  )
}

/** The complex types of the fault namespace in the partner WSDL. */
function faultType(code: string): string {
  if (code === 'INVALID_LOGIN' || code.startsWith('LOGIN_')) return 'LoginFault'
  if (code === 'INVALID_ID_FIELD' || code === 'MALFORMED_ID') return 'InvalidIdFault'
  if (code === 'INVALID_FIELD') return 'InvalidFieldFault'
  if (code === 'INVALID_TYPE' || code === 'INVALID_TYPE_FOR_OPERATION') return 'InvalidSObjectFault'
  return 'UnexpectedErrorFault'
}
