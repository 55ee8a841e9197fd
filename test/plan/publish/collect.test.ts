import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, Desk } from './desk.ts'

const policy = `writeBack:
  verdict: Verdict__c
  same: [Same]
  notSame: [Not the same]
  survivor: Survivor__c
`

let desk: Desk
let set: string
let items: Readonly<Record<string, string>>

/** One group of three contacts, p0, p1 and p2, published. */
beforeEach(async () => {
  desk = await Desk.open(6, policy)
  const { made } = await desk.publish([desk.group('one', [0, 1, 2])])
  set = made[0]?.set ?? ''
  const soql = `SELECT Id, RecordId FROM DuplicateRecordItem WHERE DuplicateRecordSetId = '${set}'`
  const answer = await desk.open.request('GET', `/query?q=${encodeURIComponent(soql)}`)
  const { records } = (await answer.json()) as { records: { Id: string; RecordId: string }[] }
  items = Object.fromEntries(records.map(({ Id, RecordId }) => [RecordId, Id]))
})
afterEach(() => desk[Symbol.asyncDispose]())

const act = {
  merge: (master: number, losers?: readonly number[], as = ann) =>
    desk.open.control('/duplicates/merge', {
      as,
      set,
      master: desk.id(master),
      ...(losers === undefined ? {} : { losers: losers.map((at) => desk.id(at)) }),
    }),
  takeOut: (at: number, as = ann) =>
    desk.mutate({ object: 'DuplicateRecordItem', ids: [items[desk.id(at)]], delete: true, as }),
  throwAway: (as = ann) => desk.mutate({ object: 'DuplicateRecordSet', ids: [set], delete: true, as }),
  say: (values: object) => desk.mutate({ object: 'DuplicateRecordSet', ids: [set], set: values }),
  remove: (at: number) => desk.mutate({ object: 'Contact', ids: [desk.id(at)], delete: true }),
  put: (at: number) =>
    desk.open.create('DuplicateRecordItem', [{ DuplicateRecordSetId: set, RecordId: desk.id(at) }]),
}

const self = () => desk.open.org.username

interface Row {
  readonly when: string
  readonly does: () => Promise<unknown>
  readonly verdict: string
  /** As in the decisions file: two contacts and the word. */
  readonly says?: readonly string[]
  readonly notes?: readonly (string | RegExp)[]
}

