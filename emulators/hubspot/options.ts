import type { Org, Tier } from './org.ts'

export interface HubspotOptions {
  /** 0: any free port. */
  readonly port?: number
  readonly seed?: number
  /** Contact rows including duplicates; 0: an account without records. */
  readonly people?: number
  /** Where the account's clock starts; the population's dates lie before it. */
  readonly asOf?: Date
  readonly timeZone?: string
  readonly tier?: Tier
  /** What the account says that it is; default `standard`. */
  readonly accountType?: 'standard' | 'sandbox' | 'developer-test'
  /** That of the Salesforce org beside, which decides who is in both; default `standard`. */
  readonly variant?: 'standard' | 'business' | 'nonprofit'
  /** Values that try to harm what reads them: formulas, markup, control characters, very long texts. */
  readonly hostile?: boolean
  /** Custom properties of contacts beside the usual ones; 1,000 at most. */
  readonly customProperties?: number
  /** Factor for deals, tickets, activities and other children; default 1. */
  readonly activity?: number
  /** Where the truth about duplicates goes; it is never served. */
  readonly truthFile?: string
  /** `frozen` (default): time moves only through the control door. */
  readonly clock?: 'frozen' | 'real'
  /** Where the database goes, or is, when it holds an account already; default in memory or a temporary file. */
  readonly dbPath?: string
  /** A database written with `dbPath` before: the account starts as a copy of it, nothing is seeded. */
  readonly copyOf?: string
  /** Calls in ten seconds of each app; default by tier. */
  readonly burst?: number
  /** Calls a day of the account; default by tier. */
  readonly daily?: number
  /** How long a change takes until search shows it; default 0. */
  readonly searchLagMs?: number
  /** The Salesforce integration is on: companies cannot be merged. */
  readonly salesforceSync?: boolean
  /** What static lists do with a merged record; default `leave`. */
  readonly staticLists?: 'leave' | 'combine'
  /** Fault rules to start with, as posted to `{controlUrl}/faults`. */
  readonly faults?: readonly unknown[]
  /** Adds rows to a new account before it answers. */
  readonly fill?: (org: Org) => void
  /** Scopes of the tokens that the account announces; default all but those for sensitive values or of Enterprise. */
  readonly scopes?: readonly string[]
  /** Each refresh ends the refresh token that was used and gives another; default not. */
  readonly rotatesRefreshTokens?: boolean
  /** Log in as this user instead of the first super admin. */
  readonly username?: string
  /** Monotonic milliseconds for the burst windows; default the machine's. */
  readonly ticks?: () => number
}
