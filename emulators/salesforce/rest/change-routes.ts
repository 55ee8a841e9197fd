import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { moment, toMoment } from '../store/index.ts'
import { objectNamed } from './object.ts'

type Parameters = Readonly<Record<string, string>>

const DAY = 86_400_000
const MINUTE = 60_000
const MAX_IDS = 600_000

function refuse(message: string): ApiError {
  return new ApiError(400, 'INVALID_REPLICATION_DATE', message)
}

/** Seconds are ignored, as the platform ignores them. */
function moments(request: ApiRequest, name: 'start' | 'end'): Date {
  // A plus sign that was not encoded arrives as a space.
  const given = (request.query.get(name) ?? '').replace(/ (?=\d{2}:?\d{2}$)/, '+')
  const stored = toMoment(given)
  if (stored === null) throw refuse(`${name} is no date and time: ${given}`)
  const at = Date.parse(stored.replace('+0000', 'Z'))
  return new Date(Math.floor(at / MINUTE) * MINUTE)
}

function range(org: Org, request: ApiRequest, days: number) {
  const [start, end] = [moments(request, 'start'), moments(request, 'end')]
  const now = org.clock.now()
  const earliest = new Date(now.getTime() - days * DAY)
  if (start.getTime() >= end.getTime()) throw refuse('startDate has to be before endDate')
  if (start.getTime() < earliest.getTime()) throw refuse('startDate before org replication enabled date')
  const covered = new Date(Math.min(end.getTime(), Math.floor(now.getTime() / MINUTE) * MINUTE))
  return { from: moment(start), until: moment(end), earliest: moment(earliest), covered: moment(covered) }
}

function replicateable(org: Org, request: ApiRequest, name: string): ObjectSchema {
  const object = objectNamed(org, request.session, name)
  if (object.replicateable) return object
  throw new ApiError(400, 'INVALID_TYPE', `sObject type '${object.name}' is not replicateable`)
}

function limited<T>(rows: readonly T[]): readonly T[] {
  if (rows.length > MAX_IDS)
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', `more than ${MAX_IDS} ids; ask for a shorter time`)
  return rows
}

function updated(org: Org, request: ApiRequest, { object: name = '' }: Parameters): ApiResponse {
  const object = replicateable(org, request, name)
  const { from, until, covered } = range(org, request, 30)
  const rows = org.db
    .prepare(
      `SELECT "Id" AS id FROM "${object.name}" WHERE "SystemModstamp" >= ? AND "SystemModstamp" < ? AND "IsDeleted" = 0 ORDER BY "SystemModstamp", "Id" LIMIT ${MAX_IDS + 1}`,
    )
    .all(from, until) as { id: string }[]
  return { status: 200, body: { ids: limited(rows).map(({ id }) => id), latestDateCovered: covered } }
}

function deleted(org: Org, request: ApiRequest, { object: name = '' }: Parameters): ApiResponse {
  const object = replicateable(org, request, name)
  const { from, until, earliest, covered } = range(org, request, 15)
  const rows = org.db
    .prepare(
      `SELECT t."Id" AS id, coalesce(b.deleted_at, t."SystemModstamp") AS "deletedDate" FROM "${object.name}" t LEFT JOIN bin b ON b.id = t."Id" WHERE t."IsDeleted" = 1 AND coalesce(b.deleted_at, t."SystemModstamp") >= ? AND coalesce(b.deleted_at, t."SystemModstamp") < ? ORDER BY 2, 1 LIMIT ${MAX_IDS + 1}`,
    )
    .all(from, until) as { id: string; deletedDate: string }[]
  const deletedRecords = limited(rows).map(({ id, deletedDate }) => ({ deletedDate, id }))
  return {
    status: 200,
    body: { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: covered },
  }
}

export const changeRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/sobjects/:object/updated', handle: updated },
  { method: 'GET', pattern: '/sobjects/:object/deleted', handle: deleted },
]
