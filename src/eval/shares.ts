import { type Interval, wilson } from '../labels/wilson.ts'

/** A share with its 95 % interval; null of nothing. */
export interface Share extends Interval {
  readonly value: number | null
  readonly right: number
  readonly of: number
}

/** Wilson; pairs of one entity are right or wrong together, so the true interval is somewhat wider. */
export function shareOf(right: number, of: number): Share {
  return { value: of === 0 ? null : right / of, right, of, ...wilson(right, of) }
}

export interface PairFigures {
  readonly precision: Share
  readonly recall: Share
  readonly f1: Interval & { readonly value: number | null }
}

export function f1Of(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

/** From counts of pairs: `2 right / (found + true)`. */
export function f1OfCounts(right: number, found: number, all: number): number {
  return found + all === 0 ? 0 : (2 * right) / (found + all)
}

/** `interval` by the bootstrap, which sees no doubt where nothing was wrong: then from the ends of both shares. */
export function pairFigures(
  right: number,
  found: number,
  all: number,
  interval: Interval | null,
): PairFigures {
  const [precision, recall] = [shareOf(right, found), shareOf(right, all)]
  const value = found + all === 0 ? null : f1OfCounts(right, found, all)
  const flawless = right === found && right === all
  const ends = { low: f1Of(precision.low, recall.low), high: f1Of(precision.high, recall.high) }
  return { precision, recall, f1: { value, ...(interval === null || flawless ? ends : interval) } }
}
