import { isGoverned } from '../access/rules.ts'
import { SYSTEM_PERMISSIONS } from '../schema/access.ts'
import { idOf } from '../store/id.ts'
import { groupSets, profiles, sets } from './profiles.ts'
import { fill, type Row, type Seeding } from './seeding.ts'
import type { Job } from './staff.ts'

export function profileId(job: Job): string {
  return idOf('00e', profiles.findIndex(({ jobs }) => jobs.includes(job)) + 1)
}

export const portalProfileId = idOf('00e', profiles.length)

export function fillAccess(seeding: Seeding): void {
  fillLicenses(seeding)
  fillProfiles(seeding)
  fillSets(seeding)
  fillGroup(seeding)
  fillRights(seeding)
}

const columns = SYSTEM_PERMISSIONS.map((name) => `Permissions${name}`).join(' ')

function rights(plan: { readonly system: readonly string[] }): boolean[] {
  return SYSTEM_PERMISSIONS.map((name) => plan.system.includes(name))
}

function fillProfiles(seeding: Seeding): void {
  fill(
    seeding,
    'Profile',
    `Id Name UserLicenseId UserType ${columns}`,
    profiles.map((plan, index) => [
      idOf('00e', index + 1),
      plan.name,
      idOf('100', plan.userType ? 2 : 1),
      plan.userType ?? 'Standard',
      ...rights(plan),
    ]),
  )
}

/** Each profile owns a set, as the platform has it. */
function fillSets(seeding: Seeding): void {
  const owned = profiles.map(
    (plan, index): Row => [
      setId(index),
      `X${idOf('00e', index + 1).slice(0, 15)}`,
      plan.name,
      true,
      idOf('00e', index + 1),
      false,
      'Profile',
      ...rights(plan),
    ],
  )
  const free = sets.map(
    (plan, index): Row => [
      setId(profiles.length + index),
      plan.name,
      plan.label,
      false,
      null,
      true,
      'Regular',
      ...rights(plan),
    ],
  )
  fill(seeding, 'PermissionSet', `Id Name Label IsOwnedByProfile ProfileId IsCustom Type ${columns}`, [
    ...owned,
    ...free,
  ])
}

/** A group that gives two sets and mutes a right of one of them. */
function fillGroup(seeding: Seeding): void {
  const muting = SYSTEM_PERMISSIONS.map((name) => name === 'ManageInternalUsers')
  fill(seeding, 'PermissionSetGroup', 'Id DeveloperName MasterLabel Status', [
    [idOf('0PG', 1), 'Service_Leads', 'Service Leads', 'Updated'],
  ])
  fill(seeding, 'MutingPermissionSet', `Id DeveloperName MasterLabel ${columns}`, [
    [idOf('0QM', 1), 'Service_Leads_Muting', 'Service Leads Muting', ...muting],
  ])
  fill(seeding, 'PermissionSetGroupComponent', 'PermissionSetGroupId PermissionSetId', [
    ...groupSets.map((set): Row => [idOf('0PG', 1), setId(profiles.length + set)]),
    [idOf('0PG', 1), idOf('0QM', 1)],
  ])
}

function fillRights(seeding: Seeding): void {
  const plans = [...profiles, ...sets]
  fill(
    seeding,
    'ObjectPermissions',
    'ParentId SobjectType PermissionsCreate PermissionsRead PermissionsEdit PermissionsDelete PermissionsViewAllRecords PermissionsModifyAllRecords',
    plans.flatMap(({ objects }, index) =>
      Object.entries(objects).map(
        ([object, letters]): Row => [
          setId(index),
          object,
          ...[...'CREDVM'].map((letter) => letters.includes(letter)),
        ],
      ),
    ),
  )
  fill(
    seeding,
    'FieldPermissions',
    'ParentId SobjectType Field PermissionsRead PermissionsEdit',
    fieldRights(seeding, plans),
  )
}

function setId(index: number): string {
  return idOf('0PS', index + 1)
}

/** Everything that the object right allows, but for the annual revenue, which only some may see. */
function* fieldRights(
  seeding: Seeding,
  plans: readonly { readonly objects: Readonly<Record<string, string>> }[],
): Generator<Row> {
  for (const [index, { objects }] of plans.entries()) {
    for (const [name, letters] of Object.entries(objects)) {
      const object = seeding.org.schema.object(name)
      for (const field of object?.fields ?? []) {
        if (object === undefined || !isGoverned(object, field)) continue
        const hidden = index === 5 && field.name === 'AnnualRevenue'
        if (!hidden)
          yield [setId(index), name, `${name}.${field.name}`, true, letters.includes('E') && field.updateable]
      }
    }
  }
}

/** Assignments of sets and of the one group; profile sets are assigned to everybody, as the platform does. */
export function* assignments(seeding: Seeding): Generator<Row> {
  for (const user of seeding.staff.all) {
    const at = profiles.findIndex(({ jobs }) => jobs.includes(user.job))
    yield [setId(at), null, user.id]
  }
  for (const [index, plan] of sets.entries()) {
    const [job, every] = plan.to
    const holders = seeding.staff.all
      .filter((user) => user.job === job)
      .filter((_user, number) => number % every === 0)
    for (const user of holders) yield [setId(profiles.length + index), null, user.id]
  }
  const leads = seeding.staff.all.filter((user) => user.job === 'service').slice(0, 3)
  for (const user of leads) yield [null, idOf('0PG', 1), user.id]
}

function fillLicenses(seeding: Seeding): void {
  const active = seeding.staff.all.filter(({ until }) => until === null).length
  fill(seeding, 'UserLicense', 'Id Name MasterLabel LicenseDefinitionKey Status TotalLicenses UsedLicenses', [
    [idOf('100', 1), 'Salesforce', 'Salesforce', 'SFDC', 'Active', active + 10, active],
    [idOf('100', 2), 'Customer Community', 'Customer Community', 'PID_Customer_Community', 'Active', 500, 40],
  ])
}
