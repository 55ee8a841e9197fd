import type { MatchGroup } from '../kit/index.ts'
import type { MatchResult } from '../match/index.ts'
import { bitsOf } from '../match/model.ts'

/** Shares of levels by comparison, among the weakest links of the groups of a band. */
export type LevelShares = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Whether a group lies in the band that labels speak about; what a person decided is in no band. */
export function inBand({ score, pairs }: Pick<MatchGroup, 'score' | 'pairs'>, from: number): boolean {
  if (score < from) return false
  return !pairs.some(({ comparisons }) => comparisons.some(({ comparison }) => comparison === 'decision'))
}

/** Counts what the weakest links of the groups in a band look like. */
export class BandShape {
  groups = 0
  readonly #levels = new Map<string, Map<string, number>>()

  add(group: Pick<MatchGroup, 'pairs' | 'weakest'>): void {
    this.groups++
    const { a, b } = group.weakest
    const pair = group.pairs.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a))
    for (const { comparison, level } of pair?.comparisons ?? []) {
      const own = this.#levels.get(comparison) ?? new Map<string, number>()
      this.#levels.set(comparison, own.set(level, (own.get(level) ?? 0) + 1))
    }
  }

  shares(): LevelShares {
    const byName = <T>([a]: readonly [string, T], [b]: readonly [string, T]): number => (a < b ? -1 : 1)
    return Object.fromEntries(
      [...this.#levels].sort(byName).map(([comparison, own]) => {
        const shares = [...own].sort(byName).map(([level, count]) => [level, rounded(count / this.groups)])
        return [comparison, Object.fromEntries(shares)]
      }),
    )
  }
}

/** What a model says: bits by comparison and level, and of the prior. */
export interface ModelFigures {
  readonly prior: number
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function modelFigures({ levels, prior }: Pick<MatchResult, 'levels' | 'prior'>): ModelFigures {
  const weights: Record<string, Record<string, number>> = {}
  for (const { comparison, level, weight } of levels) {
    weights[comparison] = { ...weights[comparison], [level]: weight }
  }
  return { prior: rounded(bitsOf(prior)), weights }
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
