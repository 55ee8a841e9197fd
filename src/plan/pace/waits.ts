import { pace } from './pace.ts'

/** A pre-image older than this is taken again before its merge is sent; the promise is a minute. */
export const preImageLife = 50_000

/**
 * Values that were read longer ago than this are read again before their merge is sent: about as long as it takes to
 * send the groups of one look.
 */
export function lookLife(mergesPerRequest: number): number {
  return 2_000 * Math.max(1, Math.ceil(pace.groupsPerLook / Math.max(1, mergesPerRequest)))
}

/** Duplicates that were read longer ago than this are read again before they are linked and closed. */
export const linkLife = 10_000

/** Losers of which all was seen on their survivors longer ago than this are looked at again before they are removed. */
export const seenLife = 10_000

/** Waits before a refusal such as a lock is tried again. */
export const retryPauses: readonly number[] = [2_000, 8_000, 30_000]

/** Waits between looks at what became of a request without an answer: the server may still be at it. */
export const readBackPauses: readonly number[] = [2_000, 5_000, 15_000, 30_000]

/** Waits between looks at a result that is not as planned: some CRMs show late what they have done. */
export const verifyPauses: readonly number[] = [2_000, 5_000, 15_000]
