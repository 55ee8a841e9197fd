import { companyName, conflicting, date, matchRule, number, text } from '../../src/kit/index.ts'

export const deals = matchRule({
  meta: {
    id: 'duplicates/deals',
    summary: 'Deals of one company that were entered twice.',
    why: 'The forecast counts the money twice, and two people work on one deal without knowing.',
    remedy:
      'Keep one deal; link and close the other as a duplicate. Deals cannot be merged without losing what hangs on them.',
    severity: 'medium',
    tags: ['duplicates', 'deals'],
    messages: { group: '{records} deals are one.' },
  },
  entity: 'deal',
  kinds: ['deal'],
  compare: {
    name: text('name'),
    company: companyName('companyName'),
    amount: number('amount', 0.1),
    closeDate: date('closeDate', 31),
  },
  blockOn: [
    ['companyId'],
    ['companyName', 'amount'],
    ['companyName', 'closeDate[0..7]'],
    ['companyName', 'name[0..8]'],
    ['name', 'amount'],
  ],
  never: [
    conflicting('name'),
    conflicting('company'),
    conflicting('amount'),
    conflicting('closeDate'),
    conflicting('externalId'),
  ],
  show: [
    'stage',
    'type',
    'closed',
    'won',
    'currency',
    'ownerName',
    'externalId',
    'lastTouchAt',
    'modifiedAt',
    'createdAt',
  ],
})
