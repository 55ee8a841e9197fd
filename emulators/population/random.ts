/** A seeded stream of numbers; the same key always yields the same stream, in any order of asking. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number
  /** In [0, below). */
  readonly int: (below: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  /** One of `list`, later ones ever rarer. */
  readonly skewed: <T>(list: readonly T[]) => T
}

/** Streams of different things never share numbers. */
export const Stream = {
  group: 1,
  company: 2,
  person: 3,
  copy: 4,
  household: 5,
  companyCopy: 6,
  deals: 7,
  cases: 8,
  layout: 9,
  user: 10,
  activity: 11,
  setup: 12,
  employment: 13,
  second: 14,
} as const

/** 32-bit finaliser with full avalanche. */
export function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

export function hash(seed: number, stream: number, index: number, part = 0): number {
  return mix(
    mix(mix(seed ^ 0x9e3779b9) + Math.imul(stream, 0x85ebca6b) + index) + Math.imul(part, 0xc2b2ae35),
  )
}

/** sfc32, keyed by (seed, stream, index, part). */
export function random(seed: number, stream: number, index: number, part = 0): Random {
  let a = hash(seed, stream, index, part)
  let b = mix(a + 0x6d2b79f5)
  let c = mix(b ^ index)
  let counter = 1
  function next(): number {
    const sum = (((a + b) | 0) + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 6; round++) next()
  const int = (below: number): number => Math.floor(next() * below)
  function pick<T>(list: readonly T[]): T {
    return list[int(list.length)] as T
  }
  function skewed<T>(list: readonly T[]): T {
    return list[Math.floor(next() ** 2.2 * list.length)] as T
  }
  return { next, int, chance: (probability) => next() < probability, pick, skewed }
}

/** A drawing from weighted outcomes in constant memory and logarithmic time. */
export interface Weighted<T> {
  readonly draw: (random: Random) => T
  readonly size: number
}

export function weighted<T>(
  outcomes: readonly T[],
  weightOf: (outcome: T, rank: number) => number,
): Weighted<T> {
  const cumulative = new Float64Array(outcomes.length)
  let total = 0
  for (const [rank, outcome] of outcomes.entries()) {
    total += weightOf(outcome, rank)
    cumulative[rank] = total
  }
  return {
    size: outcomes.length,
    draw: (source) => outcomes[firstAbove(cumulative, source.next() * total)] as T,
  }
}

/** Index of the first entry greater than `value`; the last index when there is none. */
export function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}
