import type { SoapOperations } from './envelope.ts'
import { emptyRecycleBin } from './recycle.ts'
import { sessionOperations } from './session.ts'

/** Every operation that the SOAP endpoint knows, by the name of its element. */
export function soapOperations(endSession: (token: string) => void): SoapOperations {
  return new Map([...sessionOperations(endSession), ['emptyRecycleBin', emptyRecycleBin]])
}
