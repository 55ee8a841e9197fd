import type { NativeRecord, Value } from '../../../src/kit/record.ts'
import type { ChildRow } from '../../../src/kit/relationship.ts'
import type { Hazard, MergeGroupView } from '../../../src/kit/writer.ts'
import { parseRow } from './associations.ts'

/** A group, and what its hazards are found by. */
export interface Group {
  readonly survivor: NativeRecord
  readonly losers: readonly NativeRecord[]
  readonly members: readonly NativeRecord[]
  readonly preserving: boolean
  readonly rows: (relationship: string) => readonly ChildRow[]
  /** Ids at the other end of associations of one kind, by member. */
  readonly associated: (relationship: string, typeId: number) => readonly Association[]
}

export interface Association {
  readonly member: string
  readonly to: string
}

export function viewGroup({ survivor, losers, children, by }: MergeGroupView): Group {
  const byName = Map.groupBy(children, ({ relationship }) => relationship)
  const rows = (relationship: string): readonly ChildRow[] => byName.get(relationship) ?? []
  return {
    survivor,
    losers,
    members: [survivor, ...losers],
    preserving: by === 'preserving',
    rows,
    associated: (relationship, typeId) =>
      rows(relationship).flatMap(({ id, member }) => {
        const row = parseRow(id)
        const wanted = row?.category === 'HUBSPOT_DEFINED' && row.typeId === typeId
        return row !== undefined && wanted ? [{ member, to: row.to }] : []
      }),
  }
}

export function blocks(code: string, text: string): Hazard {
  return { code, blocks: true, text }
}

/** Of what is counted a plan of many groups tells the sum. */
export function counts(
  code: string,
  many: readonly number[],
  say: (many: readonly number[]) => string,
): Hazard {
  return { code, blocks: false, text: say(many), total: { counts: many, say } }
}

/** `1 record`, `3 records`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${many} ${many === 1 ? one : more}`
}

export function textOf({ values }: NativeRecord, column: string): string {
  const value = values[column]
  return value === undefined || value === null ? '' : String(value)
}

export function isTrue({ values }: NativeRecord, column: string): boolean {
  const value: Value | undefined = values[column]
  return value === true || value === 'true'
}

/** Parts of a `;` list. */
export function partsOf(record: NativeRecord, column: string): readonly string[] {
  return textOf(record, column)
    .split(';')
    .filter((part) => part !== '')
}
