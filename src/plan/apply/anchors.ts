import type { Moved } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { Run } from './run.ts'
import { survivorOf, type Work } from './work.ts'

/** Of groups that were looked at before, by run. */
const known = new WeakMap<Run, Map<string, string>>()

/**
 * Where references point after a group's merges, also those that do not point at the record itself but at what
 * stands for it: the contact of a person account.
 */
export function movedWithAnchors(run: Run, work: Work, view: ObjectView): Moved {
  const anchors = new Set([...view.relationships.values()].flatMap(({ anchor }) => anchor ?? []))
  const members = work.preImage?.members ?? []
  const survivor = survivorOf(run, work.action)
  const kept = members.find(({ id }) => id === survivor || id === work.action.survivor)?.values
  const more = known.get(run) ?? new Map<string, string>()
  known.set(run, more)
  for (const { id, values } of members) {
    if (!work.done.includes(id)) continue
    for (const anchor of anchors) {
      const [from, to] = [values[anchor], kept?.[anchor]]
      if (typeof from === 'string' && typeof to === 'string') more.set(from, to)
    }
  }
  return { get: (object, id) => more.get(id) ?? run.moved.get(object, id) }
}
