import type { Clock } from '../org.ts'

const day = 24 * 60 * 60 * 1000
const minute = 60 * 1000

/** The vendor's names of what is counted over a rolling day. */
export type DailyLimit =
  | 'DailyApiRequests'
  | 'DailyBulkApiBatches'
  | 'DailyBulkV2QueryJobs'
  | 'DailyBulkV2QueryFileStorageMB'

export interface Limits {
  readonly use: (limit: DailyLimit, amount: number) => void
  readonly used: (limit: DailyLimit) => number
  readonly allowed: (limit: DailyLimit) => number
  readonly exhausted: (limit: DailyLimit) => boolean
  readonly allow: (limit: DailyLimit, amount: number) => void
  /** As if that much had been used by others just now. */
  readonly pretendUsed: (limit: DailyLimit, amount: number) => void
}

const defaults: Readonly<Record<DailyLimit, number>> = {
  DailyApiRequests: 145_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryJobs: 10_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
}

/** Rolling 24 hours by the org's clock, kept by the minute. */
export function createLimits(clock: Clock, allowances: Partial<Record<DailyLimit, number>> = {}): Limits {
  const allowed: Record<DailyLimit, number> = { ...defaults, ...allowances }
  const usage = new Map<DailyLimit, Map<number, number>>()
  const minutesOf = (limit: DailyLimit) => {
    const minutes = usage.get(limit) ?? new Map<number, number>()
    usage.set(limit, minutes)
    return minutes
  }
  const used = (limit: DailyLimit) => {
    const minutes = minutesOf(limit)
    const oldest = clock.now().getTime() - day
    let sum = 0
    for (const [at, amount] of minutes)
      if (at * minute <= oldest) minutes.delete(at)
      else sum += amount
    return sum
  }
  const use = (limit: DailyLimit, amount: number) => {
    const at = Math.floor(clock.now().getTime() / minute)
    const minutes = minutesOf(limit)
    minutes.set(at, (minutes.get(at) ?? 0) + amount)
  }
  return {
    use,
    used,
    allowed: (limit) => allowed[limit],
    exhausted: (limit) => used(limit) >= allowed[limit],
    allow: (limit, amount) => {
      allowed[limit] = amount
    },
    pretendUsed: (limit, amount) => {
      minutesOf(limit).clear()
      use(limit, amount)
    },
  }
}
