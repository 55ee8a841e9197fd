export interface Clock {
  readonly now: () => Date
}

export interface MovableClock extends Clock {
  readonly set: (date: Date) => void
  readonly advance: (milliseconds: number) => void
}

/** Starts at `asOf`; `frozen` stands still until it is moved, `real` runs on from there. */
export function createClock(asOf: Date, pace: 'frozen' | 'real'): MovableClock {
  let base = asOf.getTime()
  let started = performance.now()
  const elapsed = () => (pace === 'real' ? performance.now() - started : 0)
  return {
    now: () => new Date(base + Math.floor(elapsed())),
    set: (date) => {
      base = date.getTime()
      started = performance.now()
    },
    advance: (milliseconds) => {
      base += milliseconds
    },
  }
}
