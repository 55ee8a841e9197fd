import type { Door } from '../door.ts'
import { type Access, ApiError, type Org, type Session } from '../org.ts'
import { isSwitchedOff } from './duplicate-management.ts'
import { permissionsOf } from './permissions.ts'
import { findUserById } from './users.ts'

/** What a call can see: some objects are known to the Tooling API alone, or not to it. */
export function accessThrough(org: Org, access: Access, path: string): Access {
  const foreign = path.startsWith('/tooling') ? 'data' : 'tooling'
  return {
    ...access,
    sees: (object) =>
      org.schema.objects.get(object)?.api !== foreign && !isSwitchedOff(org, object) && access.sees(object),
  }
}

/** Why this session may not call the API now; `undefined` when it may. */
export function apiAccess(door: Door, session: Session | undefined): ApiError | undefined {
  const user = session === undefined ? undefined : findUserById(door.org, session.userId)
  if (session === undefined || user === undefined || !user.active || user.frozen)
    return new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
  if (!permissionsOf(door.org, user.id).system('ApiEnabled'))
    return new ApiError(403, 'API_CURRENTLY_DISABLED', 'API is not enabled for this User')
  if (door.limits.exhausted('DailyApiRequests'))
    return new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  return undefined
}
