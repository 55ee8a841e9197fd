import type { Random } from '../../population/random.ts'
import { idOf } from '../store/id.ts'
import { fill, type Row, type Seeding } from './seeding.ts'

const type = (serial: number): string => idOf('012', serial)

/** Ids that other tables refer to. */
export const recordTypes = {
  business: type(1),
  partner: type(2),
  person: type(3),
  household: type(4),
  organization: type(5),
  leadQueue: idOf('00G', 1),
  caseQueue: idOf('00G', 2),
  contact: (source: Random): string => (source.chance(0.93) ? type(6) : type(7)),
  lead: (source: Random): string => (source.chance(0.9) ? type(8) : type(9)),
  opportunity: (donation: boolean): string => (donation ? type(11) : type(10)),
  case: (source: Random): string => (source.chance(0.85) ? type(12) : type(13)),
} as const

const rows: readonly (readonly [
  serial: number,
  object: string,
  developerName: string,
  name: string,
  active: boolean,
])[] = [
  [1, 'Account', 'Business_Account', 'Business Account', true],
  [2, 'Account', 'Partner_Account', 'Partner Account', true],
  [6, 'Contact', 'Customer_Contact', 'Customer Contact', true],
  [7, 'Contact', 'Partner_Contact', 'Partner Contact', true],
  [8, 'Lead', 'Inbound', 'Inbound', true],
  [9, 'Lead', 'Outbound', 'Outbound', true],
  [10, 'Opportunity', 'Sales', 'Sales', true],
  [12, 'Case', 'Support', 'Support', true],
  [13, 'Case', 'Complaint', 'Complaint', true],
  [14, 'Case', 'Legacy_Support', 'Legacy Support', false],
]

export function fillRecordTypes(seeding: Seeding): void {
  const { personAccounts, nonprofit } = seeding.org.schema
  const cells = rows.map(
    ([serial, object, developer, name, active]): Row => [
      type(serial),
      object,
      developer,
      name,
      active,
      false,
      null,
    ],
  )
  if (personAccounts)
    cells.push([recordTypes.person, 'Account', 'PersonAccount', 'Person Account', true, true, null])
  if (nonprofit) {
    cells.push([recordTypes.household, 'Account', 'HH_Account', 'Household Account', true, false, null])
    cells.push([recordTypes.organization, 'Account', 'Organization', 'Organization', true, false, null])
    cells.push([type(11), 'Opportunity', 'Donation', 'Donation', true, false, null])
  }
  fill(
    seeding,
    'RecordType',
    'Id SobjectType DeveloperName Name IsActive IsPersonType NamespacePrefix',
    cells,
  )
}
