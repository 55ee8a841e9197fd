import { editsWithin } from './edits.ts'
import { bitCount, commonPrefix, jaroWinkler } from './jaro-winkler.ts'
import type { PackedTexts } from './units.ts'

/** Edits between two texts of one dictionary, `limit + 1` when there are more: most pairs end at length and letters. */
export function editsOfTexts(texts: PackedTexts, a: number, b: number, limit: number): number {
  if (a === b) return 0
  const { units, ends, masks } = texts
  if (fewestEdits(masks[a] as number, masks[b] as number) > limit) return limit + 1
  const fromA = ends[a - 1] as number
  const fromB = ends[b - 1] as number
  return editsWithin(units, fromA, ends[a] as number, units, fromB, ends[b] as number, limit)
}

/** Each kind of letter that only one text has takes an edit there. Never above the true number. */
export function fewestEdits(maskA: number, maskB: number): number {
  return Math.max(bitCount(maskA & ~maskB), bitCount(maskB & ~maskA))
}

/** Edits that two words may lie apart and still be one mistyped word: none below 4 letters, one, two from 8. */
export function isTypo(texts: PackedTexts, a: number, b: number): boolean {
  if (a === b) return sizeOf(texts, a) >= 4
  const shorter = Math.min(sizeOf(texts, a), sizeOf(texts, b))
  if (shorter < 4) return false
  const limit = shorter < 8 ? 1 : 2
  return editsOfTexts(texts, a, b, limit) <= limit
}

export function sizeOf({ ends }: PackedTexts, code: number): number {
  return code === 0 ? 0 : (ends[code] as number) - (ends[code - 1] as number)
}

/** Whether Jaro-Winkler says at least `least` (more than 0) of two texts of one dictionary. */
export function isJaroWinkler(texts: PackedTexts, a: number, b: number, least: number): boolean {
  if (a === 0 || b === 0) return false
  if (a === b) return true
  const { units, ends, masks } = texts
  const fromA = ends[a - 1] as number
  const fromB = ends[b - 1] as number
  const toA = ends[a] as number
  const toB = ends[b] as number
  const prefix = commonPrefix(units, fromA, toA, units, fromB, toB)
  const most = mostJaroWinkler(masks[a] as number, toA - fromA, masks[b] as number, toB - fromB, prefix)
  return most >= least && jaroWinkler(units, fromA, toA, units, fromB, toB) >= least
}

/** What rounding may take from a bound that is met exactly. */
const rounding = 1e-9

/** Letters of kinds that only one text has match nothing. Never below the true similarity. */
export function mostJaroWinkler(
  maskA: number,
  sizeA: number,
  maskB: number,
  sizeB: number,
  prefix: number,
): number {
  const matched = Math.min(sizeA - bitCount(maskA & ~maskB), sizeB - bitCount(maskB & ~maskA))
  if (matched <= 0) return 0
  const jaro = (matched / sizeA + matched / sizeB + 1) / 3
  return jaro + prefix * 0.1 * (1 - jaro) + rounding
}

/** True when one text begins with the other. */
export function isBeginning({ units, ends }: PackedTexts, a: number, b: number): boolean {
  const fromA = a === 0 ? 0 : (ends[a - 1] as number)
  const fromB = b === 0 ? 0 : (ends[b - 1] as number)
  const size = Math.min((ends[a] as number) - fromA, (ends[b] as number) - fromB)
  for (let at = 0; at < size; at++) if (units[fromA + at] !== units[fromB + at]) return false
  return true
}
