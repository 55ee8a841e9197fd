import type { ReadLimits } from './read-limits.ts'

const rowsPerRestPage = 2_000
/** A job's calls besides its pages: creation, a handful of polls, removal. */
const callsPerJob = 7

/** Calls that reading these objects in full will take, by purpose. */
export function estimateCalls(
  objects: readonly string[],
  counts: ReadonlyMap<string, number>,
  { restRows, bulkPageRows }: ReadLimits,
): Readonly<Record<string, number>> {
  let query = 0
  let bulk = 0
  for (const object of objects) {
    const rows = counts.get(object) ?? 0
    if (rows <= restRows) query += Math.max(1, Math.ceil(rows / rowsPerRestPage))
    else bulk += callsPerJob + Math.ceil(rows / bulkPageRows)
  }
  return { query, bulk }
}
