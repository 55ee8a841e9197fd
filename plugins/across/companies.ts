import { acrossRule, conflicting, sameHierarchy } from '../../src/kit/index.ts'
import { companies as duplicates } from '../duplicates/companies.ts'

export const companies = acrossRule({
  meta: {
    id: 'across/companies',
    summary: 'Companies that are in several connections with values that differ.',
    why: 'Territories, segments and credit checks work on whichever record they happen to read, and nobody sees all business with the customer.',
    remedy:
      'Decide per field which CRM leads, correct the other, and link the two, so that a sync keeps them alike.',
    severity: 'low',
    tags: ['across', 'companies'],
    messages: {
      differs: 'One company in {where}: {fields} differ',
      blank: 'One company in {where}: {fields} only on one side',
      contradicts: '{link} links records in {where} that look like two companies: {fields} differ',
      onlyIn: 'A company only in {where}, not in {others}',
    },
  },
  entity: 'company',
  kinds: duplicates.kinds,
  compare: duplicates.compare,
  blockOn: duplicates.blockOn,
  never: [conflicting('name'), conflicting('taxId'), sameHierarchy()],
  agree: ['name', 'website', 'phone', 'street', 'city', 'postalCode', 'country', 'employees', 'taxId'],
  show: ['type', 'industry', 'ownerName', 'createdAt', 'modifiedAt'],
})
