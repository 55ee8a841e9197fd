import type { Connection } from 'jsforce/lib/connection.js'
import { SOAP } from 'jsforce/lib/soap.js'
import type { HttpResponse, Schema } from 'jsforce/lib/types/index.js'
import { isJWTToken } from 'jsforce/lib/util/jwt.js'
import { KitError } from '../../../src/kit/error.ts'
import type { CallOptions } from '../jsforce-transport.ts'

export interface SoapCall {
  readonly operation: 'merge' | 'undelete'
  /** Parameters by element name; keys that begin with `@` are attributes. */
  readonly parameters: object
  /** Elements of the envelope's head, ready-made. */
  readonly header: string
}

/** Partner flavour: needs no WSDL of the org. */
const namespace = 'urn:partner.soap.sforce.com'

/** Returns what stands in `<operationResponse>`; throws as the transport does, or when the answer is none. */
export async function callSoap(
  client: Connection,
  call: SoapCall,
  options: CallOptions,
  observe: (used: number, limit: number) => void,
): Promise<unknown> {
  const soap = new OrgSoap(client, call, options, observe)
  return await soap.invoke(call.operation, call.parameters)
}

/** jsforce's SOAP class has no way to send other headers than the session's, nor tells what the answer's say. */
class OrgSoap extends SOAP<Schema> {
  readonly #call: SoapCall
  readonly #observe: (used: number, limit: number) => void

  constructor(
    client: Connection,
    call: SoapCall,
    options: CallOptions,
    observe: (used: number, limit: number) => void,
  ) {
    refuseJwt(client)
    const endpointUrl = `${client.instanceUrl}/services/Soap/u/${client.version}`
    super(client, Object.assign({ endpointUrl, xmlns: namespace }, options))
    this.#call = call
    this.#observe = observe
  }

  override _createEnvelope(message: object): string {
    const envelope = super._createEnvelope(message)
    // An XML parser reads a carriage return as a line feed unless it is escaped (XML 1.0, 2.11).
    return envelope
      .replace('</soapenv:Header>', () => `${this.#call.header}</soapenv:Header>`)
      .replaceAll('\r', '&#xD;')
  }

  override async getResponseBody(response: HttpResponse): Promise<unknown> {
    const usage = /<current>(\d+)<\/current>\s*<limit>(\d+)<\/limit>\s*<type>API REQUESTS<\/type>/.exec(
      response.body,
    )
    if (usage !== null) this.#observe(Number(usage[1]), Number(usage[2]))
    const body = await this.parseResponseBody(response)
    const answer = inside(inside(inside(body, 'Envelope'), 'Body'), `${this.#call.operation}Response`)
    if (answer === undefined) throw new TypeError('the answer is no SOAP answer')
    return answer
  }
}

/** Whatever prefix the element has. */
function inside(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined
  return Object.entries(parent).find(([key]) => key.replace(/^.*:/, '') === name)?.[1]
}

const firstVersionWithJwt = 68

/** Older versions answer such a token with INVALID_SESSION_ID, however new it is. */
function refuseJwt({ accessToken, version, instanceUrl }: Connection): void {
  if (!accessToken || !isJWTToken(accessToken) || Number(version) >= firstVersionWithJwt) return
  throw new KitError(
    'TOKEN_NOT_FOR_SOAP',
    `${new URL(instanceUrl).host} gave a token in JWT format, with which API version ${version} takes no merges.`,
    {
      actions: [
        `Set \`apiVersion: "${firstVersionWithJwt}.0"\` or later for this connection, where the org has it.`,
        'Or turn off "Issue JSON Web Token (JWT)-based access tokens" in the app through which Steward logs in.',
      ],
    },
  )
}
