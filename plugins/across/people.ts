import { acrossRule, conflicting } from '../../src/kit/index.ts'
import { people as duplicates } from '../duplicates/people.ts'

export const people = acrossRule({
  meta: {
    id: 'across/people',
    summary: 'People who are in several connections with values that differ.',
    why: 'Sales and marketing write to different addresses, an opt-out given in one CRM is missed in the other, and every list of both counts the person twice.',
    remedy:
      'Decide per field which CRM leads, correct the other, and link the two, so that a sync keeps them alike.',
    severity: 'low',
    tags: ['across', 'people'],
    messages: {
      differs: 'One person in {where}: {fields} differ',
      blank: 'One person in {where}: {fields} only on one side',
      contradicts: '{link} links records in {where} that look like two people: {fields} differ',
      onlyIn: 'A person only in {where}, not in {others}',
    },
  },
  entity: 'person',
  kinds: duplicates.kinds,
  compare: duplicates.compare,
  blockOn: duplicates.blockOn,
  never: [conflicting('name'), conflicting('email')],
  agree: [
    'firstName',
    'lastName',
    'email',
    'phone',
    'mobile',
    'title',
    'companyName',
    'street',
    'city',
    'postalCode',
    'country',
    'optOutEmail',
  ],
  show: ['name', 'status', 'ownerName', 'createdAt', 'modifiedAt'],
})
