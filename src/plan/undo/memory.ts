import type { MovedIds } from '../look/moved.ts'
import { type Ids, idsBy, setAnew } from './ids.ts'
import type { UndoRequest } from './request.ts'

/** What came of records while an undo goes on: what is written is in the journal later, or not at all. */
export interface Memory {
  /** Records that will have come back by the time it matters. */
  readonly expect: (object: string, ids: Iterable<string>) => void
  /** Records that came back: references to them are no longer led to their survivor. */
  readonly back: (object: string, ids: Iterable<string>) => void
  readonly isBack: (object: string, id: string) => boolean
  /** A record that was made anew: references to its old id lead to `now`. */
  readonly anew: (object: string, id: string, now: string) => void
  /** True for the id of a record that was made anew. */
  readonly isBorn: (object: string, id: string) => boolean
  /** A record that is there under its own id. */
  readonly saw: (object: string, id: string) => void
  /** A record that an earlier request to make it anew surely did not make. */
  readonly cameToNothing: (object: string, id: string) => void
  readonly isNothing: (object: string, id: string) => boolean
  /** Ids that the plan's merges have ended and that are not back, with where they lead. */
  readonly ended: () => MovedIds
}

export function memoryOf(request: UndoRequest, ids: Ids): Memory {
  const { moved, selves } = ids
  const [returned, seen, nothing] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const born = new Map<string, { readonly object: string; readonly id: string; readonly now: string }>()
  const nameOf = (object: string, id: string): string => `${object} ${id}`
  const isBack = (object: string, id: string): boolean => returned.has(nameOf(object, id))

  function expect(object: string, all: Iterable<string>): void {
    for (const id of all) returned.add(nameOf(object, id))
  }

  function back(object: string, all: Iterable<string>): void {
    for (const id of all) {
      returned.add(nameOf(object, id))
      if (selves.get(object, id) === undefined) moved.delete(object, id)
    }
  }

  function anew(object: string, id: string, now: string): void {
    returned.add(nameOf(object, id))
    born.set(nameOf(object, now), { object, id, now })
    setAnew(ids, object, id, now)
  }

  function ended(): MovedIds {
    const now = idsBy(request, (object, id) => seen.has(nameOf(object, id)) || isBack(object, id))
    for (const { object, id, now: to } of born.values()) now.moved.set(object, id, to)
    return now.moved
  }

  const isBorn = (object: string, id: string): boolean => born.has(nameOf(object, id))
  const saw = (object: string, id: string): void => void seen.add(nameOf(object, id))
  const cameToNothing = (object: string, id: string): void => void nothing.add(nameOf(object, id))
  const isNothing = (object: string, id: string): boolean => nothing.has(nameOf(object, id))
  return { expect, back, isBack, anew, isBorn, saw, cameToNothing, isNothing, ended }
}
