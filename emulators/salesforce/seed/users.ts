import { day } from '../../population/calendar.ts'
import { slug } from '../../population/letters.ts'
import { accountOfContact, contactId, hasDuplicates, placeOf } from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { assignments, portalProfileId, profileId } from './access.ts'
import { recordTypes } from './record-types.ts'
import { fill, type Row, type Seeding, stamp, stream } from './seeding.ts'
import { type Employee, type Job, username } from './staff.ts'

const titles: Readonly<Record<Job, string>> = {
  admin: 'CRM Administrator',
  sales: 'Account Executive',
  service: 'Support Agent',
  marketing: 'Marketing Specialist',
  finance: 'Controller',
  manager: 'Sales Director',
  imports: 'Integration',
  integration: 'Integration',
}
const roleOf: Readonly<Record<Job, number>> = {
  admin: 1,
  manager: 2,
  sales: 3,
  service: 4,
  marketing: 5,
  finance: 1,
  imports: 1,
  integration: 1,
}

export function fillUsers(seeding: Seeding): void {
  const { staff } = seeding
  fillRoles(seeding)
  const columns = `Id Username FirstName LastName Email Alias CommunityNickname IsActive ProfileId UserRoleId UserType Title Department ManagerId
    TimeZoneSidKey LocaleSidKey LanguageLocaleKey LastLoginDate CreatedDate ContactId IsPortalEnabled`
  fill(seeding, 'User', columns, userRows(seeding))
  fill(
    seeding,
    'PermissionSetAssignment',
    'PermissionSetId PermissionSetGroupId AssigneeId',
    assignments(seeding),
  )
  fillGroups(seeding)
  fill(
    seeding,
    'UserLogin',
    'UserId IsFrozen IsPasswordLocked',
    staff.all.map((user, index) => [user.id, index > 11 && index % 23 === 0, index % 31 === 30]),
  )
  fill(
    seeding,
    'LoginHistory',
    'UserId LoginTime LoginType SourceIp LoginUrl TlsProtocol Browser Platform Status Application ApiType ApiVersion CountryIso LoginSubType',
    logins(seeding),
  )
  fill(seeding, 'SetupAuditTrail', 'Action Section CreatedDate CreatedById Display', trail(seeding))
}

function fillRoles(seeding: Seeding): void {
  fill(seeding, 'UserRole', 'Id Name DeveloperName ParentRoleId', [
    [idOf('00E', 1), 'Management', 'Management', null],
    ...['Sales Director', 'Sales Team', 'Service Team', 'Marketing Team'].map(
      (name, index): Row => [
        idOf('00E', index + 2),
        name,
        name.replace(' ', '_'),
        idOf('00E', index === 1 ? 2 : 1),
      ],
    ),
  ])
}

function fillGroups(seeding: Seeding): void {
  const { staff, world } = seeding
  const began = stamp(world.calendar.start - 40 * day)
  const queues = [
    [recordTypes.leadQueue, 'New Leads', 'New_Leads'],
    [recordTypes.caseQueue, 'Support Queue', 'Support_Queue'],
  ] as const
  const groups: Row[] = [
    ...queues.map(([id, name, developer]): Row => [id, name, developer, 'Queue', began]),
    [idOf('00G', 3), 'All Managers', 'All_Managers', 'Regular', began],
    [idOf('00G', 4), 'Entire Organization', 'AllInternalUsers', 'Organization', began],
  ]
  fill(seeding, 'Group', 'Id Name DeveloperName Type CreatedDate', groups)
  fill(seeding, 'QueueSobject', 'QueueId SobjectType', [
    [recordTypes.leadQueue, 'Lead'],
    [recordTypes.caseQueue, 'Case'],
  ])
  const members = (job: Job, group: string): Row[] =>
    staff.all.filter((user) => user.job === job).map((user) => [group, user.id])
  fill(seeding, 'GroupMember', 'GroupId UserOrGroupId', [
    ...members('sales', recordTypes.leadQueue),
    ...members('service', recordTypes.caseQueue),
    ...members('manager', idOf('00G', 3)),
  ])
}

function* userRows(seeding: Seeding): Generator<Row> {
  const { staff } = seeding
  for (const [index, user] of staff.all.entries()) {
    const spanish = index % 3 === 2
    yield [
      user.id,
      username(user),
      user.first,
      user.last,
      username(user),
      slug(user.first.charAt(0) + user.last).slice(0, 8),
      `${slug(user.first)}${index}`.slice(0, 40),
      user.until === null,
      profileId(user.job),
      idOf('00E', roleOf[user.job]),
      'Standard',
      titles[user.job],
      user.job === 'admin' ? 'IT' : user.job,
      null,
      spanish ? 'Europe/Madrid' : 'America/New_York',
      spanish ? 'es_ES' : 'en_US',
      spanish ? 'es' : 'en_US',
      lastLogin(seeding, user, index),
      stamp(user.from),
      null,
      false,
    ]
  }
  yield* portalUsers(seeding)
}

