import { code, conflicting, date, matchRule, sameHierarchy, text } from '../../src/kit/index.ts'

export const cases = matchRule({
  meta: {
    id: 'duplicates/cases',
    summary: 'Cases about one matter that the same customer opened within days.',
    why: 'Two people answer the same question, the customer gets two answers, and response times and counts are wrong.',
    remedy: 'Keep one case, link the other to it and close it as a duplicate.',
    severity: 'low',
    tags: ['duplicates', 'cases'],
    messages: { group: '{records} cases are about one matter.' },
  },
  entity: 'case',
  kinds: ['case'],
  compare: {
    subject: text('name'),
    who: code('personId', 'email', 'companyId'),
    opened: date('createdAt', 3),
  },
  blockOn: [
    ['personId'],
    ['email'],
    ['companyId', 'name[0..6]'],
    ['companyId', 'createdAt'],
    ['name', 'createdAt'],
  ],
  never: [conflicting('subject'), conflicting('who'), conflicting('opened'), sameHierarchy()],
  show: [
    'number',
    'status',
    'closed',
    'priority',
    'origin',
    'type',
    'ownerName',
    'lastTouchAt',
    'modifiedAt',
  ],
})
