import type { Relationship } from '../../kit/index.ts'
import { othersOf } from '../files/plan-file.ts'
import { fetchRequests, requestsFor, sum } from '../pace/request-counts.ts'
import { neededOf } from './around.ts'
import { nameNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import { movedIn } from './moved-rows.ts'
import { isTie } from './row-name.ts'
import type { Subject } from './subject.ts'

export interface Seen {
  readonly subject: Subject
  readonly now: Now
}

/**
 * How rows are at a look: as they are now, once those that are gone or cannot be moved were made anew, or once those that
 * the new ones stand for are off the survivor.
 */
export type RowsThen = 'as now' | 'made' | 'off the survivor'

/** Requests that a look at these groups takes, before their records come back or once they did. */
export async function sightRequests(
  groups: readonly Seen[],
  when: 'before' | 'after',
  then: RowsThen,
  relationshipsOf: Looking['writer']['relationships'],
): Promise<number> {
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
  const apart = when === 'after' ? sum([...apartOf(groups).values()], (ids) => ids.size) : 0
  const rows = rowRequests(present.length, groups) + apart + awayRequests(groups, then)
  return looks + rows + (await heldRequests(groups, then, relationshipsOf))
}

/** Rows of the relationships that are looked at; what hangs on another record than the member is found by it. */
function rowRequests(ids: number, groups: readonly Seen[]): number {
  const [one] = groups
  if (one === undefined || ids === 0) return 0
  const { view } = one.now
  const names = neededOf(
    view,
    groups.map(({ subject }) => subject),
  )
  const some = names.flatMap((name) => view.relationships.get(name) ?? [])
  const anchors = some.some(({ anchor }) => anchor !== null) ? fetchRequests(ids, view) : 0
  return anchors + rowPages(ids, view, some)
}

function rowPages(ids: number, { abilities }: Now['view'], some: readonly Relationship[]): number {
  const relationships = new Map(some.map((relationship) => [relationship.name, relationship]))
  return sum(requestsFor(ids, { abilities, relationships }, {}), ([, count]) => count)
}

/** Of rows that would have to be made anew it is asked what hangs on them. */
async function heldRequests(
  groups: readonly Seen[],
  then: RowsThen,
  relationshipsOf: Looking['writer']['relationships'],
): Promise<number> {
  const [one] = groups
  if (one === undefined || !one.now.mayRemove || then === 'off the survivor') return 0
  const ids = new Map<string, Set<string>>()
  for (const { subject, now } of groups)
    for (const [object, some] of movedIn([subject], now))
      ids.set(object, new Set([...(ids.get(object) ?? []), ...some]))
  let requests = 0
  for (const [object, some] of ids)
    requests += rowPages(some.size, one.now.view, await relationshipsOf(object))
  return requests
}

function membersOf({ subject: { action } }: Seen): readonly string[] {
  return [action.survivor, ...othersOf(action)]
}

/** Records whose rows of some relationship are read by a request each, by purpose. */
function apartOf(groups: readonly Seen[]): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>()
  for (const { subject, now } of groups)
    for (const { relationship, member } of subject.children) {
      const { readApart, ofAddress } = now.view.relationships.get(relationship) ?? {}
      if (readApart === undefined || ofAddress) continue
      members.set(readApart, (members.get(readApart) ?? new Set()).add(member))
    }
  return members
}

/** Of rows that are on none of the members, by object: what became of them is asked. */
function awayRequests(groups: readonly Seen[], then: RowsThen): number {
  const [one] = groups
  if (one === undefined) return 0
  const ids = new Map<string, Set<string>>()
  for (const { subject, now } of groups)
    for (const row of subject.children) {
      const { object, ofAddress, undo } = now.view.relationships.get(row.relationship) ?? {}
      if (object === undefined || ofAddress || isTie(now.view, row)) continue
      const isMade = then !== 'as now' && undo !== 'lost'
      if (!isMade && !now.rows.has(nameNow(now, row)))
        ids.set(object, (ids.get(object) ?? new Set()).add(row.id))
    }
  return sum([...ids.values()], ({ size }) => fetchRequests(size, one.now.view))
}
