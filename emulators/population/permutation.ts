import { mix } from './random.ts'

/** A seeded one-to-one shuffle of 0…size-1 that needs no memory. */
export interface Permutation {
  readonly forward: (index: number) => number
  readonly backward: (index: number) => number
}

const rounds = 4

/** Feistel network on the next even power of two, walked until the value falls inside. */
export function permutation(size: number, seed: number): Permutation {
  let half = 1
  while (2 ** (2 * half) < size) half++
  const mask = 2 ** half - 1
  const round = (right: number, number: number): number =>
    mix(right + Math.imul(seed, 31) + Math.imul(number + 1, 0x9e3779b1)) & mask
  function encrypt(value: number): number {
    let left = Math.floor(value / (mask + 1))
    let right = value & mask
    for (let number = 0; number < rounds; number++) {
      const swapped = left ^ round(right, number)
      left = right
      right = swapped
    }
    return left * (mask + 1) + right
  }
  function decrypt(value: number): number {
    let left = Math.floor(value / (mask + 1))
    let right = value & mask
    for (let number = rounds - 1; number >= 0; number--) {
      const swapped = right ^ round(left, number)
      right = left
      left = swapped
    }
    return left * (mask + 1) + right
  }
  function walk(index: number, step: (value: number) => number): number {
    let value = step(index)
    while (value >= size) value = step(value)
    return value
  }
  return { forward: (index) => walk(index, encrypt), backward: (index) => walk(index, decrypt) }
}
