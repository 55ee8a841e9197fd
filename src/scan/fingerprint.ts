import { createHash } from 'node:crypto'
import type { RecordKey } from '../kit/index.ts'

export interface FingerprintParts {
  readonly rule: string
  readonly connection: string
  /** None for a finding about the whole org. */
  readonly records: readonly RecordKey[]
  readonly aspect: string | null
}

/** The same next time, in whatever order the records come, and after a record was merged into another. */
export function fingerprint(
  parts: FingerprintParts,
  resolve: (id: string, connection: string) => string,
): string {
  const name = ({ connection, object, id }: RecordKey): string => {
    const known = `${object}/${resolve(id, connection)}`
    return connection === parts.connection ? known : `${connection}/${known}`
  }
  const records = [...new Set(parts.records.map(name))].sort()
  const text = JSON.stringify([parts.rule, parts.connection, records, parts.aspect ?? ''])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
