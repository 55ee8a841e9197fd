import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Published, ReviewState, Reviews } from '../../../../src/kit/publish.ts'
import { ann, columns, group, openReviewed, published, reviewsOf } from './open-reviews.ts'

let open: Awaited<ReturnType<typeof openReviewed>>
let reviews: Reviews
let a: string
let b: string
let c: string

beforeEach(async () => {
  open = await openReviewed(6)
  reviews = reviewsOf(await open.connect())
  ;[a = '', b = '', c = ''] = open.ids
})
afterEach(() => open[Symbol.asyncDispose]())

const mutate = (body: object) => open.control('/mutate', { as: ann, ...body })

async function stateOf(one: Published): Promise<ReviewState> {
  const { states } = await reviews.collect([one], columns, [])
  const [state] = states
  if (state === undefined) throw new Error('no state')
  return state
}

describe('publishing', () => {
  it('makes a set of each group, under the active rule of the object', async () => {
    const [first, second] = await published(reviews, [
      group('g1', [a, b]),
      group('g2', [c, ...open.ids.slice(3, 5)]),
    ])
    const found = await open.request(
      'GET',
      `/query?q=${encodeURIComponent('SELECT Id, DuplicateRuleId, SobjectType, RecordCount FROM DuplicateRecordSet ORDER BY Id')}`,
    )
    const { records } = (await found.json()) as { records: object[] }
    expect(records).toMatchObject([
      { Id: first?.set.set, DuplicateRuleId: open.rule, SobjectType: 'Contact', RecordCount: 2 },
      { Id: second?.set.set, RecordCount: 3 },
    ])
    expect(Object.keys(first?.set.entries ?? {})).toEqual([a, b])
  })

  it('takes 75 groups or 500 records and sets to a request', () => {
    const of = (size: number) => Array.from({ length: 100 }, () => group('g', Array(size).fill(a)))
    expect(reviews.batch(of(2))).toBe(75)
    expect(reviews.batch(of(9))).toBe(50)
    expect(reviews.batch([])).toBe(0)
  })

  it('makes the others when one is refused, and nothing of that one', async () => {
    await mutate({ object: 'Contact', ids: [b], delete: true })
    const outcomes = await reviews.publish(
      [group('g1', [a, b]), group('g2', [c, open.ids[3] ?? ''])],
      columns,
    )
    expect(outcomes).toMatchObject([{ result: 'refused', code: 'ENTITY_IS_DELETED' }, { result: 'done' }])
    expect((await reviews.collect([], columns, [])).others).toBe(1)
  })

  it('says of what was not tried for the failures of others that it may be sent again', async () => {
    await mutate({ object: 'Contact', ids: [b], delete: true })
    const bad = Array.from({ length: 15 }, (_, n) => group(`bad${n}`, [a, b]))
    const outcomes = await reviews.publish([...bad, group('good', [a, c])], columns)
    expect(outcomes.at(-1)).toMatchObject({ result: 'refused', code: 'PROCESSING_HALTED', retryable: true })
  })

  it('does not know whether it published when the answer is lost, and finds it by its records', async () => {
    const groups = [group('g1', [a, b])]
    const lost = { match: { path: '*/composite/graph' }, action: { kind: 'drop', when: 'after' }, times: 1 }
    await open.control('/faults', lost)
    expect(await reviews.publish(groups, columns)).toMatchObject([{ result: 'unknown' }])
    const others = [group('g2', [a, c]), group('g3', [a, b, c])]
    const found = await reviews.find([...groups, ...others])
    expect([...found.keys()]).toEqual(['g1'])
    expect(Object.keys(found.get('g1')?.entries ?? {}).sort()).toEqual([a, b].sort())
  })

  it('takes nobody else’s set for its own', async () => {
    const [set] = await open.create('DuplicateRecordSet', [{ DuplicateRuleId: open.rule }])
    await open.create(
      'DuplicateRecordItem',
      [a, b].map((RecordId) => ({ DuplicateRecordSetId: set, RecordId })),
    )
    const rights = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords']
    const create = { username: 'other@acme.example', objects: { Contact: rights } }
    const { accessToken } = await open.control('/users', { create })
    const other = reviewsOf(await open.connect({ env: { TOKEN: String(accessToken) } }))
    expect(await other.find([group('g1', [a, b])])).toEqual(new Map())
    expect((await reviews.find([group('g1', [a, b])])).get('g1')?.set).toBe(set)
  })
})

