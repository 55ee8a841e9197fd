import { randomBelow } from '../match/random.ts'

/** The first `count` of a seeded random order of `0 … size - 1` (Fisher-Yates, as far as it is needed). */
export function drawWithout(size: number, count: number, seed: number): readonly number[] {
  const below = randomBelow(seed)
  const moved = new Map<number, number>()
  const drawn: number[] = []
  for (let at = 0; at < Math.min(count, size); at++) {
    const from = at + below(size - at)
    drawn.push(moved.get(from) ?? from)
    moved.set(from, moved.get(at) ?? at)
  }
  return drawn
}
