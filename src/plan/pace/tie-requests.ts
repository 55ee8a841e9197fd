import type { Relationship } from '../../kit/index.ts'
import { slices } from './pace.ts'

/** Ties of one relationship to a request, and to one row where they must share it. */
export function tieRequests<T>(
  all: readonly T[],
  tieOf: (one: T) => { readonly relationship?: string; readonly row?: string },
  relationshipOf: (name: string) => Pick<Relationship, 'tiesPerRequest' | 'sameRow'> | undefined,
): readonly (readonly T[])[] {
  const groups = Map.groupBy(all, (one) => {
    const { relationship = '', row = '' } = tieOf(one)
    return relationshipOf(relationship)?.sameRow ? `${relationship} ${row}` : relationship
  })
  return [...groups.values()].flatMap((some) => {
    const { relationship = '' } = tieOf(some[0] as T)
    return slices(some, relationshipOf(relationship)?.tiesPerRequest ?? 1)
  })
}
