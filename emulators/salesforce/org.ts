import type { DatabaseSync } from 'node:sqlite'
import type { Schema } from './schema/types.ts'

/** Explicit time: `now` moves only when the control door or `--clock real` moves it. */
export interface Clock {
  readonly now: () => Date
}

/** The emulated org: one SQLite database, one schema, one clock. Every room gets it as its first argument. */
export interface Org {
  readonly db: DatabaseSync
  readonly schema: Schema
  readonly clock: Clock
  /** 18 characters, `00D…`. */
  readonly id: string
  /** Base address of the running server, no trailing slash; set before the first request. */
  readonly url: string
}

/** A logged-in user; `sees` and `may` answer from profile and permission sets. */
export interface Session {
  readonly userId: string
  readonly username: string
  readonly token: string
}

/** One REST call after authentication; composite sub-requests take the same door. */
export interface ApiRequest {
  readonly method: string
  /** Below `/services/data/vNN.0`, with leading slash, without query, e.g. `/sobjects/Contact/003…`. */
  readonly path: string
  /** `66.0` */
  readonly version: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Parsed JSON, or the raw text for CSV and XML. */
  readonly body: unknown
  readonly session: Session
}

export interface ApiResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON when an object or array; text as it is; streamed when async iterable. */
  readonly body?: unknown
}

export type Handler = (org: Org, request: ApiRequest) => ApiResponse | Promise<ApiResponse>

/** Path pattern with `:name` parts to its handler, by method. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly handle: (
    org: Org,
    request: ApiRequest,
    parameters: Readonly<Record<string, string>>,
  ) => ApiResponse | Promise<ApiResponse>
}

/** Becomes `[{"message","errorCode","fields"}]` with that status. */
export class ApiError extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: readonly string[]

  constructor(status: number, errorCode: string, message: string, fields: readonly string[] = []) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }
}
