import { day } from '../../population/calendar.ts'
import type { Employee } from '../../population/staff.ts'
import { insertAuditEvent, insertLogin, insertSecurityEvent } from '../account/tables.ts'
import { emailOf, userId } from './employees.ts'
import { count, type Seeding, stream } from './seeding.ts'

const agents = ['Mozilla/5.0 (Windows NT 10.0)', 'Mozilla/5.0 (Macintosh)', 'HubSpot/iOS'] as const
const home = { ipAddress: '192.0.2.10', location: 'Madrid, Spain', countryCode: 'es', regionCode: 'md' }
const abroad = { ipAddress: '203.0.113.77', location: 'Lagos, Nigeria', countryCode: 'ng', regionCode: 'la' }

/** What happened to rights and keys, days before the as-of date; by whom, to whom (places in the staff). */
const happened: readonly (readonly [type: string, daysAgo: number, by: number, to: number])[] = [
  ['ADD_ADMIN_PERMISSIONS', 200, 0, 14],
  ['ADD_ADMIN_USER', 40, 1, 8],
  ['ADD_USER', 35, 0, 20],
  ['REMOVE_ADMIN_PERMISSIONS', 160, 0, 12],
  ['DEACTIVATE_USER', 80, 0, 17],
  ['PRIVATE_APP_ACCESS_TOKEN_CREATE', 300, 0, 0],
  ['PRIVATE_APP_ACCESS_TOKEN_VIEW', 12, 5, 5],
  ['SERVICE_KEY_CREATE', 70, 0, 0],
  ['SERVICE_KEY_REVEAL', 3, 14, 14],
  ['INSTALL_INTEGRATION', 150, 1, 1],
  ['EXPORT', 6, 14, 14],
  ['CONTACT_DATA_EXPORT', 20, 5, 5],
  ['TWO_FACTOR_AUTHENTICATION_DISABLED', 15, 5, 5],
  ['GDPR_DELETE', 30, 1, 1],
]

export function fillEvents(seeding: Seeding): void {
  for (const [index, one] of seeding.staff.all.entries()) logins(seeding, one, index)
  security(seeding)
  audits(seeding)
}

/** Some super admins never log in; one account sees failures from another country. */
function logins({ org, world, ...seeding }: Seeding, one: Employee, index: number): void {
  const source = stream(world, 200, index)
  const silent = one.job === 'imports' || one.job === 'integration' || index === 3 || index === 7
  if (silent || one.until !== null) return
  const user = { userId: Number(userId(one)), email: emailOf(one), userAgent: source.pick(agents) }
  const wanted = 2 + source.int(index < 10 ? 6 : 14)
  for (let made = 0; made < wanted; made++) {
    const at = world.calendar.between(world.calendar.asOf - 88 * day, world.calendar.asOf, source)
    insertLogin(org, { ...user, ...home, at, succeeded: !source.chance(0.05) })
  }
  for (let made = 0; made < (index === 5 ? 9 : 0); made++)
    insertLogin(org, {
      ...user,
      ...abroad,
      at: world.calendar.asOf - 2 * day + made * 20_000,
      succeeded: made === 8,
    })
  count({ org, world, ...seeding }, 'logins', wanted)
}

function security(seeding: Seeding): void {
  const { org, world, staff } = seeding
  for (const [type, daysAgo, by, to] of happened) {
    const [actor, target] = [staff.all[by] as Employee, staff.all[to] as Employee]
    insertSecurityEvent(org, {
      at: world.calendar.asOf - daysAgo * day,
      type,
      userId: Number(userId(target)),
      actingUser: emailOf(actor),
      objectId: userId(target),
      ...(by === 5 ? abroad : home),
    })
  }
  count(seeding, 'security events', happened.length)
}

function audits(seeding: Seeding): void {
  const { org, world, staff } = seeding
  for (const [index, one] of staff.all.entries()) {
    const source = stream(world, 201, index)
    if (one.until !== null || !source.chance(0.6)) continue
    insertAuditEvent(org, {
      at: world.calendar.between(world.calendar.asOf - 60 * day, world.calendar.asOf, source),
      category: 'CRM_OBJECT',
      subCategory: source.pick(['CONTACT', 'COMPANY', 'DEAL']),
      action: source.skewed(['UPDATE', 'CREATE', 'DELETE']),
      targetObjectId: String(951 + source.int(500)),
      userId: Number(userId(one)),
      userEmail: emailOf(one),
    })
    count(seeding, 'audit events', 1)
  }
}
