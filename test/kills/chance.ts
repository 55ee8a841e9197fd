/** Numbers by a seed; the same seed, the same numbers (mulberry32). */
export interface Chance {
  readonly next: () => number
  readonly below: (end: number) => number
  readonly happens: (share: number) => boolean
  readonly pick: <One>(all: readonly One[]) => One
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    next,
    below,
    happens: (share) => next() < share,
    pick: (all) => all[below(all.length)] as (typeof all)[number],
  }
}
