import type { Api } from '../api.ts'

export interface WriteContext {
  readonly api: Api
  /** The org's own count of calls, as SOAP tells it. */
  readonly observe: (used: number, limit: number) => void
  /** Words that may be shown of what the org says about records of the object. */
  readonly words: (object: string) => ReadonlySet<string>
}
