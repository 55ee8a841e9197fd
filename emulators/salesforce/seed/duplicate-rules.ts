import { idOf } from '../store/id.ts'
import { fill, type Row, type Seeding } from './seeding.ts'

type Rule = readonly [
  object: string,
  name: string,
  active: boolean,
  items: readonly (readonly [field: string, method: string])[],
]

/** Leads are not guarded at all, contacts by a fuzzy rule, accounts by an exact one. */
const rules: readonly Rule[] = [
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

export function fillDuplicateRules(seeding: Seeding, since: string): void {
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