const rows: readonly Row[] = [
  { when: 'nobody did anything', does: async () => {}, verdict: 'open' },
  {
    when: 'all were merged',
    does: () => act.merge(1),
    verdict: 'merged',
    says: ['p1 p0 same', 'p1 p0 survivor', 'p1 p2 same', 'p1 p2 survivor'],
  },
  {
    when: 'all were merged, one after the other',
    does: async () => {
      await act.merge(0, [1])
      await act.merge(2, [0])
    },
    verdict: 'merged',
    says: ['p2 p0 same', 'p2 p0 survivor', 'p2 p1 same', 'p2 p1 survivor'],
  },
  {
    when: 'two of three were merged',
    does: () => act.merge(0, [1]),
    verdict: 'in-part',
    says: ['p0 p1 same', 'p0 p1 survivor'],
  },
  {
    when: 'one was taken out',
    does: () => act.takeOut(1),
    verdict: 'in-part',
    says: ['p1 p0 apart', 'p1 p2 apart'],
  },
  {
    when: 'two were taken out, so that one is left',
    does: async () => {
      await act.takeOut(0)
      await act.takeOut(1)
    },
    verdict: 'apart',
    says: ['p0 p2 apart', 'p1 p0 apart', 'p1 p2 apart'],
  },
  {
    when: 'one was taken out and the rest merged',
    does: async () => {
      await act.takeOut(2)
      await act.merge(0)
    },
    verdict: 'in-part',
    says: ['p0 p1 same', 'p0 p1 survivor', 'p2 p0 apart'],
  },
  {
    when: 'the set was thrown away',
    does: () => act.throwAway(),
    verdict: 'apart',
    says: ['p0 p1 apart', 'p0 p2 apart', 'p1 p2 apart'],
  },
  {
    when: 'the set was thrown away by the login of Steward',
    does: () => act.throwAway(self()),
    verdict: 'unclear',
    notes: [/deleted, by the login that Steward runs with/],
  },
  {
    when: 'the set was thrown away after a merge',
    does: async () => {
      await act.merge(0, [1])
      await act.throwAway()
    },
    verdict: 'in-part',
    says: ['p0 p1 same', 'p0 p1 survivor'],
    notes: [/deleted after some of its records had gone/],
  },
  {
    when: 'one was taken out by the login of Steward',
    does: () => act.takeOut(0, self()),
    verdict: 'unclear',
    notes: [/is no longer in it, by the login that Steward runs with/],
  },
  {
    when: 'one was deleted',
    does: () => act.remove(0),
    verdict: 'unclear',
    notes: ['1 record was deleted'],
  },
  {
    when: 'one was put into it',
    does: () => act.put(4),
    verdict: 'unclear',
    notes: ['1 record was put into it by others, and not judged'],
  },
  {
    when: 'somebody says that they are the same, and which to keep',
    does: () => act.say({ Verdict__c: 'Same', Survivor__c: desk.id(2).slice(0, 15) }),
    verdict: 'same',
    says: ['p0 p1 same', 'p0 p2 same', 'p2 p0 survivor', 'p2 p1 survivor'],
  },
  {
    when: 'somebody says that they are the same, and to keep another one',
    does: () => act.say({ Verdict__c: 'Same', Survivor__c: desk.id(5) }),
    verdict: 'same',
    says: ['p0 p1 same', 'p0 p2 same'],
    notes: ['the record to keep that is named is none of the set'],
  },
  {
    when: 'somebody takes one out and says that the rest are the same',
    does: async () => {
      await act.takeOut(1)
      await act.say({ Verdict__c: 'Same' })
    },
    verdict: 'in-part',
    says: ['p0 p2 same', 'p1 p0 apart', 'p1 p2 apart'],
  },
  {
    when: 'somebody says that they are not the same',
    does: () => act.say({ Verdict__c: 'Not the same' }),
    verdict: 'apart',
    says: ['p0 p1 apart', 'p0 p2 apart', 'p1 p2 apart'],
  },
  { when: 'somebody is not sure', does: () => act.say({ Verdict__c: 'Unsure' }), verdict: 'open' },
]

