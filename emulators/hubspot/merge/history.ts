import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { addVersion } from '../store/history.ts'
import { type Source, valueIn } from '../store/record.ts'
import { needRecord } from '../store/write.ts'
import type { Pair } from './check.ts'

interface PastVersion {
  readonly name: string
  readonly at: number
  readonly value: string
  readonly source: Source
}

/** Every version of both records, those too that stand with the record only; to be called before they go. */
export function takeHistory(org: Org, type: string, { primary, secondary }: Pair): PastVersion[] {
  return [secondary, primary].flatMap((record) => {
    const written = statement(
      org.db,
      'SELECT name, at, value, source_type, source_id, user_id FROM history WHERE type = ? AND id = ? ORDER BY name, serial',
    )
      .all(type, Number(record.id))
      .map((row) => ({
        name: String(row.name),
        at: Number(row.at),
        value: String(row.value),
        source: {
          type: String(row.source_type),
          ...(row.source_id === null ? {} : { id: String(row.source_id) }),
          ...(row.user_id === null ? {} : { userId: String(row.user_id) }),
        },
      }))
    const known = new Set(written.map(({ name }) => name))
    const first = Object.entries(record.properties)
      .filter(([name]) => !known.has(name))
      .map(([name, value]) => ({ name, at: record.created, value, source: record.source }))
    return [...first, ...written]
  })
}

/**
 * The new record's history is that of both, in the order of time, and the merge itself where it changed a value; the
 * latest version is what the record shows, also where only the secondary had something that the merge did not take.
 */
export function moveHistory(
  org: Org,
  type: string,
  {
    id,
    past,
    source,
    at,
  }: {
    readonly id: string
    readonly past: readonly PastVersion[]
    readonly source: Source
    readonly at: number
  },
): void {
  for (const version of past.toSorted((a, b) => a.at - b.at))
    addVersion(org, type, id, version.name, version.at, version.value, version.source)
  const { properties } = needRecord(org, type, id)
  const last = new Map(past.toSorted((a, b) => a.at - b.at).map(({ name, value }) => [name, value]))
  for (const name of new Set([...last.keys(), ...Object.keys(properties)])) {
    const value = valueIn(properties, name) ?? ''
    if (value !== (last.get(name) ?? '')) addVersion(org, type, id, name, at, value, source)
  }
}
