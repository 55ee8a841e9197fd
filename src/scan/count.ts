import type { Severity } from '../kit/index.ts'
import type { FindingNote } from './finding-sink.ts'
import type { FindingCounts } from './outcome.ts'

interface Tally {
  total: number
  new: number
  known: boolean
  waived: number
  byRule: Record<string, number>
  bySeverity: Partial<Record<Severity, number>>
}

export interface Counter {
  readonly add: (note: FindingNote) => void
  readonly of: (connection: string) => FindingCounts
}

/** Counts findings by connection while they pass. */
export function countFindings(connections: readonly string[]): Counter {
  const tallies = new Map(connections.map((name) => [name, emptyTally()]))
  return {
    add: (note) => {
      const tally = tallies.get(note.connection)
      if (tally !== undefined) addTo(tally, note)
    },
    of: (connection) => {
      const { known, new: fresh, ...rest } = tallies.get(connection) ?? emptyTally()
      return { ...rest, new: known || rest.total === 0 ? fresh : null }
    },
  }
}

function emptyTally(): Tally {
  return { total: 0, new: 0, known: false, waived: 0, byRule: {}, bySeverity: {} }
}

function addTo(tally: Tally, { rule, severity, isNew, waived }: FindingNote): void {
  if (isNew !== null) tally.known = true
  if (waived) {
    tally.waived += 1
    return
  }
  tally.total += 1
  if (isNew) tally.new += 1
  tally.byRule[rule] = (tally.byRule[rule] ?? 0) + 1
  tally.bySeverity[severity] = (tally.bySeverity[severity] ?? 0) + 1
}