describe('what users do with a set', () => {
  it.each(rows)('$when: $verdict', async ({ does, verdict, says = [], notes = [] }) => {
    await does()
    const { collected, conflicts } = await desk.collect()
    expect(collected.map((one) => one.verdict)).toEqual([verdict])
    expect(collected[0]?.notes).toEqual(
      notes.map((note) => (typeof note === 'string' ? note : expect.stringMatching(note))),
    )
    expect(conflicts).toEqual([])
    expect(desk.decisions.map((line) => line.split(' ').slice(0, 3).join(' ')).sort()).toEqual(
      [...says].sort(),
    )
  })

  it('says who, where and when, by ids', async () => {
    await act.throwAway()
    await desk.collect()
    expect(desk.decisions[0]).toMatch(
      new RegExp(`^p0 p1 apart ${desk.open.annId} in DRS-\\d+ \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`),
    )
  })

  it('is collected once, and a word that a person takes back is not brought back', async () => {
    await act.throwAway()
    expect(await desk.collect()).toMatchObject({ remembered: { added: 3 }, closed: 0 })
    desk.remember([])
    expect(await desk.collect()).toMatchObject({ remembered: { added: 0 }, collected: [], closed: 1 })
    const again = await desk.publish([desk.group('one', [0, 1, 2])])
    expect(again.leftOut.map(({ code }) => code)).toEqual(['judged'])
  })

  it('goes on with a set that is judged in part', async () => {
    await act.merge(0, [1])
    expect((await desk.collect()).collected).toMatchObject([{ verdict: 'in-part' }])
    await act.merge(0)
    expect(await desk.collect()).toMatchObject({
      collected: [{ verdict: 'merged' }],
      remembered: { added: 2 },
    })
    expect(desk.decisions).toHaveLength(4)
  })

  it.each([
    ['thrown away', act.throwAway, { open: 0, settled: 0, others: 1 }],
    ['merged', () => act.merge(1), { open: 0, settled: 1, others: 1 }],
    ['called the same', () => act.say({ Verdict__c: 'Same' }), { open: 0, settled: 1, others: 1 }],
    ['taken apart in part', () => act.takeOut(1), { open: 1, settled: 0, others: 1 }],
  ])('tells its own sets from those of the org once a set was %s, then and later', async (_, does, there) => {
    await desk.open.create('DuplicateRecordSet', [{ DuplicateRuleId: desk.open.rule }])
    await does()
    expect((await desk.collect()).there).toEqual(there)
    expect((await desk.collect()).there).toEqual(there)
    expect(there.open + there.settled + there.others).toBe(await desk.count())
  })

  it('leaves the sets of the org alone, and counts them', async () => {
    await desk.open.create('DuplicateRecordSet', [{ DuplicateRuleId: desk.open.rule }])
    expect(await desk.collect()).toMatchObject({ others: 1, collected: [{ verdict: 'open' }] })
    expect(await desk.count()).toBe(2)
  })

  it('takes few calls', async () => {
    expect((await desk.collect()).calls).toBeLessThanOrEqual(4)
  })
})

describe('verdicts against earlier decisions', () => {
  const earlier = (verdict: string, a: number, b: number) =>
    `acme,Contact,${desk.id(a)},Contact,${desk.id(b)},${verdict},bob,2026-01-01T00:00:00Z`

  it.each([
    ['a set thrown away', 'same', () => act.throwAway(), { decided: 'same', said: 'apart' }],
    ['a merge', 'apart', () => act.merge(0, [1]), { decided: 'apart', said: 'same' }],
    ['the column', 'apart', () => act.say({ Verdict__c: 'Same' }), { decided: 'apart', said: 'same' }],
  ])('%s: named, and nothing is written', async (_, verdict, does, against) => {
    desk.remember([earlier(verdict, 1, 0)])
    await does()
    const { conflicts, remembered } = await desk.collect()
    expect(conflicts).toMatchObject([
      { ...against, by: desk.open.annId, set: expect.stringMatching(/^DRS-/) },
    ])
    expect(remembered).toEqual({ added: 0, changed: 0 })
    expect(desk.decisions).toEqual([`p1 p0 ${verdict} bob 2026-01-01T00:00:00Z`])
  })

  it('a pair that is only implied', async () => {
    desk.remember([earlier('apart', 1, 2)])
    await act.say({ Verdict__c: 'Same' })
    expect((await desk.collect()).conflicts).toHaveLength(1)
    expect(desk.decisions).toHaveLength(1)
  })

  it('is read again until the earlier word or the verdict gives way', async () => {
    desk.remember([earlier('same', 1, 0)])
    await act.throwAway()
    await desk.collect()
    expect((await desk.collect()).conflicts).toHaveLength(1)
    desk.remember([])
    expect(await desk.collect()).toMatchObject({ conflicts: [], remembered: { added: 3 } })
  })

  it('another survivor', async () => {
    desk.remember([earlier('survivor', 1, 0)])
    await act.merge(0, [1])
    const { conflicts } = await desk.collect()
    expect(conflicts).toMatchObject([{ decided: `${desk.id(1)} survives`, said: `${desk.id(0)} survives` }])
  })

  it('the same word again is no conflict, and no new line', async () => {
    desk.remember([earlier('apart', 1, 0)])
    await act.throwAway()
    expect(await desk.collect()).toMatchObject({ conflicts: [], remembered: { added: 2, changed: 0 } })
  })
})
