import { isGoverned } from '../access/rules.ts'
import { SYSTEM_PERMISSIONS } from '../schema/access.ts'
import { idOf } from '../store/id.ts'
import { fill, type Row, type Seeding } from './seeding.ts'
import type { Job } from './staff.ts'

/** Object rights: C(reate) R(ead) E(dit) D(elete) V(iew all) M(odify all). */
interface ProfilePlan {
  readonly name: string
  readonly jobs: readonly Job[]
  readonly userType?: string
  readonly system: readonly string[]
  readonly objects: Readonly<Record<string, string>>
}

const everyday = [
  'ApiEnabled',
  'LightningExperienceUser',
  'RunReports',
  'ExportReport',
  'EditEvent',
  'EditTask',
  'EmailSingle',
  'ChatterInternalUser',
  'RunFlow',
  'ViewSetup',
  'ViewRoles',
  'ActivateContract',
  'ConvertLeads',
]
const selling = {
  Account: 'CRE',
  Contact: 'CRED',
  Lead: 'CRE',
  Opportunity: 'CRED',
  Campaign: 'R',
  Case: 'CRE',
  Contract: 'CRE',
  Order: 'CRE',
  Product2: 'R',
  Pricebook2: 'R',
  Asset: 'CRE',
  Individual: 'CRE',
  Membership__c: 'CRE',
}
const reading = Object.fromEntries(Object.keys(selling).map((object) => [object, 'R']))

const profiles: readonly ProfilePlan[] = [
  {
    name: 'System Administrator',
    jobs: ['admin'],
    system: SYSTEM_PERMISSIONS.filter((name) => name !== 'ApiUserOnly'),
    objects: Object.fromEntries(Object.keys(selling).map((object) => [object, 'CREDVM'])),
  },
  { name: 'Standard User', jobs: ['manager', 'finance'], system: everyday, objects: selling },
  { name: 'Sales User', jobs: ['sales'], system: everyday, objects: selling },
  {
    name: 'Service User',
    jobs: ['service'],
    system: [...everyday, 'ManageCases', 'EditCaseComments'],
    objects: { ...selling, Case: 'CREDVM', Opportunity: 'R' },
  },
  {
    name: 'Marketing User',
    jobs: ['marketing'],
    system: [...everyday, 'ImportLeads', 'EmailMass'],
    objects: { ...selling, Campaign: 'CREDVM', Lead: 'CREDV' },
  },
  { name: 'Read Only', jobs: [], system: everyday.slice(0, 4), objects: reading },
  {
    name: 'Data Imports',
    jobs: ['imports'],
    system: [
      ...everyday,
      'ApiUserOnly',
      'BulkApiHardDelete',
      'CustomizeApplication',
      'ModifyAllData',
      'ViewAllData',
      'PasswordNeverExpires',
    ],
    objects: Object.fromEntries(Object.keys(selling).map((object) => [object, 'CREDVM'])),
  },
  {
    name: 'Minimum Access - API Only Integrations',
    jobs: ['integration'],
    system: ['ApiEnabled', 'ApiUserOnly'],
    objects: {},
  },
  {
    name: 'Customer Community User',
    jobs: [],
    userType: 'CspLitePortal',
    system: [],
    objects: { Account: 'R', Contact: 'R', Case: 'CR' },
  },
]

export function profileId(job: Job): string {
  return idOf('00e', profiles.findIndex(({ jobs }) => jobs.includes(job)) + 1)
}

export const portalProfileId = idOf('00e', profiles.length)

interface SetPlan {
  readonly name: string
  readonly label: string
  readonly system: readonly string[]
  readonly objects: Readonly<Record<string, string>>
  /** Job of those who have it, and every how manieth of them. */
  readonly to: readonly [job: Job, every: number]
}

const sets: readonly SetPlan[] = [
  {
    name: 'Data_Steward',
    label: 'Data Steward',
    system: ['ModifyAllData', 'ViewAllData', 'DataExport'],
    objects: {},
    to: ['manager', 2],
  },
  {
    name: 'Report_Power_User',
    label: 'Report Power User',
    system: ['ViewAllData', 'ScheduleReports', 'CreateCustomizeReports'],
    objects: {},
    to: ['finance', 1],
  },
  {
    name: 'Transfer_Records',
    label: 'Transfer Records',
    system: ['TransferAnyLead', 'TransferAnyEntity'],
    objects: { Lead: 'REV' },
    to: ['sales', 4],
  },
  {
    name: 'Website_Leads',
    label: 'Website Leads',
    system: ['ApiEnabled'],
    objects: { Lead: 'CR', Contact: 'R', Campaign: 'R', Case: 'CR', Account: 'R' },
    to: ['integration', 1],
  },
  {
    name: 'User_Helpdesk',
    label: 'User Helpdesk',
    system: ['ManageUsers', 'ResetPasswords', 'ManageInternalUsers', 'AssignPermissionSets'],
    objects: {},
    to: ['service', 9],
  },
  {
    name: 'Old_Migration',
    label: 'Old Migration',
    system: ['ModifyAllData', 'AuthorApex', 'BulkApiHardDelete'],
    objects: {},
    to: ['sales', 17],
  },
]
const groupSets = [4, 2] as const

export function fillAccess(seeding: Seeding): void {
  fillLicenses(seeding)
  const rights = (plan: { readonly system: readonly string[] }): boolean[] =>
    SYSTEM_PERMISSIONS.map((name) => plan.system.includes(name))
  const columns = SYSTEM_PERMISSIONS.map((name) => `Permissions${name}`).join(' ')
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
