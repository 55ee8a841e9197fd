/** Everything random of one graph: the same seed is the same graph. */
export interface Chance {
  /** In [0, below). */
  readonly int: (below: number) => number
  readonly is: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  /** Each with this probability, in order. */
  readonly some: <T>(list: readonly T[], probability: number) => readonly T[]
  readonly shuffled: <T>(list: readonly T[]) => readonly T[]
}

export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number): number => Math.floor(next() * below)
  const is = (probability: number): boolean => next() < probability
  return {
    int,
    is,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from')
      return list[int(list.length)] as (typeof list)[number]
    },
    some: (list, probability) => list.filter(() => is(probability)),
    shuffled: (list) => {
      const rest = [...list]
      return list.map(() => rest.splice(int(rest.length), 1)[0] as (typeof list)[number])
    },
  }
}
