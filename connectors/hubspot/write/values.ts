import type { Value } from '../../../src/kit/record.ts'

/** HubSpot takes texts only; the empty one clears. */
export function toProperties(values: Readonly<Record<string, Value>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]),
  )
}
