import type { Sides } from './index.ts'
import type { RecordTable } from './table.ts'

/** Which records may be one at all, and what is known of them before any value is looked at. */
export interface Meetings {
  /** Side of each record, in memory that threads share; null where all may meet. */
  readonly sides: Uint8Array | null
  readonly meet: (a: number, b: number) => boolean
  /** Share of all pairs that meet. */
  readonly share: number
  readonly isKnown: (a: number, b: number) => boolean
  /** Links that make one of what is known to be one. */
  readonly known: readonly (readonly [number, number])[]
  readonly apart: (a: number, b: number) => string | null
}

export const everyPair: Meetings = {
  sides: null,
  meet: () => true,
  share: 1,
  isKnown: () => false,
  known: [],
  apart: () => null,
}

export function meetingsOf(sides: Sides, { ids, rows }: RecordTable): Meetings {
  const side = new Uint8Array(new SharedArrayBuffer(rows))
  const number = new Int32Array(rows)
  for (let record = 0; record < rows; record++) {
    const id = ids.at(record)
    side[record] = sides.of(id)
    number[record] = sides.known(id)
  }
  const isKnown = (a: number, b: number): boolean => number[a] !== 0 && number[a] === number[b]
  const reach = sidesReached(number, side)
  const isApart = (a: number, b: number): boolean =>
    number[a] !== 0 &&
    number[b] !== 0 &&
    number[a] !== number[b] &&
    shareSide(reach.get(number[a] ?? 0), reach.get(number[b] ?? 0))
  return {
    sides: side,
    meet: (a, b) => side[a] !== side[b],
    share: shareOf(side),
    isKnown,
    known: chains(number, rows),
    apart: (a, b) => (isApart(a, b) ? 'linked to another record' : null),
  }
}

/** Sides on which a number has records. */
function sidesReached(number: Int32Array, side: Uint8Array): ReadonlyMap<number, ReadonlySet<number>> {
  const reach = new Map<number, Set<number>>()
  for (const [record, own] of number.entries()) {
    if (own === 0) continue
    const sides = reach.get(own) ?? new Set()
    reach.set(own, sides.add(side[record] ?? 0))
  }
  return reach
}

function shareSide(one: ReadonlySet<number> = new Set(), other: ReadonlySet<number> = new Set()): boolean {
  return !one.isDisjointFrom(other)
}

function shareOf(side: Uint8Array): number {
  const counts = new Map<number, number>()
  for (const one of side) counts.set(one, (counts.get(one) ?? 0) + 1)
  const all = (side.length * (side.length - 1)) / 2
  const within = [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  return all === 0 ? 1 : Math.max((all - within) / all, 1 / all)
}

/** Each record linked to the one before it of the same number. */
function chains(number: Int32Array, rows: number): readonly (readonly [number, number])[] {
  const last = new Map<number, number>()
  const links: (readonly [number, number])[] = []
  for (let record = 0; record < rows; record++) {
    const own = number[record] ?? 0
    if (own === 0) continue
    const before = last.get(own)
    if (before !== undefined) links.push([before, record])
    last.set(own, record)
  }
  return links
}
