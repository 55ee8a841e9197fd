import { describe, expect, it } from 'vitest'
import type { Decided } from '../../../src/plan/group/group.ts'
import { SmallOrg } from './small-org.ts'

interface Case {
  readonly code: string
  readonly arrange: (org: SmallOrg, decided: Decided) => void
  readonly policy?: Readonly<Record<string, unknown>>
  readonly text: RegExp
}

/** Everything that keeps a group out of a plan when it is looked at once more. */
const cases: readonly (readonly [string, Case])[] = [
  [
    'a member merged elsewhere meanwhile',
    { code: 'gone', arrange: (org) => mergeAway(org), text: /003B was merged into 003Z/ },
  ],
  [
    'a member deleted meanwhile',
    { code: 'gone', arrange: (org) => org.crm.delete('003B'), text: /003B was deleted/ },
  ],
  [
    'a member that became somebody else',
    {
      code: 'changed',
      arrange: (org) => org.crm.set('003B', { LastName: 'Smith' }),
      text: /lastName, name changed on 003B/,
    },
  ],
  [
    'a hazard that blocks',
    {
      code: 'portal-user',
      arrange: (org) => {
        org.hazards = () => [
          { code: 'note', blocks: false, text: 'n' },
          { code: 'portal-user', blocks: true, text: 'A loser is a portal user.' },
        ]
      },
      text: /portal user/,
    },
  ],
  [
    'two protected records',
    {
      code: 'two-protected',
      arrange: (_, decided) => {
        setValues(decided, 0, { externalId: 'E1' })
        setValues(decided, 1, { externalId: 'E2' })
      },
      text: /protected/,
    },
  ],
  [
    'two active owners',
    {
      code: 'two-owners',
      arrange: (_, decided) => {
        setValues(decided, 0, { ownerId: '005A', ownerActive: true })
        setValues(decided, 1, { ownerId: '005B', ownerActive: true })
      },
      text: /owners/,
    },
  ],
  [
    'more rows than the policy allows',
    {
      code: 'too-many-children',
      arrange: (org) => {
        for (const n of [1, 2, 3]) org.crm.add('Task', `00T${n}`, { WhoId: '003B' })
      },
      policy: { limits: { childrenPerGroup: 2 } },
      text: /3 rows hang on its records/,
    },
  ],
]

function mergeAway(org: SmallOrg): void {
  org.crm.add('Contact', '003Z', {})
  const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
  org.crm.merge('Contact', { survivor: key('003Z'), losers: [key('003B')], values: {} })
}

function setValues(
  decided: Decided,
  index: number,
  values: Readonly<Record<string, string | boolean>>,
): void {
  Object.assign(decided.members[index]?.values ?? {}, values)
}

describe('a group stays out of a plan, with the reason, for', () => {
  it.each(cases)('%s', async (_, { code, arrange, policy, text }) => {
    const org = new SmallOrg()
    const decided = org.group(
      '5a5a',
      ['003A', '003B'].map((id) => org.record('Contact', id, { LastName: 'Roe' })),
    )
    org.group(
      '6b6b',
      ['003C', '003D'].map((id) => org.record('Contact', id, { LastName: 'Doe' })),
    )
    arrange(org, decided)
    if (code === 'portal-user') {
      const found = org.hazards
      org.hazards = (group) => (group.survivor.id < '003C' ? found(group) : [])
    }
    const { plan } = await org.build(policy)
    expect(plan.leftOut).toMatchObject([
      { group: decided.group, object: 'Contact', records: ['003A', '003B'], code },
    ])
    expect(plan.leftOut[0]?.text).toMatch(text)
    expect(plan.actions.map(({ id }) => id)).toEqual(['6b6b0000'])
  })

  it('its size', async () => {
    const org = new SmallOrg()
    org.group(
      '5a5a',
      ['003A', '003B', '003C'].map((id) => org.record('Contact', id)),
    )
    const { plan } = await org.build({ limits: { groupSize: 2 } })
    expect(plan).toMatchObject({
      actions: [],
      leftOut: [{ code: 'too-large' }],
      radius: { merges: 0, calls: {} },
    })
    expect(org.crm.log).toEqual([])
  })

  it('a record that a surer group has', async () => {
    const org = new SmallOrg()
    const [a, b, c] = ['003A', '003B', '003C'].map((id) => org.record('Contact', id))
    if (!a || !b || !c) throw new Error('three records')
    org.group('5a5a', [a, b], { score: 0.97 })
    org.group('6b6b', [b, c], { score: 0.99 })
    const { plan } = await org.build()
    expect(plan.actions.map(({ group }) => group)).toEqual(['6b6b'.padEnd(16, '0')])
    expect(plan.leftOut).toMatchObject([{ code: 'overlap', records: ['003A', '003B'] }])
  })

  it('but not when the surer group is itself left out', async () => {
    const org = new SmallOrg()
    const [a, b, c] = ['003A', '003B', '003C'].map((id) => org.record('Contact', id))
    if (!a || !b || !c) throw new Error('three records')
    org.group('5a5a', [a, b], { score: 0.97 })
    org.group('6b6b', [b, c], { score: 0.99 })
    org.crm.delete('003C')
    const { plan } = await org.build()
    expect(plan.actions.map(({ group }) => group)).toEqual(['5a5a'.padEnd(16, '0')])
  })

  it('the number of groups in one plan', async () => {
    const org = new SmallOrg()
    for (const n of [1, 2, 3]) {
      const members = ['A', 'B'].map((letter) => org.record('Contact', `003${n}${letter}`))
      org.group(`${n}a${n}a`, members, { score: 0.9 + n / 100 })
    }
    const { plan } = await org.build({ limits: { actionsPerPlan: 2 } })
    expect(plan.actions.map(({ group }) => group.slice(0, 4))).toEqual(['3a3a', '2a2a'])
    expect(plan.leftOut).toMatchObject([{ code: 'over-limit', records: ['0031A', '0031B'] }])
  })

  it('what deciding had left out already', async () => {
    const org = new SmallOrg()
    const left = {
      group: 'ab',
      rule: 'r',
      object: 'Contact',
      records: ['1'],
      code: 'dropped',
      text: 'Dropped by you.',
    }
    const { plan } = await org.build({}, { leftOut: [left] })
    expect(plan.leftOut).toEqual([left])
  })
})

