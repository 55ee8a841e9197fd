import type { Units } from './units.ts'

/** Where each unit stands in the pattern, one bit per place; all zero between calls. */
const places = new Int32Array(65_536)
/** Patterns up to this long fit the bits of one number. */
export const wordBits = 32

/**
 * Edits between `a[fromA…toA)` and `b[fromB…toB)`, a swap of neighbours counting as one (optimal string alignment);
 * `limit + 1` as soon as there are more than `limit`.
 */
export function editsWithin(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
  limit: number,
): number {
  if (Math.abs(toA - fromA - (toB - fromB)) > limit) return limit + 1
  while (fromA < toA && fromB < toB && a[fromA] === b[fromB]) {
    fromA++
    fromB++
  }
  while (toA > fromA && toB > fromB && a[toA - 1] === b[toB - 1]) {
    toA--
    toB--
  }
  const sizeA = toA - fromA
  const sizeB = toB - fromB
  if (sizeA === 0 || sizeB === 0) return Math.min(limit + 1, sizeA + sizeB)
  if (limit <= 1) {
    if (limit === 0) return 1
    if (sizeA === 1 && sizeB === 1) return 1
    return sizeA === 2 && sizeB === 2 && a[fromA] === b[fromB + 1] && a[fromA + 1] === b[fromB] ? 1 : 2
  }
  if (sizeA > sizeB) return editsOf(b, fromB, toB, a, fromA, toA, limit)
  return editsOf(a, fromA, toA, b, fromB, toB, limit)
}

/** `a` is the shorter one. */
function editsOf(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
  limit: number,
): number {
  return toA - fromA <= wordBits
    ? editsByBits(a, fromA, toA, b, fromB, toB, limit)
    : editsByRows(a, fromA, toA, b, fromB, toB, limit)
}

/**
 * Bit vectors of the differences between neighbours in a column of the dynamic programme: H. Hyyrö, A bit-vector
 * algorithm for computing Levenshtein and Damerau edit distances, Nordic Journal of Computing 10 (2003), after
 * G. Myers, J. ACM 46 (1999).
 */
function editsByBits(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
  limit: number,
): number {
  const size = toA - fromA
  for (let at = 0; at < size; at++) {
    const unit = a[fromA + at] as number
    places[unit] = (places[unit] as number) | (1 << at)
  }
  const last = 1 << (size - 1)
  let rises = -1
  let falls = 0
  let equal = 0
  let placesBefore = 0
  let edits = size
  for (let at = fromB; at < toB; at++) {
    const here = places[b[at] as number] as number
    const swapped = ((~equal & here) << 1) & placesBefore
    equal = (((here & rises) + rises) ^ rises) | here | falls | swapped
    let up = falls | ~(equal | rises)
    const down = equal & rises
    if ((up & last) !== 0) edits++
    else if ((down & last) !== 0) edits--
    if (edits - (toB - at - 1) > limit) {
      edits = limit + 1
      break
    }
    up = (up << 1) | 1
    rises = (down << 1) | ~(equal | up)
    falls = up & equal
    placesBefore = here
  }
  for (let at = fromA; at < toA; at++) places[a[at] as number] = 0
  return Math.min(edits, limit + 1)
}

let rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)] as [
  Uint16Array,
  Uint16Array,
  Uint16Array,
]

/** For what is too long for bits: row by row. */
function editsByRows(
  a: Units,
  fromA: number,
  toA: number,
  b: Units,
  fromB: number,
  toB: number,
  limit: number,
): number {
  const width = toB - fromB + 1
  if (width > rows[0].length) {
    rows = [new Uint16Array(width * 2), new Uint16Array(width * 2), new Uint16Array(width * 2)]
  }
  let [before, last, current] = rows
  for (let at = 0; at < width; at++) last[at] = at
  for (let row = 1; fromA + row <= toA; row++) {
    current[0] = row
    let best = row
    const unit = a[fromA + row - 1]
    const unitBefore = row > 1 ? a[fromA + row - 2] : -1
    for (let column = 1; column < width; column++) {
      const other = b[fromB + column - 1]
      let cost = (last[column - 1] as number) + (unit === other ? 0 : 1)
      cost = Math.min(cost, (last[column] as number) + 1, (current[column - 1] as number) + 1)
      if (column > 1 && unitBefore === other && unit === b[fromB + column - 2]) {
        cost = Math.min(cost, (before[column - 2] as number) + 1)
      }
      current[column] = cost
      if (cost < best) best = cost
    }
    if (best > limit) return limit + 1
    const spare = before
    before = last
    last = current
    current = spare
  }
  return Math.min(limit + 1, last[width - 1] as number)
}
