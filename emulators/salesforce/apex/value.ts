import type { MergeSettings } from '../merge/index.ts'
import type { Org, Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import type { Scalar } from './script.ts'
import type { Place } from './source.ts'

/** A record in the script's hands; only what the script itself set is written. */
export interface RecordValue {
  readonly object: ObjectSchema
  readonly fields: Map<string, Value>
  readonly set: Set<string>
}

export type Value = Scalar | RecordValue | readonly Value[]

/** What ends a script; everything that it wrote is taken back. */
export class ApexException extends Error {
  readonly kind: string
  place: Place = { line: 1, column: 1 }

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

export interface Run {
  readonly org: Org
  readonly session: Session
  readonly settings: MergeSettings
  readonly variables: Map<string, Value>
  /** What one transaction may do (Apex governor limits). */
  readonly used: { statements: number; queries: number }
}

export function isRecord(value: Value | undefined): value is RecordValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function nothing(): ApexException {
  return new ApexException('System.NullPointerException', 'Attempt to de-reference a null object')
}
