import { describe, expect, it } from 'vitest'
import type { Bound } from '../../../src/labels/bound.ts'
import type { PlanAction } from '../../../src/plan/files/plan-file.ts'
import { type GuardRequest, guardLive, guardPlan } from '../../../src/plan/guard/guard.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { sampleOf } from '../../labels/sample.ts'
import { type Group, Stage, start } from '../apply/org.ts'
import { scriptedObjects } from '../scripted-objects.ts'
import { tiedObjects } from '../scripted-tied.ts'

const sufficient = { name: 'same e-mail', rule: 'duplicates/people', same: ['email'] }
const byPolicy: PlanAction['evidence'] = { by: 'policy', name: 'same e-mail', same: ['email'] }

const drawn = sampleOf(600)
const bound: Bound = {
  sample: drawn.id,
  from: 0.99,
  lower: 0.9955,
  labels: 600,
  errors: 0,
  confidence: 0.95,
  drawnAt: drawn.drawnAt,
  ruleHash: drawn.ruleHash,
}
const byLabels: PlanAction['evidence'] = {
  by: 'label',
  lowerBound: 0.9955,
  labels: 600,
  errors: 0,
  from: 0.99,
  sample: drawn.id,
  drawnAt: drawn.drawnAt,
  ruleHash: drawn.ruleHash,
}

interface Case extends Partial<Omit<GuardRequest, 'plan' | 'values' | 'identity'>> {
  readonly production?: boolean
  readonly evidence?: PlanAction['evidence']
  readonly identity?: Partial<GuardRequest['identity']>
  readonly edit?: (request: GuardRequest) => void
}

function guard({ production = false, evidence, identity, edit, ...more }: Case): void {
  using stage = new Stage()
  for (const id of ['c1', 'c2', 'c3', 'c4']) stage.crm.add('Contact', id, { LastName: id })
  const group = (members: Group['members']): Group => ({
    members,
    set: { Title: 'CEO' },
    ...(evidence === undefined ? {} : { evidence }),
  })
  const planned = structuredClone(stage.plan([group(['c1', 'c2']), group(['c3', 'c4'])], production))
  const request: GuardRequest = {
    ...planned,
    policy: Policy.parse({ version: 1, sufficient: [sufficient] }),
    identity: { ...stage.crm.connection({ production }).identity, ...identity },
    now: new Date(start),
    resumed: false,
    confirmOrg: null,
    confirmPlan: null,
    unattended: false,
    journalNamed: false,
    ...more,
  }
  edit?.(request)
  guardPlan(request)
}

const day = 86_400_000
const limits = (limits: object) => Policy.parse({ version: 1, sufficient: [sufficient], limits })

describe('a plan', () => {
  it.each<readonly [string, Case]>([
    ['in a sandbox', {}],
    ['in production that is named', { production: true, confirmOrg: 'scripted.example' }],
    ['that nobody watches, by the policy', { unattended: true, journalNamed: true, evidence: byPolicy }],
    [
      'that nobody watches, by labels',
      {
        unattended: true,
        journalNamed: true,
        evidence: byLabels,
        bounds: () => ({ granted: true, bound, sample: drawn }),
      },
    ],
    ['that a person confirmed from afar', { confirmPlan: null }],
    ['that is old by now, but was begun', { now: new Date(start + 3 * day), resumed: true }],
    ['of an age that the policy allows', { now: new Date(start + day), policy: limits({ planAge: '2d' }) }],
  ])('%s may be applied', (_, one) => {
    expect(() => guard(one)).not.toThrow()
  })

  it.each<readonly [string, string, number, Case]>([
    ['for another org', 'OTHER_ORG', 31, { identity: { orgId: '00D000000000002EAA' } }],
    ['for another CRM', 'OTHER_ORG', 31, { identity: { crm: 'other' } }],
    ['that is too old', 'PLAN_TOO_OLD', 31, { now: new Date(start + day + 1) }],
    ['from the future', 'PLAN_FROM_FUTURE', 31, { now: new Date(start - day) }],
    ['that is too large', 'PLAN_TOO_LARGE', 31, { policy: limits({ actionsPerPlan: 1 }) }],
    ['for production that is not named', 'NOT_CONFIRMED', 31, { production: true }],
    [
      'for production when another is named',
      'NOT_CONFIRMED',
      31,
      { production: true, confirmOrg: 'other.example' },
    ],
    ['confirmed by another id', 'NOT_CONFIRMED', 31, { confirmPlan: '00000000' }],
    [
      'unattended without a place for the journal',
      'JOURNAL_NOT_NAMED',
      2,
      { unattended: true, evidence: byPolicy },
    ],
    ['unattended by decisions', 'NEEDS_A_PERSON', 31, { unattended: true, journalNamed: true }],
    ['by labels of a rule that is gone', 'LABELS_EXPIRED', 31, { evidence: byLabels }],
    [
      'by labels that grant nothing any more',
      'LABELS_EXPIRED',
      31,
      {
        evidence: byLabels,
        bounds: () => ({ granted: false, why: 'the rule was changed', bound: null, needed: 539 }),
      },
    ],
    ...([{ sample: '87654321' }, { ruleHash: 'fedcba9876543210' }, { lower: 0.9 }] as const).map(
      (now): readonly [string, string, number, Case] => [
        `by labels, when they say ${JSON.stringify(now)}`,
        'LABELS_EXPIRED',
        31,
        { evidence: byLabels, bounds: () => ({ granted: true, bound: { ...bound, ...now }, sample: drawn }) },
      ],
    ),
    [
      'by a word taken back',
      'EVIDENCE_WITHDRAWN',
      31,
      { evidence: byPolicy, policy: Policy.parse({ version: 1 }) },
    ],
    [
      'whose undo is unknown, in production',
      'INCOMPLETE_SIGHT',
      31,
      {
        production: true,
        confirmOrg: 'scripted.example',
        edit: ({ plan }) =>
          void Object.assign(plan.actions[0] as object, { undo: { kind: 'unknown', why: 'blind' } }),
      },
    ],
    [
      'with a record in two groups',
      'PLAN_TAMPERED',
      31,
      {
        edit: ({ plan }) => void Object.assign(plan.actions[1] as object, { losers: ['c2'] }),
      },
    ],
    [
      'with a loser that nobody looked at',
      'PLAN_TAMPERED',
      31,
      {
        edit: ({ plan }) => void Object.assign(plan.actions[0] as object, { losers: ['c9'] }),
      },
    ],
    [
      'with values that were not decided by',
      'PLAN_TAMPERED',
      31,
      {
        edit: ({ plan, values }) => {
          const told = values.actions[plan.actions[0]?.id ?? '']
          if (told) told.seen.c2 = { LastName: 'other' }
        },
      },
    ],
    ...(['does', 'undone'] as const).map((merge): readonly [string, string, number, Case] => [
      `that leaves a value to a merge it has not (${merge})`,
      'PLAN_TAMPERED',
      31,
      {
        edit: ({ plan }) => {
          const [action] = plan.actions
          if (action?.kind !== 'merge') throw new Error('no merge')
          action.by = 'preserving'
          Object.assign(action.fields[0] as object, { merge })
        },
      },
    ]),
    [
      'with a value to set that it does not name',
      'PLAN_TAMPERED',
      31,
      {
        edit: ({ plan, values }) => {
          const told = values.actions[plan.actions[0]?.id ?? '']
          if (told) told.set.Phone = '1'
        },
      },
    ],
  ])('%s is refused: %s, exit %i', (_, code, exit, one) => {
    expect(() => guard(one)).toThrow(
      expect.objectContaining({ code, exit, actions: expect.arrayContaining([expect.any(String)]) }),
    )
  })
})

