/** A pre-image older than this is taken again before its merge is sent; the promise is a minute. */
export const preImageLife = 50_000

/** Values that were read longer ago than this are read again before their merge is sent. */
export const lookLife = 2_000

/** Waits before a refusal such as a lock is tried again. */
export const retryPauses: readonly number[] = [2_000, 8_000, 30_000]

/** Waits between looks at what became of a request without an answer: the server may still be at it. */
export const readBackPauses: readonly number[] = [2_000, 5_000, 15_000, 30_000]
