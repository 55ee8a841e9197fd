import { fetchRequests, requestsFor, sum } from '../build/request-counts.ts'
import { othersOf } from '../plan-file.ts'
import { nameNow } from './ids.ts'
import type { Now } from './look.ts'
import { isTie } from './row-name.ts'
import type { Subject } from './subject.ts'

export interface Seen {
  readonly subject: Subject
  readonly now: Now
}

/** Requests that a look at these groups takes, before their records come back or once they did. */
export function sightRequests(groups: readonly Seen[], when: 'before' | 'after'): number {
  const [one] = groups
  if (one === undefined) return 0
  const { view } = one.now
  const isThere = ({ now }: Seen, id: string): boolean => when === 'after' || now.records.has(id)
  const members = groups.flatMap((each) => membersOf(each))
  const gone = groups.flatMap((each) => membersOf(each).filter((id) => !isThere(each, id)))
  const looks = fetchRequests(members.length, view) + fetchRequests(gone.length, view)
  if (one.subject.action.kind !== 'merge') return looks
  const parents = groups.filter(({ subject }) => subject.children.length > 0)
  const present = parents.flatMap((each) => membersOf(each).filter((id) => isThere(each, id)))
  const apart = when === 'after' ? apartOf(groups) : {}
  const rows = present.length === 0 ? 0 : sum(requestsFor(present.length, view, apart), ([, count]) => count)
  return looks + rows + (when === 'before' ? objectsAway(groups) : 0)
}

function membersOf({ subject: { action } }: Seen): readonly string[] {
  return [action.survivor, ...othersOf(action)]
}

/** Records whose rows of some relationship are read by a request each. */
function apartOf(groups: readonly Seen[]): Readonly<Record<string, number>> {
  const members = new Map<string, Set<string>>()
  for (const { subject, now } of groups)
    for (const { relationship, member } of subject.children) {
      const { readApart, ofAddress } = now.view.relationships.get(relationship) ?? {}
      if (readApart === undefined || ofAddress) continue
      members.set(readApart, (members.get(readApart) ?? new Set()).add(member))
    }
  return Object.fromEntries([...members].map(([purpose, ids]) => [purpose, ids.size]))
}

/** Objects of rows that are on none of the members: what became of them is asked. */
function objectsAway(groups: readonly Seen[]): number {
  const objects = new Set<string>()
  for (const { subject, now } of groups)
    for (const row of subject.children) {
      const { object, ofAddress } = now.view.relationships.get(row.relationship) ?? {}
      if (object === undefined || ofAddress || isTie(now.view, row)) continue
      if (!now.rows.has(nameNow(now, row))) objects.add(object)
    }
  return objects.size
}
