/** How a run is cut into requests. Applying keeps to these figures, and the estimate of a plan counts by them. */
export const pace = {
  /** Groups whose pre-images are taken together, before their merges are sent. */
  groupsPerChunk: 60,
  /** Most ids in one call of `Writer.fetch`. */
  idsPerFetch: 2000,
  /** Most ids in one call of `Writer.children`. */
  idsPerChildren: 400,
  /** Relationships that one request of `children` looks at. */
  relationshipsPerRequest: 5,
} as const

/** What is to be done with the records of one object. */
export interface Workload {
  /** Members of each group that is merged, in the order of the plan. */
  readonly merges: readonly number[]
  /** Records that are updated: duplicates that are linked. */
  readonly updates: number
  /** Members of the groups that are linked. */
  readonly linked: number
  readonly relationships: number
  readonly recordsPerMerge: number
  readonly mergesPerRequest: number
  /** False: the survivor's values take an update of their own. */
  readonly takesValues: boolean
  readonly updatesPerRequest: number
}

/** Requests by purpose, as the connector meters them, for a run in which nothing is refused or changes. */
export function estimateCalls(loads: readonly Workload[]): Record<string, number> {
  const calls: Record<string, number> = { check: 1, 're-read': 0, children: 0, merge: 0, update: 0 }
  const add = (purpose: string, count: number) => {
    calls[purpose] = (calls[purpose] ?? 0) + count
  }
  for (const load of loads) {
    for (const chunk of slices(load.merges, pace.groupsPerChunk)) {
      const records = chunk.reduce((all, size) => all + size, 0)
      // Before and after: the pre-image, and the verification of survivors and of what hangs on them.
      add('re-read', parts(records, pace.idsPerFetch) + parts(chunk.length, pace.idsPerFetch))
      add('children', childRequests(records, load) + childRequests(chunk.length, load))
      add('read-back', 1)
      add('merge', parts(steps(chunk, load.recordsPerMerge), load.mergesPerRequest))
      if (!load.takesValues) add('update', parts(chunk.length, load.updatesPerRequest))
    }
    if (load.updates === 0) continue
    add('re-read', 2 * parts(load.linked, pace.idsPerFetch))
    add('update', parts(load.updates, load.updatesPerRequest))
  }
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0))
}

function childRequests(ids: number, { relationships }: Workload): number {
  return parts(ids, pace.idsPerChildren) * parts(relationships, pace.relationshipsPerRequest)
}

/** A merge takes the survivor and as many losers as fit beside it. */
function steps(groups: readonly number[], recordsPerMerge: number): number {
  return groups.reduce((all, size) => all + parts(size - 1, recordsPerMerge - 1), 0)
}

function parts(count: number, size: number): number {
  return Math.ceil(count / Math.max(1, size))
}

export function slices<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: parts(items.length, size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
