import { z } from 'zod'
import {
  code,
  defineRulePack,
  email,
  matchRule,
  orgRule,
  personName,
  recordRule,
} from '../../../src/kit/index.ts'

const noOptions = z.strictObject({})

const meta = { why: 'A test.', remedy: 'None.', tags: ['sample'] }

const noEmail = recordRule({
  meta: {
    ...meta,
    id: 'sample/no-email',
    summary: 'People without an address.',
    severity: 'low',
    tags: ['sample', 'hygiene'],
    options: z.strictObject({
      kinds: z.array(z.string()).default([]),
      minimum: z.number().min(0).default(0),
    }),
    messages: { missing: 'No e-mail address on this {kind}' },
  },
  entity: 'person',
  fields: ['email', 'lastName'],
  check: (record, { report }) => {
    if (record.fields.email !== null) return
    report({
      messageId: 'missing',
      data: { kind: record.kind },
      records: [record.key],
      evidence: [{ label: 'last name', value: record.fields.lastName ?? null, personal: true }],
    })
  },
})

const withUrl = recordRule({
  meta: {
    ...meta,
    id: 'sample/seen',
    summary: 'Everybody called Seen, with where to find them.',
    severity: 'info',
    options: noOptions,
    messages: { seen: '{url} {native} {unknown}' },
  },
  entity: 'person',
  fields: ['firstName', 'birthdate'],
  native: { Contact: ['Code__c'] },
  where: "lastName = 'Seen'",
  check: (record, { report }) => {
    report({
      messageId: 'seen',
      data: {
        url: record.url,
        native: record.native.Code__c ?? 'none',
        unknown: record.fields.birthdate === undefined,
      },
      records: [record.key],
    })
  },
})

const headcount = orgRule({
  meta: {
    ...meta,
    id: 'sample/headcount',
    summary: 'How many people there are.',
    severity: 'medium',
    options: z.strictObject({ atLeast: z.int().default(1) }),
    messages: { count: '{people} people, counted at {asOf}' },
  },
  needs: { entities: { person: ['lastName'] } },
  run: async ({ query, options, asOf, report }) => {
    const [row] = await query('SELECT count(*) AS people FROM person WHERE lastName <> ?', ['Nobody'])
    const people = Number(row?.people)
    if (people >= options.atLeast) report({ messageId: 'count', data: { people, asOf }, aspect: 'people' })
  },
})

const logins = orgRule({
  meta: {
    ...meta,
    id: 'sample/logins',
    summary: 'Needs facts that a file of records has not.',
    severity: 'high',
    options: noOptions,
    messages: { any: 'Somebody logged in' },
  },
  needs: { facts: ['event'] },
  run: async ({ facts, report }) => {
    if ((await facts('event')).length > 0) report({ messageId: 'any', aspect: 'logins' })
  },
})

const people = matchRule({
  meta: {
    ...meta,
    id: 'sample/people',
    summary: 'People who are one.',
    severity: 'high',
    messages: { group: '{records} records are one person ({kinds}, {score})' },
  },
  entity: 'person',
  kinds: ['contact', 'lead'],
  compare: {
    name: personName('firstName', 'lastName'),
    email: email('email'),
    externalId: code('externalId'),
  },
  blockOn: [['email'], ['lastName', 'firstName[0..1]']],
})

export default defineRulePack({
  name: 'sample',
  rules: [noEmail, withUrl, headcount, logins, people],
  presets: { quiet: { rules: { 'sample/*': 'off', 'sample/headcount': { severity: 'info', atLeast: 3 } } } },
})