describe('collecting', () => {
  let one: Published
  beforeEach(async () => {
    const [made] = await published(reviews, [group('g1', [a, b, c])])
    if (made === undefined) throw new Error('none')
    one = made
  })

  it('tells of a set that nobody touched', async () => {
    expect(await stateOf(one)).toMatchObject({
      is: 'there',
      touch: { hand: 'self' },
      added: 0,
      answer: null,
      members: [a, b, c].map((record) => ({ record, fate: { is: 'there' }, entry: 'there', merged: null })),
    })
  })

  it('tells who took a record out of it', async () => {
    await mutate({ object: 'DuplicateRecordItem', ids: [one.set.entries[b]], delete: true })
    const state = await stateOf(one)
    expect(state.members[1]).toMatchObject({ entry: 'removed', removed: { by: open.annId, hand: 'person' } })
    expect(state.members.map(({ entry }) => entry)).toEqual(['there', 'removed', 'there'])
  })

  it('tells who threw it away, and counts the sets of others', async () => {
    await mutate({ object: 'DuplicateRecordSet', ids: [one.set.set], delete: true })
    await open.create('DuplicateRecordSet', [{ DuplicateRuleId: open.rule }])
    const { states, others } = await reviews.collect([one], columns, [])
    expect(states[0]).toMatchObject({ is: 'deleted', touch: { by: open.annId, hand: 'person' } })
    expect(others).toBe(1)
  })

  it('tells who merged which records, through all merges', async () => {
    await open.control('/duplicates/merge', { as: ann, set: one.set.set, master: b, losers: [a] })
    await open.control('/duplicates/merge', { as: ann, set: one.set.set, master: c, losers: [b] })
    const { members } = await stateOf(one)
    expect(members.map(({ fate }) => fate)).toMatchObject([
      { is: 'merged', into: c },
      { is: 'merged', into: c },
      { is: 'there' },
    ])
    expect(members[0]?.merged).toMatchObject({ by: open.annId, hand: 'person' })
  })

  it('reads the columns that the policy names', async () => {
    const set = { Verdict__c: 'Same', Survivor__c: b }
    await mutate({ object: 'DuplicateRecordSet', ids: [one.set.set], set })
    expect(await stateOf(one)).toMatchObject({
      answer: { verdict: 'Same', survivor: b },
      touch: { hand: 'person', by: open.annId },
    })
  })

  it.each([
    ['the id of 15 characters that an address shows', (id: string) => id.slice(0, 15), (id: string) => id],
    ['no id', () => 'the second one', () => 'the second one'],
  ])('takes %s in the column for the record to keep', async (_, written, meant) => {
    const set = { Verdict__c: 'Same', Survivor__c: written(b) }
    await mutate({ object: 'DuplicateRecordSet', ids: [one.set.set], set })
    expect((await stateOf(one)).answer).toEqual({ verdict: 'Same', survivor: meant(b) })
  })

  it('sees records that somebody put into it', async () => {
    await open.create('DuplicateRecordItem', [{ DuplicateRecordSetId: one.set.set, RecordId: open.ids[4] }])
    expect((await stateOf(one)).added).toBe(1)
  })

  it('withdraws sets, never their records', async () => {
    expect(await reviews.withdraw([one.set.set])).toEqual([{ result: 'done' }])
    const state = await stateOf(one)
    expect(state).toMatchObject({ is: 'deleted', touch: { hand: 'self' } })
    expect(state.members.every(({ fate }) => fate.is === 'there')).toBe(true)
    expect(await reviews.withdraw([one.set.set])).toMatchObject([{ result: 'refused' }])
  })
})

describe('what an org or a login lacks', () => {
  it('an org without duplicate management', async () => {
    await open.control('/duplicates', { on: false })
    const other = reviewsOf(await open.connect())
    await expect(other.check(['Contact'], columns)).rejects.toMatchObject({
      code: 'NO_DUPLICATE_SETS',
      exit: 31,
    })
  })

  it('an object without a rule', async () => {
    const { without } = await reviews.check(['Contact', 'Lead'], columns)
    expect(Object.keys(without)).toEqual(['Lead'])
    const named = await reviews.check(['Contact'], { ...columns, rules: { Contact: 'Nowhere' } })
    expect(named.without.Contact).toMatch(/no duplicate rule Nowhere/)
  })

  it('a column that the policy names', async () => {
    const options = { ...columns, verdict: 'Nothing__c' }
    await expect(reviews.check(['Contact'], options)).rejects.toMatchObject({
      code: 'UNKNOWN_FIELD',
      exit: 2,
    })
    await expect(reviews.collect([], options, [])).rejects.toMatchObject({ code: 'UNKNOWN_FIELD' })
  })

  it('a login that may only read', async () => {
    const create = { username: 'reader@acme.example', objects: { Contact: ['Read', 'ViewAllRecords'] } }
    const { accessToken } = await open.control('/users', { create })
    const reader = reviewsOf(await open.connect({ env: { TOKEN: String(accessToken) } }))
    const { forbidden } = await reader.check(['Contact'], columns)
    expect(forbidden.map(({ what }) => what)).toEqual([
      'Create on DuplicateRecordSet',
      'Create on DuplicateRecordItem',
      'View Setup and Configuration',
    ])
  })
})
