/** Numbers that look random, 32 bits each. */
export type Draw = () => number

/** The same numbers for the same seed and place, whatever was drawn elsewhere (splitmix32). */
export function drawFor(seed: number, place: number): Draw {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(place + 1, 0xc2b2ae35)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}

export function below(draw: Draw, end: number): number {
  return Math.floor((draw() / 2 ** 32) * end)
}

export function chance(draw: Draw, share: number): boolean {
  return draw() < share * 2 ** 32
}

export function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[below(draw, list.length)] as T
}

/** Picks entry `n` of a list in proportion to `1 / (n + flat) ** steep`: a few are common, most are rare. */
export function zipf(size: number, flat: number, steep: number): (draw: Draw) => number {
  const sums = new Float64Array(size)
  let sum = 0
  for (let at = 0; at < size; at++) {
    sum += 1 / (at + flat) ** steep
    sums[at] = sum
  }
  return (draw) => {
    const wanted = (draw() / 2 ** 32) * sum
    let from = 0
    let to = size - 1
    while (from < to) {
      const middle = (from + to) >> 1
      if ((sums[middle] as number) <= wanted) from = middle + 1
      else to = middle
    }
    return from
  }
}
