import { percent } from '../text/words.ts'
import type { LevelShares, ModelFigures } from './band.ts'

/** What may have changed since a sample was drawn. */
export interface Since {
  /** Share of today's records that were made or changed since; null when the source does not say when. */
  readonly changed: number | null
  readonly levels: LevelShares
  /** Groups in the band today. */
  readonly groups: number
  readonly model: ModelFigures
}

export interface Then {
  readonly levels: LevelShares
  readonly model: ModelFigures
}

export interface Drift {
  readonly changed: number | null
  /** Largest shift of the levels of one comparison, beyond what chance does with so few groups. */
  readonly shifted: number
  /** Mean change, in bits, of what the model makes of a weakest link of the band. */
  readonly bits: number
  /** Why the bound has expired; null when it holds. */
  readonly why: string | null
}

/** Bits that the model may move: twice the odds. */
export const mostBits = 1

/** Compares the data, the band and the model with those that a sample was drawn from. */
export function driftOf(then: Then, since: Since, allowed: number): Drift {
  const shift = largestShift(then.levels, since.levels, since.groups)
  const bits = modelShift(then, since.model)
  const { changed } = since
  const why =
    bits === null
      ? 'the rule has other comparisons or levels than when the sample was drawn'
      : changed === null
        ? 'the records say not when they were changed, so that nobody can tell whether they are those of the sample'
        : changed > allowed
          ? `${percent(changed)} of the records were made or changed since the sample was drawn; the policy allows ${percent(allowed)}`
          : shift.size > allowed
            ? `groups of the band look otherwise than when the sample was drawn: ${percent(shift.size)} of them have another level of ${shift.comparison}; the policy allows ${percent(allowed)}`
            : bits > mostBits
              ? `the model moved by ${bits.toFixed(1)} bits since the sample was drawn; ${mostBits.toFixed(1)} is allowed`
              : null
  return { changed, shifted: shift.size, bits: bits ?? Number.POSITIVE_INFINITY, why }
}

/**
 * Total variation distance per comparison, less what chance alone does: twice the distance that as many groups drawn
 * from the earlier shares are expected to show. A band of ten groups looks otherwise every week.
 */
function largestShift(
  then: LevelShares,
  now: LevelShares,
  groups: number,
): { readonly comparison: string; readonly size: number } {
  let largest = { comparison: '', size: 0 }
  if (groups === 0) return largest
  for (const comparison of new Set([...Object.keys(then), ...Object.keys(now)])) {
    const [before, after] = [then[comparison] ?? {}, now[comparison] ?? {}]
    let distance = 0
    let chance = 0
    for (const level of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [p, q] = [before[level] ?? 0, after[level] ?? 0]
      distance += Math.abs(p - q) / 2
      chance += Math.sqrt((2 * p * (1 - p)) / (Math.PI * groups)) / 2
    }
    const size = Math.max(0, distance - 2 * chance)
    if (size > largest.size) largest = { comparison, size }
  }
  return largest
}

/** Null when the comparisons or their levels are not the same. */
function modelShift({ levels, model }: Then, now: ModelFigures): number | null {
  if (namesOf(model) !== namesOf(now)) return null
  let bits = Math.abs(model.prior - now.prior)
  for (const [comparison, shares] of Object.entries(levels)) {
    for (const [level, share] of Object.entries(shares)) {
      const [before, after] = [model.weights[comparison]?.[level] ?? 0, now.weights[comparison]?.[level] ?? 0]
      bits += share * Math.abs(before - after)
    }
  }
  return bits
}

function namesOf({ weights }: ModelFigures): string {
  return JSON.stringify(
    Object.entries(weights)
      .map(([name, levels]) => [name, Object.keys(levels)])
      .sort(),
  )
}
