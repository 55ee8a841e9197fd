import type { MergeAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import { type PlanDraft, sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'

export const mergeAction: MergeAction = {
  kind: 'merge',
  id: '5a5a5a5a',
  group: '5a5a5a5a00000001',
  rule: 'duplicates/people',
  score: 0.994,
  object: 'Contact',
  survivor: '003000000000001AAA',
  evidence: { by: 'policy', name: 'same e-mail and name', same: ['email', 'lastName'] },
  chosen: 'last touched',
  expect: [
    { id: '003000000000001AAA', hash: '0'.repeat(32) },
    { id: '003000000000002AAA', hash: '1'.repeat(32) },
  ],
  undo: { kind: 'approximate', why: 'feed posts get new ids' },
  touches: ['001000000000001AAA'],
  notes: [{ code: 'feed', text: 'Feed posts of the merged records are lost.' }],
  losers: ['003000000000002AAA'],
  fields: [{ field: 'Phone', from: '003000000000002AAA', why: 'fill', overwrites: false }],
  outvoted: ['Title'],
  moves: { 'Case.ContactId': 2, 'Task.WhoId': 1204 },
  collisions: { 'CampaignMember.ContactId': 1 },
}

export const draft: PlanDraft = {
  format: 'crm-steward/plan',
  version: 1,
  createdAt: '2026-10-05T14:02:00.000Z',
  tool: '0.1.0',
  connection: {
    name: 'acme-sf',
    crm: 'salesforce',
    orgId: '00D000000000001AAA',
    host: 'acme.my.salesforce.test',
    user: 'admin@acme.test',
    production: false,
    apiVersion: '66.0',
  },
  policy: 'a'.repeat(64),
  scan: { run: 31, asOf: '2026-10-05T00:00:00.000Z', selectors: ['duplicates/people'] },
  actions: [mergeAction],
  leftOut: [
    {
      group: 'ffff000000000001',
      rule: 'duplicates/people',
      object: 'Contact',
      records: ['003000000000003AAA', '003000000000004AAA'],
      code: 'dropped',
      text: 'Dropped by you.',
    },
  ],
  radius: {
    scan: { groups: 2, planned: 1, inPart: 0, out: { dropped: 1 } },
    merges: 1,
    before: 2,
    after: 1,
    linked: 0,
    moves: { 'Case.ContactId': 2, 'Task.WhoId': 1204 },
    collisions: { 'CampaignMember.ContactId': 1 },
    fills: 1,
    overwrites: 0,
    outvoted: 1,
    optOutsKept: 0,
    suppressed: 0,
    changes: [{ object: 'Contact', columns: ['CreatedDate', 'CreatedById'] }],
    lost: {},
    hazards: [{ code: 'feed', text: 'Feed posts of the merged records are lost.', groups: 1 }],
    fires: [{ object: 'Contact', type: 'flow', name: 'Welcome', on: ['update'] }],
    firesUnknown: [],
    systems: [],
    bin: { used: 10, capacity: 61_000, days: 15 },
    undo: { exact: 0, approximate: 1, impossible: 0, unknown: 0 },
    blind: [],
    calls: { merge: 1, 're-read': 1 },
    undoCalls: 30,
    script: null,
  },
}

export const values: ValuesFile = {
  format: 'crm-steward/plan-values',
  version: 1,
  key: '0f'.repeat(32),
  actions: {
    '5a5a5a5a': {
      set: { Phone: '+49 30 5550101' },
      seen: {
        '003000000000001AAA': { LastName: 'Müller', Email: 'e.mueller@acme.test', Title: 'CEO' },
        '003000000000002AAA': { LastName: 'Mueller', Email: 'e.mueller@acme.test', Phone: '+49 30 5550101' },
      },
      suppressed: [],
    },
  },
}

export function samplePlan(over: Partial<PlanDraft> = {}): PlanFile {
  return sealPlan({ ...draft, ...over }, values, 'plan.values.json')
}
