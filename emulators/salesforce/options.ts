import type { UserSpec } from './access/add-user.ts'
import type { Org } from './org.ts'

export interface SalesforceOrgOptions {
  /** 0: any free port. */
  readonly port?: number
  readonly seed?: number
  /** Contact and lead rows including duplicates; 0: an org with nothing but its administrator. */
  readonly people?: number
  /** Where the org's clock starts; the population's dates lie before it. */
  readonly asOf?: Date
  /** `standard` (default) has person accounts too, `business` none, `nonprofit` household accounts. A copy has its own. */
  readonly variant?: 'standard' | 'business' | 'nonprofit'
  /** Accounts, contacts and leads say in which currency their amounts are (`CurrencyIsoCode`); default not. */
  readonly currencies?: boolean
  /** Values that try to harm what reads them: formulas, markup, control characters, very long texts. */
  readonly hostile?: boolean
  /** Factor for deals, cases, activities and other children; default 1. */
  readonly activity?: number
  /** Where the truth about duplicates goes; it is never served. */
  readonly truthFile?: string
  /** `frozen` (default): time moves only through the control door. */
  readonly clock?: 'frozen' | 'real'
  /** Where the database goes, or is, when it holds an org already; default in memory or a temporary file. */
  readonly dbPath?: string
  /** A database written with `dbPath` before: the org starts as a copy of it, nothing is seeded. */
  readonly copyOf?: string
  /** As `copyOf`, but a sandbox of that org: another org id, the same record ids. The org may be running meanwhile. */
  readonly sandboxOf?: string
  /** Share of people and companies that a partial copy has, 0 to 1; the seed says which. */
  readonly copyShare?: number
  readonly dailyApiRequests?: number
  /** Fault rules to start with, as posted to `{controlUrl}/faults`. */
  readonly faults?: readonly unknown[]
  /** Records that the recycle bin holds; default 25 for each megabyte of data storage. */
  readonly recycleBinRecords?: number
  /** Whose data privacy record a merged contact or lead keeps; default the master's. */
  readonly mergedIndividual?: 'master' | 'most-recent'
  /** Whether cases that were merged away go to the bin (default) or stay, closed, beside the master. */
  readonly mergedCases?: 'delete' | 'keep'
  /** Adds rows to a new org before it answers. */
  readonly fill?: (org: Org) => void
  /** Users with rights of their own; the control door gives their tokens. */
  readonly users?: readonly UserSpec[]
  /** Log in as this user instead of the administrator. */
  readonly username?: string
  /** Reads of the job that a bulk job takes until it is complete; default 1. */
  readonly bulkPolls?: number
  /** Rows of a bulk result page when the client names no number; default 50,000. */
  readonly bulkPageRows?: number
}
