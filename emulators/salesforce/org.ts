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

/** What a user's profile and permission sets allow. Names are the schema's own, case included. */
export interface Access {
  /** May read the object at all; others answer INVALID_TYPE or NOT_FOUND as if it did not exist. */
  readonly sees: (object: string) => boolean
  /** Field-level read; others vanish from describe and are INVALID_FIELD in SOQL. */
  readonly reads: (object: string, field: string) => boolean
  /** Field-level edit; the schema's createable and updateable flags apply on top. */
  readonly writes: (object: string, field: string) => boolean
  readonly creates: (object: string) => boolean
  readonly edits: (object: string) => boolean
  readonly deletes: (object: string) => boolean
  /** View All on the object or in the system: sharing is not asked. */
  readonly viewsAll: (object: string) => boolean
  readonly modifiesAll: (object: string) => boolean
}

const yes = () => true

/** The system itself, and tests that are not about permissions. */
export const fullAccess: Access = {
  sees: yes,
  reads: yes,
  writes: yes,
  creates: yes,
  edits: yes,
  deletes: yes,
  viewsAll: yes,
  modifiesAll: yes,
}

/** A logged-in user. */
export interface Session {
  readonly userId: string
  readonly username: string
  readonly token: string
  readonly access: Access
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
