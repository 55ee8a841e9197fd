import type { NativeRecord } from '../../../src/kit/record.ts'
import { optOutColumn } from './subscriptions.ts'

/** Of contacts: the address and what was said about it. */
export interface Consents {
  /** Remembers what was read of contacts. */
  readonly learn: (records: readonly NativeRecord[]) => void
  /** Those that are there; read anew where it was learnt longer ago than a minute. */
  readonly of: (ids: readonly string[]) => Promise<readonly NativeRecord[]>
}

/** As old as a pre-image may be. */
const freshMs = 60_000
const most = 5_000

export interface ConsentsOptions {
  readonly columns: () => Promise<readonly string[]>
  readonly read: (ids: readonly string[], columns: readonly string[]) => Promise<readonly NativeRecord[]>
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
}

/** Who looks at contacts has mostly just fetched them whole: that saves a call for each hundred. */
export function createConsents({ columns, read, monotonic }: ConsentsOptions): Consents {
  const known = new Map<string, { readonly at: number; readonly record: NativeRecord }>()

  function learn(records: readonly NativeRecord[]): void {
    const at = monotonic()
    for (const { id, values } of records) {
      const kept = Object.entries(values).filter(([name]) => name === 'email' || optOutColumn.test(name))
      known.delete(id)
      known.set(id, { at, record: { id, values: Object.fromEntries(kept) } })
    }
    for (const id of known.keys()) {
      if (known.size <= most) break
      known.delete(id)
    }
  }

  return {
    learn,
    of: async (ids) => {
      const now = monotonic()
      const stale = ids.filter((id) => now - (known.get(id)?.at ?? Number.NEGATIVE_INFINITY) > freshMs)
      for (const id of stale) known.delete(id)
      if (stale.length > 0) learn(await read(stale, await columns()))
      return ids.flatMap((id) => known.get(id)?.record ?? [])
    },
  }
}

export function consentColumns(names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => name === 'email' || optOutColumn.test(name))
}
