import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { afterOf, flagOf, limitOf, notFound, pageOf, validation } from '../page.ts'
import { oneOf } from '../scopes/need.ts'
import { findOwner, listOwners } from './owners.ts'
import { listTeams } from './teams.ts'
import { findUserByEmail, findUserById, listUsers, type UserRow } from './users.ts'

const readsUsers = oneOf('settings.users.read', 'crm.objects.users.read')
const readsTeams = () => ['settings.users.teams.read']
const readsOwners = () => ['crm.objects.owners.read']

const page = { fallback: 100, most: 500 }

export const peopleRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/settings/users', scopes: readsUsers, handle: users },
  { method: 'GET', pattern: '/settings/users/:user', scopes: readsUsers, handle: user },
  { method: 'GET', pattern: '/settings/users/roles', scopes: readsUsers, handle: roles },
  { method: 'GET', pattern: '/settings/users/teams', scopes: readsTeams, handle: teams },
  { method: 'GET', pattern: '/crm/owners', scopes: readsOwners, handle: owners },
  { method: 'GET', pattern: '/crm/owners/:owner', scopes: readsOwners, handle: owner },
]

/** Deactivated people are not among them: they are seen as archived owners only. */
function users(org: Org, request: ApiRequest): ApiResponse {
  const limit = limitOf(request, page)
  const rows = listUsers(org, afterOf(request), limit + 1)
  return { status: 200, body: pageOf(request, rows, limit, showUser, ({ id }) => id) }
}

function user(org: Org, { query }: ApiRequest, { user: key = '' }: Parameters): ApiResponse {
  const property = query.get('idProperty') ?? 'USER_ID'
  if (property !== 'USER_ID' && property !== 'EMAIL')
    throw validation(`${property} is not a valid idProperty`)
  const found = property === 'EMAIL' ? findUserByEmail(org, key) : findUserById(org, key)
  if (found?.active !== true) throw notFound(`The user ${key}`)
  return { status: 200, body: showUser(found) }
}

function showUser(row: UserRow): Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    email: row.email,
    firstName: row.firstName,
    lastName: row.lastName,
    superAdmin: row.superAdmin,
    roleIds: row.roleIds,
    ...(row.roleIds[0] === undefined ? {} : { roleId: row.roleIds[0] }),
    ...(row.primaryTeamId === null ? {} : { primaryTeamId: row.primaryTeamId }),
    secondaryTeamIds: row.secondaryTeamIds,
  }
}

/** No page says what a role allows. */
function roles(org: Org): ApiResponse {
  const rows = org.db.prepare('SELECT * FROM account_role ORDER BY id').all()
  const results = rows.map((row) => ({
    id: String(row.id),
    name: String(row.name),
    requiresBillingWrite: row.requires_billing_write === 1,
  }))
  return { status: 200, body: { results } }
}

function teams(org: Org): ApiResponse {
  return { status: 200, body: { results: listTeams(org) } }
}

function owners(org: Org, request: ApiRequest): ApiResponse {
  const limit = limitOf(request, page)
  const rows = listOwners(org, {
    after: afterOf(request),
    most: limit + 1,
    archived: flagOf(request, 'archived'),
    email: request.query.get('email'),
  })
  return {
    status: 200,
    body: pageOf(
      request,
      rows,
      limit,
      (row) => row,
      ({ id }) => id,
    ),
  }
}

function owner(org: Org, request: ApiRequest, { owner: key = '' }: Parameters): ApiResponse {
  const property = request.query.get('idProperty') ?? 'id'
  if (property !== 'id' && property !== 'userId') throw validation(`${property} is not a valid idProperty`)
  const found = findOwner(org, property, key, flagOf(request, 'archived'))
  if (found === undefined) throw notFound(`The owner ${key}`)
  return { status: 200, body: found }
}
