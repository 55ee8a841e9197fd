import type { Relationship } from '../../kit/index.ts'
import { targetOf } from './tie-target.ts'

/** Ended ids and where they went, by object: ids of different objects may be equal. */
export interface Moved {
  readonly get: (object: string, id: string) => string | undefined
}

export interface MovedIds extends Moved {
  readonly set: (object: string, id: string, to: string) => void
  readonly delete: (object: string, id: string) => void
  readonly size: () => number
}

export const nothingMoved: Moved = { get: () => undefined }

export function movedIds(): MovedIds {
  const places = new Map<string, string>()
  const keyOf = (object: string, id: string): string => `${object} ${id}`
  return {
    get: (object, id) => places.get(keyOf(object, id)),
    set: (object, id, to) => void places.set(keyOf(object, id), to),
    delete: (object, id) => void places.delete(keyOf(object, id)),
    size: () => places.size,
  }
}

/** Every id that a record had on its way, the last one being where it is now: some CRMs give new ids to survivors. */
export function wayOf(moved: Moved, object: string, id: string): readonly string[] {
  const way = [id]
  for (;;) {
    const next = moved.get(object, way.at(-1) as string)
    if (next === undefined || way.includes(next)) return way
    way.push(next)
  }
}

export function whereIs(moved: Moved, object: string, id: string): string {
  return wayOf(moved, object, id).at(-1) as string
}

/** Where a reference points now; `objects` are those it may point at. */
export function whereRefers(moved: Moved, objects: readonly string[], id: string): string {
  const object = objects.find((one) => moved.get(one, id) !== undefined)
  return object === undefined ? id : whereIs(moved, object, id)
}

type Ties = Pick<Relationship, 'object' | 'tiesPerRequest'>

/** A row's id now. Ties follow what they tie to. */
export function rowIdNow(
  moved: Moved,
  { object, tiesPerRequest }: Ties,
  row: { readonly id: string },
): string {
  if (tiesPerRequest === undefined) return row.id
  const target = targetOf(row)
  return `${whereIs(moved, object, target)}${row.id.slice(target.length)}`
}

/** The same for a row whichever record it hangs on. */
export function rowKey(
  moved: Moved,
  relationship: Ties & Pick<Relationship, 'name'>,
  row: { readonly id: string },
): string {
  return `${relationship.name} ${rowIdNow(moved, relationship, row)}`
}
