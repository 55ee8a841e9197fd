/** Counts requests by purpose, e.g. `SOAP merge` or `POST /crm/objects/:objectType/merge`, so that tests can tell what a client cost. */
export interface Meter {
  readonly count: (purpose: string) => void
  readonly read: () => { readonly total: number; readonly byPurpose: Readonly<Record<string, number>> }
  readonly reset: () => void
}

export function createMeter(): Meter {
  const counts = new Map<string, number>()
  return {
    count: (purpose) => {
      counts.set(purpose, (counts.get(purpose) ?? 0) + 1)
    },
    read: () => ({
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
      byPurpose: Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }),
    reset: () => counts.clear(),
  }
}
