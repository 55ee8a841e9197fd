import { KitError } from '../../src/kit/error.ts'

export interface Watermark {
  /** The latest `SystemModstamp` that was read: the org's own clock, whatever ours or a proxy's says. */
  readonly stamp: Date
  /** The server's time at that read. */
  readonly readAt: Date
}

/**
 * SystemModstamp is set when a transaction writes, but the row can be seen only once it commits; five minutes
 * cover the longest transaction and the clocks of the org's servers.
 */
const longestTransactionMs = 5 * 60_000

/** The recycle bin keeps what was deleted for 15 days; an hour less, for the time that a read takes. */
const deletionWindowMs = 15 * 24 * 3_600_000 - 3_600_000

export function writeWatermark({ stamp, readAt }: Watermark): string {
  return `${stamp.toISOString()}/${readAt.toISOString()}`
}

export function readWatermark(text: string, object: string): Watermark {
  const [stamp = '', readAt = ''] = text.split('/')
  const watermark = { stamp: new Date(stamp), readAt: new Date(readAt) }
  if (!Number.isNaN(watermark.stamp.getTime()) && !Number.isNaN(watermark.readAt.getTime())) return watermark
  throw new KitError('BAD_WATERMARK', `The watermark of the last read of ${object} makes no sense.`, {
    actions: ['Read everything anew with a full sync.'],
  })
}

/** Whatever appeared after that read bears at least the latest stamp, or one of the last minutes before it. */
export function startOfChanges({ stamp, readAt }: Watermark): Date {
  return new Date(Math.min(stamp.getTime(), readAt.getTime() - longestTransactionMs))
}

/** Deletions since then may have left the recycle bin unseen, so only a full read tells what is gone. */
export function isTooOld({ readAt }: Watermark, now: Date): boolean {
  return now.getTime() - readAt.getTime() > deletionWindowMs
}

export function tooOld(object: string): KitError {
  return new KitError('WATERMARK_TOO_OLD', `The last read of ${object} is more than two weeks old.`, {
    actions: ['Read everything anew with a full sync.'],
  })
}

/** The later of two texts like `2026-11-22T10:00:00.000Z`, which sort as they are. */
export function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
