import { KitError } from '../../src/kit/error.ts'

export interface Watermark {
  /** The latest modification that search showed when the read began: the account's own clock. */
  readonly stamp: Date
  /** When everything was last read, by our clock. */
  readonly fullAt: Date
}

/**
 * Search shows a change some seconds after it was made, and not always in the order in which they were made
 * (CRM search guide, "Limitations"); what bears a stamp of these minutes may have come too late for the last read.
 */
const lagMs = 5 * 60_000

/**
 * What was forgotten for good (GDPR) or purged from the recycle bin is in no list: only reading everything tells.
 */
const longestMs = 7 * 24 * 3_600_000

export function writeWatermark({ stamp, fullAt }: Watermark): string {
  return `${stamp.toISOString()}/${fullAt.toISOString()}`
}

export function readWatermark(text: string, object: string): Watermark {
  const [stamp = '', fullAt = ''] = text.split('/')
  const watermark = { stamp: new Date(stamp), fullAt: new Date(fullAt) }
  if (!Number.isNaN(watermark.stamp.getTime()) && !Number.isNaN(watermark.fullAt.getTime())) return watermark
  throw new KitError('BAD_WATERMARK', `The watermark of the last read of ${object} makes no sense.`, {
    actions: ['Read everything anew with a full sync.'],
  })
}

export function startOfChanges({ stamp }: Watermark): Date {
  return new Date(stamp.getTime() - lagMs)
}

export function isTooOld({ fullAt }: Watermark, now: Date): boolean {
  return Math.abs(now.getTime() - fullAt.getTime()) > longestMs
}

export function tooOld(object: string, why: string): KitError {
  return new KitError('WATERMARK_TOO_OLD', `${object}: ${why}.`, {
    actions: ['Read everything anew with a full sync.'],
  })
}
