import type { Units } from './units.ts'

/** Where each unit stands in the pattern, one bit per place; all zero between calls. */
const places = new Int32Array(65_536)
const wordBits = 32

/**
 * Jaro-Winkler similarity of `a[fromA…toA)` and `b[fromB…toB)`, 0 to 1, with the usual bonus of 0.1 for each of up to
 * four first letters in common: M. Jaro, JASA 84 (1989); W. Winkler, ASA Survey Research Methods (1990).
 */
export function jaroWinkler(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
): number {
  const sizeA = toA - fromA
  const sizeB = toB - fromB
  if (sizeA === 0 || sizeB === 0) return 0
  const matched =
    sizeA <= wordBits && sizeB <= wordBits
      ? matchByBits(a, fromA, toA, b, fromB, toB)
      : matchByLoop(a, fromA, toA, b, fromB, toB)
  if (matched === 0) return 0
  const jaro = (matched / sizeA + matched / sizeB + (matched - moved / 2) / matched) / 3
  return jaro + commonPrefix(a, fromA, toA, b, fromB, toB) * 0.1 * (1 - jaro)
}

/** Of the letters that match, those that do not stand in the same order: what the last match left here. */
let moved = 0

export function commonPrefix(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
): number {
  const most = Math.min(4, toA - fromA, toB - fromB)
  let size = 0
  while (size < most && a[fromA + size] === b[fromB + size]) size++
  return size
}

function reachOf(sizeA: number, sizeB: number): number {
  return Math.max(0, (Math.max(sizeA, sizeB) >> 1) - 1)
}

/** Each letter of `a` takes the first free equal one of `b` within reach, found as the lowest bit that is left. */
function matchByBits(a: Units, fromA: number, toA: number, b: Units, fromB: number, toB: number): number {
  const sizeA = toA - fromA
  const sizeB = toB - fromB
  for (let at = 0; at < sizeB; at++) {
    const unit = b[fromB + at] as number
    places[unit] = (places[unit] as number) | (1 << at)
  }
  const reach = reachOf(sizeA, sizeB)
  let takenA = 0
  let takenB = 0
  for (let at = 0; at < sizeA; at++) {
    const free = (places[a[fromA + at] as number] as number) & between(at - reach, at + reach) & ~takenB
    if (free === 0) continue
    takenB |= free & -free
    takenA |= 1 << at
  }
  const matched = bitCount(takenA)
  moved = 0
  while (takenA !== 0) {
    const inB = takenB & -takenB
    const unit = a[fromA + 31 - Math.clz32(takenA & -takenA)] as number
    if (((places[unit] as number) & inB) === 0) moved++
    takenA &= takenA - 1
    takenB ^= inB
  }
  for (let at = fromB; at < toB; at++) places[b[at] as number] = 0
  return matched
}

/** Bits `from` to `to`, both included, as far as there are such. */
function between(from: number, to: number): number {
  const upTo = to >= 31 ? -1 : (2 << to) - 1
  return from <= 0 ? upTo : from > 31 ? 0 : upTo & (-1 << from)
}

export function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

let taken = new Uint8Array(64)
let found = new Uint16Array(64)

function matchByLoop(a: Units, fromA: number, toA: number, b: Units, fromB: number, toB: number): number {
  const sizeA = toA - fromA
  const sizeB = toB - fromB
  if (taken.length < sizeB) taken = new Uint8Array(sizeB * 2)
  if (found.length < sizeA) found = new Uint16Array(sizeA * 2)
  taken.fill(0, 0, sizeB)
  const reach = reachOf(sizeA, sizeB)
  let matched = 0
  for (let at = 0; at < sizeA; at++) {
    const to = Math.min(sizeB - 1, at + reach)
    for (let other = Math.max(0, at - reach); other <= to; other++) {
      if (taken[other] === 1 || a[fromA + at] !== b[fromB + other]) continue
      taken[other] = 1
      found[matched++] = a[fromA + at] as number
      break
    }
  }
  moved = 0
  let seen = 0
  for (let other = 0; other < sizeB; other++) {
    if (taken[other] === 1 && b[fromB + other] !== found[seen++]) moved++
  }
  return matched
}
