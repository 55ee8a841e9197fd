/** A degree of agreement. Starting values come from published error rates and are smoothed with what is seen. */
export interface Level {
  readonly name: string
  /** Share of this level among true matches, before any data. */
  readonly m: number
  /** Share of this level among pairs that are no match, before any data. */
  readonly u: number
  /** Says that both are known and contradict: what `conflicting()` vetoes. */
  readonly conflict?: true
  /** Two identifiers that are almost one: a contradiction to a veto, though it may speak for a match. */
  readonly contradicts?: true
  /** Says that both are known and unlike, without a contradiction: never speaks for a match. */
  readonly differs?: true
}

/** A comparison made ready for the records at hand. */
export interface Comparator {
  readonly name: string
  /**
   * Best first, those that speak against a match last; `level()` answers 1 for the first of them and 0 for a
   * missing side. The model never gives a level more weight than the one before it.
   */
  readonly levels: readonly Level[]
  readonly level: (a: number, b: number) => number
  /** Bits to add because the shared value is rarer than the average, or to take away because it is commoner. */
  readonly rarity?: (a: number, b: number, level: number) => number
  /** Most that `rarity` ever adds; as much as a score lets it where nothing is said. */
  readonly mostRarity?: number
  /** What a look takes, beside the comparison of two codes (1): the dear ones come last. */
  readonly cost?: number
  /** Most bits that sharing this value may give: where all work at one company, sharing it says nothing. */
  readonly ceiling?: (a: number, b: number, level: number) => number
  /** The level in words, with values. */
  readonly note?: (a: number, b: number, level: number) => string | undefined
}

/** The last level, contradictions and differences: they never speak for a match. */
export function isAgainst({ levels }: Pick<Comparator, 'levels'>, level: number): boolean {
  const one = levels[level - 1]
  return level === levels.length || one?.conflict === true || one?.differs === true
}

/** What `conflicting()` vetoes. */
export function isContradiction(level: Level | undefined): boolean {
  return level?.conflict === true || level?.contradicts === true
}
