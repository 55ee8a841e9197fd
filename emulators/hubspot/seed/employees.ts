import { slug } from '../../population/letters.ts'
import { type Employee, type Job, type Staff, staffOf } from '../../population/staff.ts'
import type { World } from '../../population/world.ts'
import { insertOwner, insertRole, insertTeam, insertUser } from '../people/tables.ts'
import type { NewRecord } from '../store/write.ts'
import { count, fill, idAt, type Seeding, stream } from './seeding.ts'

/** An employee's id is their serial; what users and owners are called by differs, as it does in HubSpot. */
export function staff(world: World): Staff {
  return staffOf(world, String)
}

export function userId(of: Employee): string {
  return String(11_000_000 + Number(of.id) * 137)
}

export function ownerId(of: Employee): string {
  return String(620_000_000 + Number(of.id) * 1009)
}

export function emailOf(of: Employee): string {
  if (of.job === 'imports') return 'imports@steward.example'
  if (of.last === 'Admin' && of.first === 'Ada') return 'admin@steward.example'
  return `${slug(of.first)}.${slug(of.last)}.${of.id}@steward.example`
}

const roles = [
  { id: 501, name: 'Sales' },
  { id: 502, name: 'Service' },
  { id: 503, name: 'Marketing' },
  { id: 504, name: 'Billing', requiresBillingWrite: true },
] as const
const teams = [
  { id: 301, name: 'Sales North' },
  { id: 302, name: 'Sales South' },
  { id: 303, name: 'Service' },
  { id: 304, name: 'Marketing' },
] as const
const teamOf: Readonly<Partial<Record<Job, number>>> = { service: 303, marketing: 304 }
const roleOf: Readonly<Partial<Record<Job, number>>> = {
  sales: 501,
  manager: 501,
  service: 502,
  marketing: 503,
  finance: 504,
}

export function fillEmployees(seeding: Seeding): void {
  const { org, world } = seeding
  for (const role of roles) insertRole(org, role)
  for (const team of teams) insertTeam(org, team)
  for (const [index, one] of seeding.staff.all.entries()) addEmployee(seeding, one, index)
  insertOwner(org, {
    id: 619_000_001,
    userId: null,
    type: 'QUEUE',
    firstName: 'Inbound',
    lastName: 'Queue',
    createdAt: world.calendar.start,
  })
  count(seeding, 'owners', seeding.staff.all.length + 1)
  fill(seeding, 'users', userRecords(seeding))
}

/** Leavers: no user of the settings any more, an archived owner, and records that still name them. */
function addEmployee({ org, world }: Seeding, one: Employee, index: number): void {
  const source = stream(world, 140, index)
  const active = one.until === null
  const selling = one.job === 'sales' || one.job === 'manager'
  const team = selling ? 301 + source.int(2) : teamOf[one.job]
  const role = roleOf[one.job]
  // Somebody in sales was made a super admin once and stayed one; one administrator uses a private mailbox.
  const superAdmin = one.job === 'admin' || one.job === 'imports' || index === 14
  insertUser(org, {
    id: Number(userId(one)),
    email: index === 5 ? `${slug(one.first)}${slug(one.last)}@gmail.com` : emailOf(one),
    firstName: one.first,
    lastName: one.last,
    superAdmin,
    roleIds: role === undefined || source.chance(0.15) ? [] : [role],
    ...(team === undefined ? {} : { primaryTeamId: team }),
    secondaryTeamIds: team !== undefined && source.chance(0.1) ? [304] : [],
    active,
  })
  insertOwner(org, {
    id: Number(ownerId(one)),
    userId: Number(userId(one)),
    email: emailOf(one),
    firstName: one.first,
    lastName: one.last,
    createdAt: Math.max(one.from, world.calendar.start),
    updatedAt: one.until ?? Math.max(one.from, world.calendar.start),
    archived: !active,
  })
}

function* userRecords(seeding: Seeding): Generator<NewRecord> {
  for (const [index, one] of seeding.staff.all.entries()) {
    yield {
      id: idAt(seeding, 'users', index),
      properties: {
        hs_email: emailOf(one),
        hs_given_name: one.first,
        hs_family_name: one.last,
        hs_job_title: one.job,
        hs_internal_user_id: userId(one),
        hs_deactivated: String(one.until !== null),
      },
      createdAt: new Date(Math.max(one.from, seeding.world.calendar.start)),
      source: { type: 'CRM_UI' },
    }
  }
}
