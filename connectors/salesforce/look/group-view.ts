import type { NativeRecord, Value } from '../../../src/kit/record.ts'
import type { ChildRow, Relationship } from '../../../src/kit/relationship.ts'
import type { Hazard, MergeGroupView } from '../../../src/kit/writer.ts'

/** A group, and what its hazards are found by. */
export interface Group {
  readonly survivor: NativeRecord
  readonly losers: readonly NativeRecord[]
  readonly members: readonly NativeRecord[]
  /** Rows by the object and column that point at a member, whichever anchor they have. */
  readonly rows: (object: string, field?: string) => readonly ChildRow[]
  readonly isLoser: (row: ChildRow) => boolean
}

export function viewGroup(
  { survivor, losers, children }: MergeGroupView,
  relationships: ReadonlyMap<string, Relationship>,
): Group {
  const lost = new Set(losers.map(({ id }) => id))
  const byPointer = new Map<string, ChildRow[]>()
  for (const row of children) {
    const relationship = relationships.get(row.relationship)
    if (relationship === undefined) continue
    const { object, field } = relationship
    for (const key of [object, `${object}.${field}`]) {
      const rows = byPointer.get(key) ?? []
      rows.push(row)
      byPointer.set(key, rows)
    }
  }
  return {
    survivor,
    losers,
    members: [survivor, ...losers],
    rows: (object, field) => byPointer.get(field === undefined ? object : `${object}.${field}`) ?? [],
    isLoser: ({ member }) => lost.has(member),
  }
}

export function blocks(code: string, text: string): Hazard {
  return { code, blocks: true, text }
}

export function note(code: string, text: string): Hazard {
  return { code, blocks: false, text }
}

/** Of what is counted a plan of many groups tells the sum. */
export function counts(
  code: string,
  many: readonly number[],
  say: (many: readonly number[]) => string,
): Hazard {
  return { ...note(code, say(many)), total: { counts: many, say } }
}

/** Values that are not empty, each once. */
export function distinct(records: readonly NativeRecord[], column: string): ReadonlySet<Value> {
  return new Set(records.map(({ values }) => values[column] ?? null).filter((value) => value !== null))
}

/** `1 record`, `3 records`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${many} ${many === 1 ? one : more}`
}