describe('records that no merge takes', () => {
  function deals(set: Readonly<Record<string, string | null>> = {}): SmallOrg {
    const org = new SmallOrg()
    const members = ['006A', '006B', '006C'].map((id) =>
      org.record('Opportunity', id, { Name: 'Big deal', ...(id === '006B' ? set : {}) }),
    )
    org.group('5a5a', members, { survivor: '006A', rule: 'duplicates/deals' })
    return org
  }
  const linked = (link = 'Duplicate_Of__c') => ({
    survivorship: {
      deal: {
        by: 'link-and-close',
        linkAndClose: { Opportunity: { link, set: { StageName: 'Closed Lost' } } },
      },
    },
  })

  it('are linked and closed as the policy says', async () => {
    const { plan, values } = await deals().build(linked())
    expect(plan.actions).toMatchObject([
      {
        kind: 'link-and-close',
        survivor: '006A',
        duplicates: ['006B', '006C'],
        link: 'Duplicate_Of__c',
        set: { StageName: 'Closed Lost' },
        chosen: 'your decision',
        undo: { kind: 'exact' },
      },
    ])
    expect(plan.actions[0]?.expect).toHaveLength(3)
    expect(plan.radius).toMatchObject({ merges: 0, linked: 2, undo: { exact: 1 } })
    expect(values.actions['5a5a0000']?.set).toEqual({})
  })

  it('are linked to the survivor from wherever they were linked, and that is said', async () => {
    const { plan } = await deals({ Duplicate_Of__c: '006Z' }).build(linked())
    expect(plan.actions[0]?.notes).toMatchObject([{ code: 'linked-elsewhere' }])
  })

  it.each([
    ['not-mergeable', {}, {}, /survivorship\.deal\.linkAndClose\.Opportunity/],
    ['not-mergeable', { survivorship: { deal: { by: 'native' } } }, {}, /cannot be merged: it has no merge/],
    ['not-linkable', { survivorship: { deal: { by: 'link-and-close' } } }, {}, /and not how/],
    ['not-linkable', linked('Nowhere__c'), {}, /no column Nowhere__c/],
    ['not-linkable', linked('Name'), {}, /Name does not point to Opportunity/],
  ])('stay out as %s otherwise', async (code, policy, set, text) => {
    const { plan } = await deals(set).build(policy)
    expect(plan).toMatchObject({ actions: [], leftOut: [{ code, records: ['006A', '006B', '006C'] }] })
    expect(plan.leftOut[0]?.text).toMatch(text)
  })

  it('are not linked in a circle, nor twice', async () => {
    const circle = deals()
    circle.crm.set('006A', { Duplicate_Of__c: '006C' })
    expect((await circle.build(linked())).plan.leftOut).toMatchObject([{ code: 'link-cycle' }])
    const again = deals({ Duplicate_Of__c: '006A', StageName: 'Closed Lost' })
    expect((await again.build(linked())).plan.actions).toMatchObject([{ duplicates: ['006C'] }])
    again.crm.set('006C', { Duplicate_Of__c: '006A', StageName: 'Closed Lost' })
    expect((await again.build(linked())).plan.leftOut).toMatchObject([{ code: 'linked-already' }])
  })
})

it('refuses to plan what the login may not do', async () => {
  const org = new SmallOrg()
  org.group(
    '5a5a',
    ['003A', '003B'].map((id) => org.record('Contact', id)),
  )
  org.crm.verdict = {
    ...org.crm.verdict,
    forbidden: [
      {
        what: 'Contact.Delete',
        why: 'This login may not delete Contact.',
        remedy: 'Grant "Delete" on Contact',
      },
    ],
  }
  await expect(org.build()).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    exit: 31,
    actions: ['Grant "Delete" on Contact'],
  })
})
