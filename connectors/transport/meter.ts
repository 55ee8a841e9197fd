import type { CallMeter } from '../../src/kit/connector.ts'
import { exitCodes, KitError } from '../../src/kit/error.ts'

export interface Meter {
  /** Throws `QUOTA_REACHED` when the org's own count says that the budget is used up; else counts the call. */
  readonly spend: (purpose: string) => void
  /** What the vendor said about its window. */
  readonly observe: (used: number, limit: number) => void
  /** Throws `QUOTA_REACHED` when `calls` more would not fit. */
  readonly ensureRoom: (calls: number) => void
  readonly read: () => CallMeter
}

/** How the vendor counts, in words for people. */
export interface Allowance {
  /** As in "15,000 API calls ...": `of the last 24 hours`. */
  readonly period: string
  /** When there are calls again: `the count covers a rolling 24 hours`. */
  readonly renewal: string
}

/** Counts calls by purpose and stops at a share (0 to 1) of the org's allowance. */
export function createMeter(budget: number, orgName: string, { period, renewal }: Allowance): Meter {
  const byPurpose = new Map<string, number>()
  let total = 0
  let org: { used: number; limit: number } | null = null

  function room(): number {
    return org === null ? Number.POSITIVE_INFINITY : Math.floor(org.limit * budget) - org.used
  }

  function refuse(needed: number): never {
    const { used, limit } = org ?? { used: 0, limit: 0 }
    const share = Math.round(budget * 100)
    const need = needed > 1 ? ` About ${needed} more are needed.` : ''
    throw new KitError(
      'QUOTA_REACHED',
      `${orgName} has used ${used} of its ${limit} API calls ${period}; this connection stops at ${share} %.${need}`,
      {
        exit: exitCodes.stopped,
        actions: [
          `Run the command again later: ${renewal}, and what was read is kept.`,
          'Or allow a larger share: `limits.apiBudget` in steward.yml.',
        ],
      },
    )
  }

  return {
    spend: (purpose) => {
      if (room() < 1) refuse(1)
      total++
      byPurpose.set(purpose, (byPurpose.get(purpose) ?? 0) + 1)
      if (org !== null) org.used++ // calls under way at the same time do not know of each other's answer yet
    },
    observe: (used, limit) => {
      org = { used, limit }
    },
    ensureRoom: (calls) => {
      if (room() < calls) refuse(calls)
    },
    read: () => ({
      total,
      byPurpose: Object.fromEntries([...byPurpose].sort(([a], [b]) => (a < b ? -1 : 1))),
      org: org === null ? null : { ...org },
    }),
  }
}
