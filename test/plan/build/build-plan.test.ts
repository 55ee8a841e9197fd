import { describe, expect, it } from 'vitest'
import { expectHash } from '../../../src/plan/files/canonical.ts'
import { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { planText, valuesText } from '../../../src/plan/files/seal.ts'
import { ValuesFile } from '../../../src/plan/files/values-file.ts'
import { SmallOrg } from './small-org.ts'

function twoContacts(org = new SmallOrg()) {
  const a = org.record(
    'Contact',
    '003A',
    { LastName: 'Müller', Email: 'eva@acme.test', Phone: null, Title: 'CEO', HasOptedOutOfEmail: false },
    { lastTouchAt: '2026-10-01T00:00:00Z' },
  )
  const b = org.record(
    'Contact',
    '003B',
    {
      LastName: 'Müller',
      Email: 'eva@acme.test',
      Phone: '+49 30 5550101',
      Title: 'Boss',
      HasOptedOutOfEmail: true,
      AccountId: '001X',
    },
    { lastTouchAt: '2024-01-01T00:00:00Z' },
  )
  org.group('5a5a5a5a0001', [a, b])
  return org
}

describe('a plan', () => {
  it('says who survives, with what, and what moves', async () => {
    const org = twoContacts()
    org.crm.add('Task', '00T1', { WhoId: '003B', Subject: 'Call Eva' })
    org.crm.add('Task', '00T2', { WhoId: '003A' })
    org.crm.add('CampaignMember', '00V1', { ContactId: '003A', CampaignId: '701A' })
    org.crm.add('CampaignMember', '00V2', { ContactId: '003B', CampaignId: '701A' })
    org.crm.add('CampaignMember', '00V3', { ContactId: '003B', CampaignId: '701B' })
    const { plan, values } = await org.build()
    expect(PlanFile.parse(plan)).toEqual(plan)
    expect(ValuesFile.parse(values)).toEqual(values)
    expect(plan.actions).toMatchObject([
      {
        kind: 'merge',
        id: '5a5a5a5a',
        object: 'Contact',
        survivor: '003A',
        losers: ['003B'],
        chosen: 'touched last',
        evidence: { by: 'decision', file: 'groups.csv', who: 'ada' },
        outvoted: ['Title'],
        moves: { 'CampaignMember.ContactId': 1, 'Task.WhoId': 1 },
        collisions: { 'CampaignMember.ContactId': 1 },
        touches: ['001X'],
        undo: { kind: 'approximate' },
      },
    ])
    expect(values.actions['5a5a5a5a']?.set).toMatchObject({
      Phone: '+49 30 5550101',
      AccountId: '001X',
      HasOptedOutOfEmail: true,
    })
    expect(plan.radius).toMatchObject({
      merges: 1,
      before: 2,
      after: 1,
      optOutsKept: 1,
      collisions: { 'CampaignMember.ContactId': 1 },
      undo: { exact: 0, approximate: 1 },
    })
    expect(plan.leftOut).toEqual([])
  })

  it('sums up what notes count, and counts groups of the scan', async () => {
    const org = twoContacts()
    const say = ([posts = 0]: readonly number[]) => `The merge loses ${posts} posts.`
    const total = { counts: [15], say }
    const [c, d, e] = ['003C', '003D', '003E'].map((id) => org.record('Contact', id, { LastName: 'Roe' }))
    if (c === undefined || d === undefined || e === undefined) throw new Error('three contacts')
    const part = org.group('6b6b6b6b0001', [c, d])
    org.crm.add('FeedItem', '0D51', { ParentId: '003B' })
    org.hazards = () => [{ code: 'feed-lost', blocks: false, text: say([15]), total }]
    const candidates = [...org.decided.slice(0, 1), { ...part, group: 'whole', members: [c, d, e] }]
    const out = { rule: part.rule, object: 'Contact', text: '' }
    const leftOut = [
      { ...out, group: 'gone', records: ['003F', '003G'], code: 'gone' },
      { ...out, group: 'whole', records: ['003E'], code: 'record-types' },
    ]
    const { plan } = await org.build({}, { leftOut, scanned: { candidates, leftOut: leftOut.slice(0, 1) } })
    expect(plan.actions).toHaveLength(2)
    expect(plan.radius.hazards).toMatchObject([{ text: 'The merge loses 30 posts.', groups: 2 }])
    expect(plan.radius.scan).toEqual({ groups: 3, planned: 2, inPart: 1, out: { gone: 1 } })
    expect(plan.radius.lost).toEqual({ 'FeedItem.ParentId': 1 })
    expect(plan.radius.changes).toEqual([])
    expect(plan.radius.undoCalls).toBeGreaterThan(2 * plan.actions.length)
  })

  it('hashes what it saw of each member, survivor first', async () => {
    const { plan, values } = await twoContacts().build()
    const [action] = plan.actions
    const seen = values.actions['5a5a5a5a']?.seen ?? {}
    expect(action?.expect).toEqual(
      ['003A', '003B'].map((id) => ({ id, hash: expectHash(values.key, seen[id] ?? {}) })),
    )
    expect(seen['003A']).toEqual({
      LastName: 'Müller',
      Email: 'eva@acme.test',
      Title: 'CEO',
      HasOptedOutOfEmail: false,
    })
  })

  it('is the same, byte for byte, for the same input in another order', async () => {
    const texts = await Promise.all(
      [false, true].map(async (turned) => {
        const org = twoContacts()
        org.crm.add('Task', '00T1', { WhoId: '003B' })
        const c = org.record('Contact', '003C', { LastName: 'Roe' })
        const d = org.record('Contact', '003D', { LastName: 'Roe', Phone: '1' })
        org.group('5a5a5a5b', [c, d])
        org.facts = [fact('Contact', 'B'), fact('Contact', 'A')]
        if (turned) {
          org.decided.reverse()
          org.facts = [...org.facts].reverse()
        }
        const { plan, values } = await org.build()
        return planText(plan) + valuesText(values)
      }),
    )
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toContain('"id": "5a5a5a5a"')
  })

  it('holds no value of any record', async () => {
    const org = twoContacts()
    org.crm.add('Task', '00T1', { WhoId: '003B', Subject: 'Call Eva at home' })
    const c = org.record('Contact', '003C', {
      LastName: 'Rosé',
      Title: 'Chair of the board',
      Email: 'old@acme.test',
      HasOptedOutOfEmail: true,
    })
    const d = org.record(
      'Contact',
      '003D',
      { LastName: 'Rosé', Title: 'Treasurer', Email: 'new@acme.test', Phone: '0151 2345678' },
      { email: 'other@acme.test' },
    )
    const e = org.record('Contact', '003E', { LastName: 'Rosé', Email: 'new@acme.test' })
    org.group('6b6b', [c, e], {
      survivor: '003E',
      values: [{ field: 'Title', from: null, typed: 'Chairwoman' }],
    })
    org.group('7c7c', [d, e])
    const { plan, values } = await org.build()
    const text = planText(plan)
    for (const id of ['003A', '003B', '003C', '003D', '003E', '00T1']) {
      for (const [name, value] of Object.entries(org.crm.get(id))) {
        if (typeof value !== 'string' || name === 'Id' || name === 'AccountId' || name === 'WhoId') continue
        expect(text, `${id}.${name}`).not.toContain(value)
        expect(text, `${id}.${name}`).not.toContain(JSON.stringify(value).slice(1, -1))
      }
    }
    expect(text).not.toContain('other@acme.test')
    expect(text).not.toContain('Chairwoman')
    expect(valuesText(values)).toContain('Chairwoman')
    expect(plan.radius.suppressed).toBe(1)
    expect(values.actions['6b6b0000']?.suppressed).toMatchObject([
      { address: 'old@acme.test', member: '003C' },
    ])
  })

  it('puts companies before people, and the surest first', async () => {
    const org = twoContacts()
    org.group(
      '9d9d',
      [org.record('Account', '001A', { Name: 'Acme' }), org.record('Account', '001B', { Name: 'Acme' })],
      { score: 0.9 },
    )
    org.group('8e8e', [org.record('Contact', '003C'), org.record('Contact', '003D')], { score: 0.999 })
    const { plan } = await org.build()
    expect(plan.actions.map(({ id }) => id)).toEqual(['9d9d0000', '8e8e0000', '5a5a5a5a'])
  })

  it('gives ids longer than eight digits to groups that begin alike', async () => {
    const org = twoContacts()
    org.group('5a5a5a5a0002', [org.record('Contact', '003C'), org.record('Contact', '003D')])
    const { plan, values } = await org.build()
    expect(plan.actions.map(({ id }) => id)).toEqual(['5a5a5a5a0001', '5a5a5a5a0002'])
    expect(Object.keys(values.actions)).toEqual(['5a5a5a5a0001', '5a5a5a5a0002'])
  })

  it('lists what will fire on survivors and losers, and says when it does not know', async () => {
    const org = twoContacts()
    org.facts = [fact('Contact', 'Stamp'), fact('Contact', 'OnCreate', ['create']), fact('Case', 'Other')]
    expect((await org.build()).plan.radius).toMatchObject({
      fires: [{ object: 'Contact', type: 'flow', name: 'Stamp', on: ['update', 'delete'] }],
      firesUnknown: [],
    })
    org.factsMissing = true
    expect((await org.build()).plan.radius).toMatchObject({
      fires: [],
      firesUnknown: [{ what: 'automation' }],
    })
  })

  it('warns when the recycle bin has not enough room for what undo needs', async () => {
    const org = twoContacts()
    org.crm.verdict = { ...org.crm.verdict, bin: { used: 25, capacity: 25, days: 15 } }
    const { radius } = (await org.build()).plan
    expect(radius.hazards).toEqual([
      {
        code: 'recycle-bin',
        text: 'The recycle bin holds 25 records and has 25: room for 0, and 1 record would go in. A run stops after 0 of 1 merge, unless there is more room by then, and goes on with --resume. When it has more it drops its oldest, which can then not be undone; what stays in can be for 15 days.',
        groups: 1,
      },
    ])
    expect(radius.bin).toEqual({ used: 25, capacity: 25, days: 15 })
  })

  it('calls undo unknown when the login does not see everything', async () => {
    const org = twoContacts()
    org.crm.blind = [{ what: 'Case', why: 'no View All' }]
    const { plan } = await org.build()
    expect(plan.actions[0]?.undo).toEqual({ kind: 'unknown', why: 'this login does not see Case' })
    expect(plan.radius.blind).toEqual([{ what: 'Case', why: 'no View All' }])
  })

  it('looks at 450 groups in a few calls', async () => {
    const org = new SmallOrg()
    for (let index = 100; index < 550; index += 1) {
      const ids = [`003${index}A`, `003${index}B`]
      org.group(
        `${index}abcde`,
        ids.map((id) => org.record('Contact', id, { LastName: `N${index}` })),
      )
    }
    const { plan } = await org.build()
    expect(plan.radius.merges).toBe(450)
    expect(org.crm.calls('fetch')).toHaveLength(3)
    expect(org.crm.calls('children')).toHaveLength(3)
    expect(org.crm.calls('examine')).toHaveLength(3)
    expect(org.crm.calls('check')).toHaveLength(1)
    expect(
      ['merge', 'update', 'create', 'restore'].flatMap((verb) => org.crm.calls(verb as 'merge')),
    ).toEqual([])
  })
})

describe('undo of an action', () => {
  it.each([
    ['exact', 'Task', 'WhoId'],
    ['approximate', 'FeedItem', 'ParentId'],
    ['approximate', 'CampaignMember', 'ContactId'],
  ])('is %s when rows of %s move', async (kind, object, field) => {
    const org = twoContacts()
    org.crm.add(object, '0001', { [field]: '003B' })
    const { plan } = await org.build()
    expect(plan.actions[0]?.undo.kind).toBe(kind)
  })
})

function fact(
  object: string,
  name: string,
  on: readonly ('create' | 'update' | 'delete')[] = ['update', 'delete'],
) {
  return { kind: 'automation', type: 'flow', object, name, on } as const
}
