import { STAGES } from '../schema/sales.ts'
import { idOf } from '../store/id.ts'
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
  const status = (
    rows: readonly (readonly [name: string, isDefault: boolean, ends: boolean])[],
    from: number,
  ): Row[] =>
    rows.map(([label, isDefault, ends], index) => [
      idOf('01J', from + index),
      label,
      label,
      index + 1,
      isDefault,
      ends,
    ])
  fill(
    seeding,
    'LeadStatus',
    'Id MasterLabel ApiName SortOrder IsDefault IsConverted',
    status(
      [
        ['Open - Not Contacted', true, false],
        ['Working - Contacted', false, false],
        ['Closed - Converted', false, true],
        ['Closed - Not Converted', false, false],
      ],
      1,
    ),
  )
  fill(
    seeding,
    'CaseStatus',
    'Id MasterLabel ApiName SortOrder IsDefault IsClosed',
    status(
      [
        ['New', true, false],
        ['Working', false, false],
        ['Escalated', false, false],
        ['Closed', false, true],
      ],
      101,
    ),
  )
  fill(
    seeding,
    'TaskStatus',
    'Id MasterLabel ApiName SortOrder IsDefault IsClosed',
    status(
      [
        ['Not Started', true, false],
        ['In Progress', false, false],
        ['Completed', false, true],
        ['Waiting on someone else', false, false],
        ['Deferred', false, false],
      ],
      201,
    ),
  )
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
  fillDuplicateRules(seeding, since)
  fillPackages(seeding)
  fillApps(seeding, since)
}

/** Leads are not guarded at all, contacts by a fuzzy rule, accounts by an exact one. */
function fillDuplicateRules(seeding: Seeding, since: string): void {
  const rules: readonly (readonly [
    object: string,
    name: string,
    active: boolean,
    items: readonly (readonly [field: string, method: string])[],
  ])[] = [
    [
      'Contact',
      'Standard_Contact',
      true,
      [
        ['FirstName', 'FirstName'],
        ['LastName', 'LastName'],
        ['Email', 'Exact'],
      ],
    ],
    [
      'Account',
      'Standard_Account',
      true,
      [
        ['Name', 'CompanyName'],
        ['BillingCity', 'City'],
      ],
    ],
    [
      'Lead',
      'Standard_Lead',
      false,
      [
        ['LastName', 'LastName'],
        ['Email', 'Exact'],
      ],
    ],
    ['Contact', 'Contacts_by_Phone', false, [['Phone', 'Phone']]],
    ['Account', 'Accounts_by_Website', false, [['Website', 'Exact']]],
  ]
  fill(
    seeding,
    'MatchingRule',
    'Id SobjectType DeveloperName MasterLabel MatchEngine RuleStatus CreatedDate',
    rules.map(([object, name, active], index) => [
      idOf('0Jx', index + 1),
      object,
      `${name}_Match`,
      `${name.replaceAll('_', ' ')} Match`,
      name.startsWith('Standard') ? 'FuzzyMatchEngine' : 'ExactMatchEngine',
      active ? 'Active' : 'Inactive',
      since,
    ]),
  )
  fill(
    seeding,
    'MatchingRuleItem',
    'MatchingRuleId SortOrder Field MatchingMethod BlankValueBehavior',
    rules.flatMap(([, , , items], index) =>
      items.map(
        ([field, method], order): Row => [idOf('0Jx', index + 1), order + 1, field, method, 'NullNotAllowed'],
      ),
    ),
  )
  fill(
    seeding,
    'DuplicateRule',
    'Id SobjectType DeveloperName MasterLabel IsActive CreatedDate',
    rules.map(([object, name, active], index) => [
      idOf('0Bm', index + 1),
      object,
      name,
      name.replaceAll('_', ' '),
      active,
      since,
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
