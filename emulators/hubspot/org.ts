import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import type { Schema } from './schema/types.ts'

export type Tier = 'free' | 'starter' | 'professional' | 'enterprise'

/** How this account behaves where HubSpot accounts differ. */
export interface Behaviour {
  readonly accountType: 'standard' | 'sandbox' | 'developer-test'
  /** The Salesforce integration is on: companies cannot be merged. */
  readonly salesforceSync: boolean
  /** What static lists do with a merged record: sources disagree, so both exist. */
  readonly staticLists: 'leave' | 'combine'
  /** How long a change takes until search shows it. */
  readonly searchLagMs: number
}

/** The emulated account: one SQLite database, one schema, one clock. Every room gets it as its first argument. */
export interface Org {
  readonly db: DatabaseSync
  readonly schema: Schema
  readonly clock: Clock
  /** Digits. */
  readonly portalId: string
  readonly tier: Tier
  /** IANA name; the daily counter starts again at its midnight. */
  readonly timeZone: string
  readonly behaviour: Behaviour
  /** Base address of the running server, no trailing slash; set before the first request. */
  readonly url: string
}

/** What a token stands for. */
export interface Session {
  readonly token: string
  /** Bursts are counted by this. */
  readonly appId: string
  readonly kind: 'service-key' | 'private-app' | 'oauth'
  readonly userId: string
  /** `all`: the system itself, and tests that are not about scopes. */
  readonly scopes: ReadonlySet<string> | 'all'
}

/** One call after authentication. */
export interface ApiRequest {
  readonly method: string
  /** Without version and trailing slash, e.g. `/crm/objects/contacts/51`. */
  readonly path: string
  /** As asked for: `v3`, `v4`, `2026-09`, … */
  readonly version: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Parsed JSON; an object of texts for forms; `undefined` when there was none. */
  readonly body: unknown
  readonly session: Session
}

export interface ApiResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON when an object or array; a text is sent as it is. */
  readonly body?: unknown
}

export type Parameters = Readonly<Record<string, string>>

/** Path pattern with `:name` parts, written without version, to its handler, by method. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly handle: (
    org: Org,
    request: ApiRequest,
    parameters: Parameters,
  ) => ApiResponse | Promise<ApiResponse>
  /** All of these are needed. */
  readonly scopes?: (org: Org, parameters: Parameters, request: ApiRequest) => readonly string[]
  /** `search`: 5 a second for the account, no rate headers. Default: the burst window of the app. */
  readonly limit?: 'search'
}

export interface ErrorDetail {
  readonly message: string
  readonly code?: string
  readonly in?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

interface ErrorMore {
  readonly errors?: readonly ErrorDetail[]
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly subCategory?: string
  /** Further fields of the body. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Becomes `{"status":"error","message","correlationId","category",…}` with that status. */
export class ApiError extends Error {
  readonly status: number
  readonly category: string
  readonly more: ErrorMore

  constructor(status: number, category: string, message: string, more: ErrorMore = {}) {
    super(message)
    this.status = status
    this.category = category
    this.more = more
  }
}
