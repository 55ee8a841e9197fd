/** A degree of agreement. Starting values come from published error rates and are smoothed with what is seen. */
export interface Level {
  readonly name: string
  /** Share of this level among true matches, before any data. */
  readonly m: number
  /** Share of this level among pairs that are no match, before any data. */
  readonly u: number
  /** Says that both are known and contradict: what `conflicting()` vetoes. */
  readonly conflict?: true
}

/** A comparison made ready for the records at hand. */
export interface Comparator {
  readonly name: string
  /** Best first; `level()` answers 1 for the first of them and 0 for a missing side. */
  readonly levels: readonly Level[]
  readonly level: (a: number, b: number) => number
  /** Bits to add because the shared value is rarer than the average, or to take away because it is commoner. */
  readonly rarity?: (a: number, b: number, level: number) => number
  /** The level in words, with values. */
  readonly note?: (a: number, b: number, level: number) => string | undefined
}
