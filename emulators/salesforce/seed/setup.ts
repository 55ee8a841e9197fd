import { STAGES } from '../schema/sales.ts'
import { idOf } from '../store/id.ts'
import { fillDuplicateRules } from './duplicate-rules.ts'
import { fill, type Row, type Seeding, stamp } from './seeding.ts'

/** The organization itself and the lists that pick values come from. */
export function fillSetup(seeding: Seeding): void {
  const { org, world, staff } = seeding
  const since = stamp(world.calendar.start - 60 * 86_400_000)
  const name = world.variant === 'nonprofit' ? 'Steward Foundation' : 'Acme'
  fill(
    seeding,
    'Organization',
    'Id Name OrganizationType InstanceName IsSandbox LanguageLocaleKey TimeZoneSidKey DefaultLocaleSidKey Country SignupCountryIsoCode CreatedDate CreatedById',
    [
      [
        org.id,
        name,
        'Enterprise Edition',
        'EMU1',
        false,
        'en_US',
        'Europe/Madrid',
        'en_US',
        'Spain',
        'ES',
        since,
        staff.admin.id,
      ],
    ],
  )
  fillStatuses(seeding)
  fillDuplicateRules(seeding, since)
  fillPackages(seeding)
  fillApps(seeding, since)
}

const statuses: readonly (readonly [object: string, last: string, names: readonly string[], ends: string])[] =
  [
    [
      'LeadStatus',
      'IsConverted',
      ['Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'],
      'Closed - Converted',
    ],
    ['CaseStatus', 'IsClosed', ['New', 'Working', 'Escalated', 'Closed'], 'Closed'],
    [
      'TaskStatus',
      'IsClosed',
      ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'],
      'Completed',
    ],
  ]

/** The first name of each list is the default. */
function fillStatuses(seeding: Seeding): void {
  for (const [table, [object, last, names, ends]] of statuses.entries()) {
    const rows = names.map(
      (name, at): Row => [idOf('01J', table * 100 + at + 1), name, name, at + 1, at === 0, name === ends],
    )
    fill(seeding, object, `Id MasterLabel ApiName SortOrder IsDefault ${last}`, rows)
  }
  fill(
    seeding,
    'OpportunityStage',
    'Id MasterLabel ApiName IsActive SortOrder IsClosed IsWon ForecastCategory ForecastCategoryName DefaultProbability',
    STAGES.map(([label, probability, forecast], index) => [
      idOf('01J', 301 + index),
      label,
      label,
      true,
      index + 1,
      label.startsWith('Closed'),
      label === 'Closed Won',
      forecast,
      forecast,
      probability,
    ]),
  )
}

function fillPackages(seeding: Seeding): void {
  if (seeding.world.variant !== 'nonprofit') return
  const spaces = ['npe01', 'npo02', 'npe03', 'npe4', 'npe5', 'npsp']
  fill(
    seeding,
    'PackageLicense',
    'Id NamespacePrefix Status IsProvisioned AllowedLicenses UsedLicenses',
    spaces.map((space, index) => [idOf('050', index + 1), space, 'Active', true, -1, 0]),
  )
}

function fillApps(seeding: Seeding, since: string): void {
  const apps = ['Data Loader', 'Website Forms', 'Salesforce CLI']
  fill(
    seeding,
    'ConnectedApplication',
    'Id Name OptionsAllowAdminApprovedUsersOnly CreatedDate',
    apps.map((name, index) => [idOf('0H4', index + 1), name, index === 1, since]),
  )
}
