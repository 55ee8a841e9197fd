import type { FieldStrategy } from '../../policy/plan-schema.ts'
import type { Bench } from './bench.ts'
import { columnNamed } from './columns.ts'

export interface Strategies {
  /** Columns for which the policy has one, by their own name or the canonical field that is there. */
  readonly named: ReadonlyMap<string, FieldStrategy>
  /** For any column: its own, else the one for all others. */
  readonly of: (column: string) => FieldStrategy
}

export function strategiesOf({ survivorship, description, mapping }: Bench): Strategies {
  const named = new Map<string, FieldStrategy>()
  for (const [name, strategy] of Object.entries(survivorship.fields)) {
    const column = columnNamed(name, description, mapping)?.name
    if (column !== undefined && (column === name || !named.has(column))) named.set(column, strategy)
  }
  const otherwise = survivorship.fields['*'] ?? 'fill'
  return { named, of: (column) => named.get(column) ?? otherwise }
}