/** Some active users have not logged in for half a year, two never. */
function lastLogin(seeding: Seeding, user: Employee, index: number): string | null {
  const { asOf } = seeding.world.calendar
  if (index === 8 || index === 27) return null
  const source = stream(seeding.world, 60, index)
  if (user.until !== null) return stamp(user.until - source.int(10) * day)
  return stamp(Math.max(user.from, asOf - (index % 13 === 12 ? 200 * day : source.int(5 * day))))
}

/** A few contacts log in to the customer portal, more often those that have duplicates. */
function* portalUsers(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  let serial = staff.all.length
  for (let row = 0; row < world.layout.rows; row++) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'contact') continue
    const source = stream(world, 61, row)
    if (!source.chance(hasDuplicates(world, row) ? 0.02 : 0.003) || accountOfContact(world, row) === null)
      continue
    const made = world.peopleRow(row)
    serial++
    yield [
      idOf('005', serial),
      `portal${serial}@customers.example`,
      made.firstName.slice(0, 40),
      made.lastName.slice(0, 80) || 'Unknown',
      made.email || `portal${serial}@customers.example`,
      `p${serial}`.slice(0, 8),
      `portal${serial}`,
      source.chance(0.85),
      portalProfileId,
      null,
      'CspLitePortal',
      null,
      null,
      null,
      'Europe/Madrid',
      'en_US',
      'en_US',
      source.chance(0.7) ? stamp(world.calendar.asOf - source.int(200) * day) : null,
      stamp(world.peopleSince(row)),
      contactId(world, row),
      true,
    ]
  }
}

/** Half a year of logins, as much as the platform keeps. */
function* logins(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  const { asOf } = world.calendar
  for (const [index, user] of staff.all.entries()) {
    const source = stream(world, 62, index)
    const api = user.job === 'imports' || user.job === 'integration'
    const silent = index === 8 || index === 27 || index % 13 === 12
    const wanted = silent ? 0 : api ? 60 : 25
    const last = user.until ?? asOf
    for (let login = 0; login < wanted; login++) {
      const at = world.calendar.between(Math.max(user.from, asOf - 180 * day), last, source)
      if (at > last || at < asOf - 180 * day) continue
      const failed = source.chance(0.04)
      yield [
        user.id,
        stamp(at),
        api ? 'Other Apex API' : 'Application',
        api ? '198.51.100.7' : `203.0.113.${source.int(250)}`,
        'steward.example',
        'TLS 1.3',
        api ? null : 'Chrome 141',
        api ? null : 'Windows 11',
        failed ? 'Invalid Password' : 'Success',
        api ? 'Data Loader' : 'Browser',
        api ? 'SOAP Partner' : 'N/A',
        api ? '64.0' : 'N/A',
        source.chance(0.97) ? 'ES' : 'US',
        api ? 'SoapLogin' : 'UiLogin',
      ]
    }
  }
}

const actions: readonly (readonly [action: string, section: string, text: string])[] = [
  ['changedprofileforuser', 'Manage Users', 'Changed profile of a user'],
  ['createduser', 'Manage Users', 'Created new user'],
  ['deactivateduser', 'Manage Users', 'Deactivated user'],
  ['PermSetAssign', 'Manage Users', 'Assigned a permission set'],
  ['createdcustomfield', 'Customize Contacts', 'Created custom field'],
  ['changedvalidationrule', 'Customize Opportunities', 'Changed validation rule'],
  ['dupeRuleDeactivated', 'Duplicate Rules', 'Deactivated duplicate rule Leads'],
  ['changedpicklist', 'Customize Leads', 'Changed picklist Lead Source'],
  ['loginasgrantedtopartnerbt', 'Manage Users', 'Logged in as a user'],
]

function* trail(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  const admins = staff.all.filter(({ job }) => job === 'admin').slice(0, 5)
  for (let entry = 0; entry < 240; entry++) {
    const source = stream(world, 63, entry)
    const [action, section, text] = source.pick(actions)
    const at = world.calendar.between(world.calendar.asOf - 180 * day, world.calendar.asOf, source)
    yield [action, section, stamp(at), source.skewed(admins).id, text]
  }
}
