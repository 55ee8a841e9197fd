import { describe, expect, it } from 'vitest'
import type { Abilities, Connection, MergeTraits } from '../../../src/kit/index.ts'
import type { MergeAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import { guardContents } from '../../../src/plan/guard/guard-contents.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { Stage } from '../apply/org.ts'

const policy = Policy.parse({
  version: 1,
  sufficient: [{ name: 'same title', rule: 'duplicates/people', same: ['title'] }],
})
const byPolicy: MergeAction['evidence'] = { by: 'policy', name: 'same title', same: ['title'] }

type Edit = (action: MergeAction, told: ValuesFile['actions'][string]) => void

async function guard(edit: Edit, more: Partial<Abilities> = {}, by?: 'preserving' | 'native'): Promise<void> {
  using stage = new Stage()
  stage.crm.add('Contact', 'a', { LastName: 'A', Title: 'CEO', Level__c: 'no mail', Phone: '1' })
  stage.crm.add('Contact', 'b', { LastName: 'B', Title: 'CEO', Level__c: 'mail', Phone: '2' })
  const planned = structuredClone(stage.plan([{ members: ['a', 'b'], set: {}, evidence: byPolicy }])) as {
    plan: PlanFile
    values: ValuesFile
  }
  const [action] = planned.plan.actions
  const told = planned.values.actions[action?.id ?? '']
  if (action?.kind !== 'merge' || told === undefined) throw new Error('no merge was planned')
  edit(action, told)
  const says = Policy.parse({ ...policy, ...(by === undefined ? {} : { survivorship: { person: { by } } }) })
  await guardContents(planned.plan, planned.values, says, withTraits(stage.crm.connection({}), more))
}

const traits: MergeTraits = {
  groups: {},
  consents: [{ field: 'Level__c', address: 'Phone', out: 'no mail' }],
  foreignIds: [],
  owner: 'ReportsToId',
  recordType: null,
}

/** Level__c stands for an opt-out, ReportsToId for the owner. */
function withTraits(connection: Connection, more: Partial<Abilities>): Connection {
  const { writer } = connection
  if (writer === undefined) throw new Error('the scripted org is written to')
  const fields = { title: 'Title', lastName: 'LastName' }
  return {
    ...connection,
    describe: (objects) => connection.describe(objects),
    mappings: [
      { object: 'Contact', entity: 'person', kind: 'contact', when: [], fields, url: '{id}', revision: null },
    ],
    writer: {
      ...writer,
      abilities: async (object) => ({ ...(await writer.abilities(object)), traits, ...more }),
    },
  }
}

const ofAddress: Partial<Abilities> = {
  traits: { ...traits, consents: [{ field: 'Level__c', address: 'Phone', out: 'mail', ofAddress: true }] },
}

function sets(field: string, value: string, from: string | null, why = 'newest'): Edit {
  return (action, told) => {
    action.fields.push({ field, from, why, overwrites: true })
    told.set[field] = value
  }
}

describe('the contents of a plan', () => {
  it('stand when the merge alone ends with a value, owner or not', async () => {
    const does: Edit = ({ fields }) => {
      fields.push({ field: 'ReportsToId', from: 'b', why: 'fill', overwrites: false, merge: 'does' })
    }
    await expect(guard(does)).resolves.toBeUndefined()
  })

  it('stand when an opt-out stays with an address that does not survive', async () => {
    await expect(guard(() => {}, ofAddress)).resolves.toBeUndefined()
    await expect(guard(sets('Level__c', 'mail', 'b'), ofAddress)).rejects.toThrow('which no plan sets')
  })

  it('are refused when the merge would take an opt-out back and nothing is written', async () => {
    const merge: Abilities['merge'] = {
      recordsPerMerge: 2,
      mergesPerRequest: 1,
      takesValues: false,
      changes: [],
      foresee: () => ({ Level__c: 'mail' }),
      undo: { kind: 'exact' },
    }
    await expect(guard(() => {}, { merge })).rejects.toThrow('would lose an opt-out (Level__c)')
    const kept: Edit = ({ fields }, told) => {
      fields.push({ field: 'Level__c', from: 'a', why: 'opt-out kept', overwrites: false, merge: 'undone' })
      told.set.Level__c = 'no mail'
    }
    await expect(guard(kept, { merge })).resolves.toBeUndefined()
  })

  it('are refused when the way of a group is not that of the policy', async () => {
    const preserving: Edit = (action) => {
      action.by = 'preserving'
    }
    const said = 'in another way than the policy says'
    await expect(guard(preserving)).rejects.toThrow(said)
    await expect(guard(preserving, {}, 'native')).rejects.toThrow(said)
    await expect(guard(() => {}, {}, 'preserving')).rejects.toThrow(said)
    await expect(guard(preserving, {}, 'preserving')).resolves.toBeUndefined()
    await expect(guard(() => {}, {}, 'native')).resolves.toBeUndefined()
  })

  it.each<readonly [string, Edit]>([
    ['nothing is set', () => {}],
    ['a value is that of a member', sets('Phone', '2', 'b')],
    ['a list is made of what members have', sets('Phone', '1;2', null, 'union')],
    [
      'a person typed a value',
      (action, told) => {
        action.evidence = { by: 'decision', file: 'groups.csv', who: 'ana' }
        sets('Phone', '3', null, 'typed')(action, told)
      },
    ],
  ])('stand when %s', async (_, edit) => {
    await expect(guard(edit)).resolves.toBeUndefined()
  })

  it.each<readonly [string, Edit, string]>([
    ['the owner is set', sets('ReportsToId', 'x', 'b'), 'sets ReportsToId, which no plan sets'],
    ['a calculated column is set', sets('Score__c', 'x', 'b'), 'sets Score__c, which no plan sets'],
    ['a value is not that of its member', sets('Phone', '9', 'b'), 'to another value than that of b'],
    ['a value is of nobody', sets('Phone', '9', null, 'union'), 'that nobody decided and no member has'],
    [
      'a value is set that no reader is told of',
      (_, told) => {
        told.set.Phone = '2'
      },
      'sets Phone, and does not say so',
    ],
    ['an opt-out is taken back', sets('Level__c', 'mail', 'b'), 'would lose an opt-out (Level__c)'],
    [
      'the evidence is not borne out',
      (_, told) => {
        told.seen.b = { ...told.seen.b, Title: 'CFO' }
      },
      'do not bear out "same title"',
    ],
    [
      'the evidence needs what a member lacks',
      (_, told) => {
        const { Title: _title, ...rest } = told.seen.b ?? {}
        told.seen.b = rest
      },
      'do not bear out "same title"',
    ],
  ])('are refused when %s', async (_, edit, said) => {
    await expect(guard(edit)).rejects.toMatchObject({
      code: 'PLAN_TAMPERED',
      exit: 31,
      message: expect.stringContaining(said),
    })
  })
})
