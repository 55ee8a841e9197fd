/**
 * Edits between two texts, counting a swap of neighbours as one (optimal string alignment); `limit + 1` as soon
 * as there are more than `limit`.
 */
export function editsWithin(a: string, b: string, limit: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let start = 0
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  return aligned(a.slice(start, endA), b.slice(start, endB), limit)
}

/** Working space, kept between calls: this runs for millions of pairs. */
let rows: [Uint16Array, Uint16Array, Uint16Array] = [
  new Uint16Array(64),
  new Uint16Array(64),
  new Uint16Array(64),
]

function aligned(a: string, b: string, limit: number): number {
  if (a.length === 0 || b.length === 0) return Math.min(limit + 1, a.length + b.length)
  const width = b.length + 1
  if (width > rows[0].length)
    rows = [new Uint16Array(width * 2), new Uint16Array(width * 2), new Uint16Array(width * 2)]
  let [before, last, current] = rows
  for (let at = 0; at < width; at++) last[at] = at
  for (let row = 1; row <= a.length; row++) {
    current[0] = row
    let best = row
    for (let column = 1; column < width; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1)
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      current[column] = cost
      if (cost < best) best = cost
    }
    if (best > limit) return limit + 1
    const spare = before
    before = last
    last = current
    current = spare
  }
  return Math.min(limit + 1, last[width - 1] ?? 0)
}

/** Jaro-Winkler similarity, 0 to 1, with the usual prefix bonus of 0.1 for up to four letters. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1)
  const taken = new Uint8Array(b.length)
  const matched: number[] = []
  for (let at = 0; at < a.length; at++) {
    const to = Math.min(b.length - 1, at + reach)
    for (let other = Math.max(0, at - reach); other <= to; other++) {
      if (taken[other] === 1 || a.charCodeAt(at) !== b.charCodeAt(other)) continue
      taken[other] = 1
      matched.push(a.charCodeAt(at))
      break
    }
  }
  if (matched.length === 0) return 0
  let seen = 0
  let moved = 0
  for (let other = 0; other < b.length; other++) {
    if (taken[other] === 1 && b.charCodeAt(other) !== matched[seen++]) moved++
  }
  const m = matched.length
  const jaro = (m / a.length + m / b.length + (m - moved / 2) / m) / 3
  let prefix = 0
  while (prefix < 4 && prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Edits that two words may lie apart and still be one mistyped word: none below 4 letters, one, two from 8. */
export function isTypo(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 4) return false
  const limit = shorter < 8 ? 1 : 2
  return editsWithin(a, b, limit) <= limit
}
