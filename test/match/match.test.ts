import { describe, expect, it } from 'vitest'
import { people } from '../../plugins/duplicates/people.ts'
import { conflicting, matchRule, type RecordKey } from '../../src/kit/index.ts'
import { groupId } from '../../src/match/groups.ts'
import { groupsOf, idsOf, match, type Sample } from './source.ts'
import { strangers } from './strangers.ts'

const others = strangers(60)
const ana: readonly Sample[] = [
  {
    id: 'p1',
    kind: 'contact',
    firstName: 'Ana',
    lastName: 'Belmonte',
    email: 'ana.belmonte@solana.es',
    phone: '+34 911 222 333',
  },
  { id: 'p2', kind: 'contact', firstName: 'Anna', lastName: 'Belmonte', email: 'ana.belmonte@solana.es' },
  { id: 'p3', kind: 'lead', firstName: 'Ana', lastName: 'Belmonte', phone: '911 222 333' },
]

function key(id: string, object = 'Contact'): RecordKey {
  return { connection: 'acme', object, id }
}

describe('matchRecords', () => {
  it('gives the same bytes for the same records in any order and batch', async () => {
    const samples = [...ana, ...others]
    const forward = await match(people, samples)
    const backward = await match(people, [...samples].reverse())
    const shuffled = await match(
      people,
      [...samples].sort((a, b) => ((a.email ?? '') < (b.email ?? '') ? -1 : 1)),
    )
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward))
    expect(JSON.stringify(shuffled)).toBe(JSON.stringify(forward))
  })

  it('gives the same bytes with any number of threads', async () => {
    const samples = [...ana, ...others]
    const here = JSON.stringify(await match(people, samples))
    for (const workers of [1, 2, 3]) {
      const turned = workers % 2 === 0 ? samples : [...samples].reverse()
      expect(JSON.stringify(await match(people, turned, { workers }))).toBe(here)
    }
  })

  it('names a group by its sorted keys alone', async () => {
    const { groups } = await match(people, [...ana, ...others])
    expect(groups.map((group) => group.id)).toEqual([groupId([...(groups[0]?.members ?? [])].reverse())])
    expect(groupId([{ key: key('x') }, { key: key('y') }])).not.toBe(
      groupId([{ key: key('x') }, { key: key('z') }]),
    )
  })

  it('joins what a person decided to be the same, however unlike', async () => {
    const decisions = [{ a: key('s0001'), b: key('s0002'), verdict: 'same' as const }]
    const { groups } = await match(people, others, { decisions })
    expect(groups.map(idsOf)).toEqual([['s0001', 's0002']])
    expect(groups[0]?.score).toBe(1)
    expect(groups[0]?.pairs[0]?.comparisons[0]?.comparison).toBe('decision')
  })

  it('keeps apart what a person decided to be apart, and says so', async () => {
    const decisions = [{ a: key('p1'), b: key('p2'), verdict: 'apart' as const }]
    const { groups } = await match(people, [...ana, ...others], { decisions })
    for (const group of groups) expect(idsOf(group)).not.toEqual(expect.arrayContaining(['p1', 'p2']))
    expect(groups[0]?.near.map(({ why }) => why)).toContain('decided apart')
  })

  it('ignores decisions about another connection', async () => {
    const decisions = [
      {
        a: { ...key('p1'), connection: 'other' },
        b: { ...key('p2'), connection: 'other' },
        verdict: 'apart' as const,
      },
    ]
    expect(groupsOf(await match(people, [...ana, ...others], { decisions }))).toEqual(['p1 p2 p3'])
  })

  it('reports blocks that nothing splits, with the pairs that were not compared', async () => {
    const alike = Array.from(
      { length: 30 },
      (_, at): Sample => ({
        id: `t${at}`,
        kind: 'contact',
        firstName: 'Tess',
        lastName: 'Tennant',
        city: 'Ulm',
      }),
    )
    const { capped } = await match(people, [...alike, ...others], { options: { blockCap: 10 } })
    expect(capped).toContainEqual({ key: 'name', blocks: 1, records: 30, pairsNotCompared: 435 })
  })

  it('splits a block over the cap by another key and still finds the pair', async () => {
    const crowd = Array.from(
      { length: 40 },
      (_, at): Sample => ({
        id: `m${at}`,
        kind: 'contact',
        firstName: 'Maria',
        lastName: 'Silva',
        city: `Town ${at % 20}`,
        phone: `+351 21 ${3000000 + (at % 20) * 7919}`,
      }),
    )
    const result = await match(people, [...crowd, ...others], { options: { blockCap: 10 } })
    expect(result.capped).toEqual([])
    expect(result.split.map(({ key: name }) => name)).toContain('name')
    expect(groupsOf(result)).toContain('m0 m20')
  })

  it('answers for nobody, for one, and for a source without a single known field', async () => {
    expect((await match(people, [])).groups).toEqual([])
    expect([...(await match(people, others.slice(0, 1))).groups]).toEqual([])
    const blind = await match(people, [
      { id: 'a', kind: 'contact' },
      { id: 'b', kind: 'contact' },
    ])
    expect(blind.groups).toEqual([])
    expect(blind.unknownFields).toContain('email')
  })

  it('stops when the signal says so', async () => {
    await expect(match(people, others, { signal: AbortSignal.abort() })).rejects.toThrow('abort')
  })

  it('refuses a blocking part that it cannot read', async () => {
    const wrong = matchRule({ ...people, blockOn: [['lastName[first]']] })
    await expect(match(wrong, others)).rejects.toMatchObject({ code: 'BAD_BLOCKING_PART' })
  })

  it('survives hostile values', async () => {
    const hostile = [
      '=cmd|calc',
      '<script>',
      '\u0000\u0007',
      'x'.repeat(131_072),
      '𝒜𝓃𝒶',
      '\u202egnp',
      "'; DROP TABLE",
    ]
    const samples = hostile.map(
      (text, at): Sample => ({
        id: `h${at}`,
        kind: 'contact',
        firstName: text,
        lastName: text,
        email: text,
        phone: text,
        street: text,
        companyName: text,
      }),
    )
    expect((await match(people, [...samples, ...others])).groups).toEqual([])
  })

  it('lets nobody into a group that is vetoed against any member', async () => {
    const chain = ['Lee', '', 'Lea'].map(
      (firstName, at): Sample => ({
        id: `c${at}`,
        kind: 'contact',
        firstName,
        lastName: 'Okonkwo',
        email: 'okonkwo@lagosworks.ng',
        phone: '+234 1 270 0001',
        externalId: at === 1 ? '' : `E${at}`,
      }),
    )
    const rule = matchRule({ ...people, never: [conflicting('externalId')] })
    const result = await match(rule, [...chain, ...others])
    for (const group of result.groups) expect(idsOf(group)).not.toEqual(expect.arrayContaining(['c0', 'c2']))
    expect(result.pairs.vetoed).toBeGreaterThan(0)
  })
})
