export interface ReadLimits {
  /** Up to so many rows are read by REST, 2,000 to a call; more by a Bulk job. */
  readonly restRows: number
  /** Rows per page of a Bulk result: what is repeated when a download breaks. */
  readonly bulkPageRows: number
  /** First wait for a Bulk job; it doubles up to `longestPollMs`. */
  readonly pollMs: number
  readonly longestPollMs: number
  /** A job that takes longer is given up. */
  readonly jobMs: number
}

export const defaultLimits: ReadLimits = {
  restRows: 6_000,
  bulkPageRows: 100_000,
  pollMs: 500,
  longestPollMs: 30_000,
  jobMs: 4 * 3_600_000,
}
