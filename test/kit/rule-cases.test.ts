import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { email, type MatchRule, matchRule, orgRule, recordRule } from '../../src/kit/index.ts'
import { type Check, type MatchRunner, type RecordRuleCase, ruleCases } from '../../src/kit/testing.ts'

const meta = {
  id: 'entry/no-email',
  summary: 'People without an address.',
  why: 'Nobody can write to them.',
  remedy: 'Ask them.',
  severity: 'low',
  tags: [],
  options: z.strictObject({ phoneIsEnough: z.boolean().default(false) }),
  messages: { missing: '{kind} has no e-mail address.' },
} as const

const noEmail = recordRule({
  meta,
  entity: 'person',
  kinds: ['contact', 'lead'],
  fields: ['email', 'phone'],
  native: { contact: ['Note__c'] },
  check: ({ fields, kind }, { options, report }) => {
    if (fields.email !== null || (options.phoneIsEnough && fields.phone)) return
    report({ messageId: 'missing', data: { kind } })
  },
})

const shared = orgRule({
  meta: { ...meta, id: 'entry/shared', options: z.strictObject({}), messages: { many: '{n} share one.' } },
  needs: { entities: { person: ['email'] }, facts: ['setting'] },
  run: async ({ query, facts, report }) => {
    const settings = await facts('setting')
    const rows = await query('SELECT email, count(*) AS n FROM person GROUP BY email')
    for (const row of rows)
      if (settings.length > 0) report({ messageId: 'many', data: { n: row.n ?? 0 }, aspect: 'email' })
  },
})

const people: MatchRule = matchRule({
  meta: { ...meta, id: 'duplicates/mail', messages: { group: 'One person.' } },
  entity: 'person',
  kinds: ['contact'],
  compare: { email: email('email') },
  blockOn: [['email']],
}) as MatchRule

/** Not the engine: groups records by their address, which is all these cases need. */
const byEmail: MatchRunner = async (_rule, _options, records) => {
  const groups = Map.groupBy(records, (record) => (record.fields as { email?: string }).email)
  return [...groups.values()]
    .map((group) => group.map((record) => record.key.id))
    .filter((ids) => ids.length > 1)
}

describe('ruleCases', () => {
  const passing: readonly Check[] = [
    ...ruleCases(noEmail, [
      { name: 'an address', record: { fields: { email: 'a@x.example' } }, reports: [] },
      { name: 'unknown is not empty', record: { fields: {} }, reports: [] },
      {
        name: 'empty',
        record: { fields: { email: null } },
        reports: [{ messageId: 'missing', data: { kind: 'contact' } }],
      },
      {
        name: 'only the message is compared',
        record: { kind: 'lead', fields: { email: null } },
        reports: [{ messageId: 'missing' }],
      },
      {
        name: 'options',
        options: { phoneIsEnough: true },
        record: { fields: { email: null, phone: '1' } },
        reports: [],
      },
    ]),
    ...ruleCases(shared, [
      {
        name: 'answers and facts',
        answers: [{ sql: /GROUP BY email/, rows: [{ email: 'a', n: 3 }] }],
        facts: { setting: [{ kind: 'setting', name: 'x', value: 1, observedAt: '2026-01-01T00:00:00Z' }] },
        reports: [{ messageId: 'many', data: { n: 3 }, aspect: 'email' }],
      },
    ]),
    ...ruleCases(
      people,
      [
        {
          name: 'in any order',
          records: [{ fields: { email: 'a' } }, { fields: { email: 'b' } }, { fields: { email: 'a' } }],
          groups: [['3', '1']],
        },
      ],
      byEmail,
    ),
  ]
  for (const check of passing) it(check.name, check.run)
})

describe('cases that fail when they run', () => {
  const record = { fields: { email: null } }
  it.each<[string, readonly Check[], RegExp]>([
    ['a report too many', ruleCases(noEmail, [{ name: 'x', record, reports: [] }]), /deep-equal/],
    [
      'a report too few',
      ruleCases(noEmail, [{ name: 'x', record: { fields: {} }, reports: [{ messageId: 'missing' }] }]),
      /deep-equal/,
    ],
    [
      'other data',
      ruleCases(noEmail, [
        { name: 'x', record, reports: [{ messageId: 'missing', data: { kind: 'lead' } }] },
      ]),
      /deep-equal/,
    ],
    [
      'missing facts',
      ruleCases(shared, [{ name: 'x', facts: { setting: 'no permission' }, reports: [] }]),
      /no permission/,
    ],
    ['a query nobody answers', ruleCases(shared, [{ name: 'x', reports: [] }]), /no answer was given/],
    [
      'other groups',
      ruleCases(people, [{ name: 'x', records: [{}], groups: [['1', '2']] }], byEmail),
      /deep-equal/,
    ],
    [
      'a field the rule reads and does not declare',
      ruleCases(reads('mobile'), [{ name: 'x', record, reports: [] }]),
      /reads mobile/,
    ],
    [
      'a message whose data is not filled',
      ruleCases(reports({}), [{ name: 'x', record, reports: [{ messageId: 'missing' }] }]),
      /\{kind\}/,
    ],
    [
      'two reports that a scan could not tell apart',
      ruleCases(twice, [
        { name: 'x', record, reports: [{ messageId: 'missing' }, { messageId: 'missing' }] },
      ]),
      /need different aspects/,
    ],
  ])('%s', async (_, checks, message) => {
    for (const check of checks) await expect(check.run()).rejects.toThrow(message)
  })
})

describe('cases that prove nothing are refused at once', () => {
  const fine: RecordRuleCase = { name: 'x', record: {}, reports: [] }
  it.each<[string, () => unknown, RegExp]>([
    ['no cases', () => ruleCases(noEmail, []), /no cases/],
    ['a name twice', () => ruleCases(noEmail, [fine, fine]), /two cases/],
    [
      'an unknown message',
      () => ruleCases(noEmail, [{ ...fine, reports: [{ messageId: 'mising' }] }]),
      /no message mising; known: missing/,
    ],
    [
      'an undeclared field',
      () => ruleCases(noEmail, [{ ...fine, record: { fields: { mobile: '1' } } }]),
      /does not declare mobile/,
    ],
    [
      'a kind the rule does not look at',
      () => ruleCases(noEmail, [{ ...fine, record: { kind: 'user' } }]),
      /kind user/,
    ],
    ['an unknown option', () => ruleCases(noEmail, [{ ...fine, options: { nope: 1 } }]), /nope/],
    [
      'a match rule without the engine',
      () => ruleCases(people, [{ name: 'x', records: [], groups: [] }]),
      /engine/,
    ],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message)
  })
})

const twice = recordRule({
  ...noEmail,
  check: ({ kind }, { report }) => {
    report({ messageId: 'missing', data: { kind } })
    report({ messageId: 'missing', data: { kind: 'again' } })
  },
})

function reads(field: 'mobile') {
  return recordRule({ ...noEmail, check: (record) => void record.fields[field] })
}

function reports(data: Record<string, string>) {
  return recordRule({ ...noEmail, check: (_, { report }) => report({ messageId: 'missing', data }) })
}
