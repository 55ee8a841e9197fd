/** Calls within the last `span` milliseconds. */
export interface Window {
  readonly count: (now: number) => number
  readonly add: (now: number) => void
}

export function createWindow(span: number): Window {
  const times: number[] = []
  return {
    count(now) {
      let gone = 0
      while (gone < times.length && (times[gone] ?? 0) <= now - span) gone += 1
      times.splice(0, gone)
      return times.length
    },
    add: (now) => {
      times.push(now)
    },
  }
}