describe('the org', () => {
  const gap = { what: 'Delete on Contact', why: 'the profile lacks it', remedy: 'Grant Delete on Contact' }

  it.each([
    ['a right is missing', false, { forbidden: [gap] }, 'FORBIDDEN'],
    ['not everything is seen, in production', true, { blind: [gap] }, 'INCOMPLETE_SIGHT'],
  ])('refuses when %s, in one error that says what to do', async (_, production, verdict, code) => {
    using stage = new Stage()
    stage.crm.add('Contact', 'c1')
    stage.crm.add('Contact', 'c2')
    const { plan } = stage.plan([{ members: ['c1', 'c2'] }], production)
    stage.crm.verdict = { ...stage.crm.verdict, ...verdict }
    await expect(guardLive(plan, stage.crm.connection({ production }))).rejects.toMatchObject({
      code,
      exit: 31,
      message: expect.stringContaining('Delete on Contact'),
      actions: expect.arrayContaining(['Grant Delete on Contact']),
    })
    expect(stage.crm.calls('merge')).toHaveLength(0)
  })

  it('is asked once for all objects, and in a sandbox may be seen in part', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2', 'c3', 'c4']) stage.crm.add('Contact', id)
    const { plan } = stage.plan([{ members: ['c1', 'c2'] }, { members: ['c3', 'c4'] }])
    stage.crm.verdict = { ...stage.crm.verdict, blind: [gap] }
    expect(await guardLive(plan, stage.crm.connection())).toMatchObject({ blind: [gap] })
    expect(stage.crm.calls('check')).toHaveLength(1)
  })

  it.each([
    ['Contact', 'CANNOT_PRESERVE'],
    ['companies', null],
  ])('is asked whether duplicates of %s can be emptied and removed: %s', async (object, code) => {
    using stage = new Stage({ ...scriptedObjects, ...tiedObjects })
    for (const id of ['c1', 'c2']) stage.crm.add(object, id)
    const { plan } = stage.plan([{ object, by: 'preserving', members: ['c1', 'c2'] }])
    const asked = guardLive(plan, stage.crm.connection())
    if (code === null) expect(await asked).toMatchObject({ forbidden: [] })
    else await expect(asked).rejects.toMatchObject({ code, exit: 31 })
  })
})

describe('a plan of several objects', () => {
  it('may have equal ids in them, and names no values that a merge gives by itself', () => {
    using stage = new Stage(tiedObjects)
    for (const object of ['contacts', 'companies'])
      for (const id of ['1', '2']) stage.crm.add(object, id, { phone: '5' })
    const planned = stage.plan([
      { object: 'companies', members: ['1', '2'] },
      { object: 'contacts', members: ['1', '2'] },
    ])
    const [first] = planned.plan.actions
    if (first?.kind !== 'merge') throw new Error('no merge')
    first.fields.push({ field: 'phone', from: '2', why: 'fill', overwrites: false, merge: 'does' })
    const { policy } = stage
    const asked = {
      ...planned,
      policy,
      identity: stage.crm.connection().identity,
      now: new Date(start),
      resumed: false,
      confirmOrg: null,
      confirmPlan: null,
      unattended: false,
      journalNamed: false,
    }
    expect(() => guardPlan(asked)).not.toThrow()
  })
})
