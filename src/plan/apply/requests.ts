import type { ObjectView } from '../look/org-view.ts'
import { targetOf } from '../look/tie-target.ts'
import { rowsApart, touchedIds } from '../pace/apart.ts'
import { slices } from '../pace/pace.ts'
import { tieRequests } from '../pace/tie-requests.ts'
import type { Sending } from './work.ts'

/** What is sent before what: values once all merges are done, removals last of all. */
const order: readonly Sending['verb'][] = ['merge', 'attach', 'update', 'remove']

/** What is due next, all of one verb, in requests as large as the CRM takes. */
export function requestsOf(due: readonly Sending[], view: ObjectView): readonly (readonly Sending[])[] {
  const verb = order.find((one) => due.some((sending) => sending.verb === one))
  const next = due.filter((sending) => sending.verb === verb)
  const { merge, updatesPerRequest } = view.abilities
  if (verb === 'merge') return rowsApart(next, merge?.mergesPerRequest ?? 1, touchedBy)
  if (verb !== 'attach') return slices(next, updatesPerRequest)
  return tieRequests(
    next,
    ({ item }) => item,
    (name) => view.relationships.get(name),
  )
}

/** The same, by what is sent at the same time: requests of which no two touch the same record. */
export function wavesOf(
  due: readonly Sending[],
  view: ObjectView,
): readonly (readonly (readonly Sending[])[])[] {
  const requests = requestsOf(due, view)
  if (requests.some((some) => some.some(({ verb }) => verb !== 'merge'))) return requests.map((one) => [one])
  return rowsApart(requests, view.abilities.merge?.requestsAtOnce ?? 1, (some) =>
    some.flatMap((sending) => boundBy(sending, view)),
  )
}

export function touchedBy({ work }: Sending): readonly string[] {
  return touchedIds(work.action)
}

/** The same, and what ties lead to: a merge moves them, at both ends. */
function boundBy(sending: Sending, { relationships }: ObjectView): readonly string[] {
  const tied = (sending.work.preImage?.children ?? []).filter(({ relationship }) => {
    const { tiesPerRequest, sameRow } = relationships.get(relationship) ?? {}
    return tiesPerRequest !== undefined && sameRow !== true
  })
  return [...new Set([...touchedBy(sending), ...tied.map(targetOf)])]
}

/** True where the journal must have the group as it is now, or nearly so, before this is sent. */
export function needsPreImage({ verb, work }: Sending): boolean {
  return verb !== 'update' || work.action.kind === 'link-and-close'
}
