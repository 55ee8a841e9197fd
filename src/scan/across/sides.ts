import { type ColumnBatch, isKitError, type RecordKey } from '../../kit/index.ts'
import type { MatchSource } from '../../match/index.ts'
import type { RegisteredRule } from '../../policy/index.ts'
import type { Snapshot } from '../../snapshot/index.ts'

export type AcrossDeclaration = Extract<RegisteredRule['declaration'], { shape: 'across' }>

/** One of the connections that are looked at together. */
export interface Side {
  readonly name: string
  readonly snapshot: Snapshot
  readonly rows: number
}

/** Ids of several orgs may be equal (a sandbox keeps those of production), so each begins with the side's number. */
export function sidedId(side: number, id: string): string {
  return `${side}/${id}`
}

export function sideOf(sided: string): number {
  return Number.parseInt(sided, 10)
}

export function idOf(sided: string): string {
  return sided.slice(sided.indexOf('/') + 1)
}

export function keyOf(sides: readonly Side[], { object, id }: RecordKey): RecordKey {
  return { connection: sides[sideOf(id)]?.name ?? '', object, id: idOf(id) }
}

/** The records of all sides as the matcher takes them. */
export function sourceOf(sides: readonly Side[], { entity, kinds, never }: AcrossDeclaration): MatchSource {
  const references = never.flatMap((veto) => (veto.type === 'sameHierarchy' ? [veto.parent] : []))
  return {
    connection: '',
    entity,
    rows: sides.reduce((sum, { rows }) => sum + rows, 0),
    async *batches(fields) {
      for (const [number, { snapshot }] of sides.entries()) {
        for await (const batch of snapshot.batches({ entity, kinds, fields, unordered: true })) {
          yield sided(batch, number, references)
        }
      }
    },
    url: (key) => urlOf(sides, key),
  }
}

function urlOf(sides: readonly Side[], key: RecordKey): string {
  return sides[sideOf(key.id)]?.snapshot.url(keyOf(sides, key)) ?? ''
}

function sided(batch: ColumnBatch, side: number, references: readonly string[]): ColumnBatch {
  const columns = { ...batch.columns }
  for (const field of references) {
    const values = columns[field]
    if (values !== undefined)
      columns[field] = values.map((id) => (id === null ? null : sidedId(side, String(id))))
  }
  return { ...batch, id: batch.id.map((id) => sidedId(side, id)), columns }
}

/** Records of the rule's kinds; none where no sync has read any. */
export async function countOf(snapshot: Snapshot, { entity, kinds }: AcrossDeclaration): Promise<number> {
  try {
    return await snapshot.count(entity, kinds)
  } catch (error) {
    if (isKitError(error) && error.code === 'NOT_IN_SNAPSHOT') return 0
    throw error
  }
}
