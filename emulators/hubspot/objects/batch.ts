import type { Input } from '../batch.ts'
import { validation } from '../page.ts'

export const mostInputs = 100

export function inputId(input: Input): string {
  const { id } = input
  if (typeof id === 'string' && id !== '') return id
  if (typeof id === 'number') return String(id)
  throw validation('Invalid input JSON: some required fields were not set: [id]')
}

export function traceOf(input: Input): string | undefined {
  return typeof input.objectWriteTraceId === 'string' ? input.objectWriteTraceId : undefined
}

/** How an error tells which row it is of: by its trace id where it has one. */
export function contextOf(input: Input): Readonly<Record<string, readonly string[]>> {
  const trace = traceOf(input)
  if (trace !== undefined) return { objectWriteTraceId: [trace] }
  return input.id === undefined ? {} : { ids: [String(input.id)] }
}
