import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/kit/index.ts'
import { readCandidates } from '../../../src/plan/decide/candidates.ts'
import type { OrgOutcome } from '../../../src/scan/outcome.ts'
import { findingsOf, newFolder, type Scan, scan } from '../scan.ts'
import { acrossPolicy, crowd, org } from './orgs.ts'

const selectors = ['across/people']

function between(orgs: readonly OrgOutcome[]): OrgOutcome | undefined {
  return orgs.find(({ across }) => across !== undefined)
}

function ids({ records }: Finding): string[] {
  return records.map(({ connection, id }) => `${connection} ${id}`).sort()
}

async function look(request: Omit<Scan, 'home' | 'policy'>, policy?: string, home = newFolder()) {
  const outcome = await scan({ home, policy: await acrossPolicy(policy), selectors, ...request })
  return { outcome, home, findings: await findingsOf(outcome), both: between(outcome.orgs) }
}

const west = org({ name: 'west', people: crowd('w') })

describe('people in two connections', () => {
  const changes = {
    3: { phone: '+46 8 999 888', title: 'Boss', modifiedAt: '2026-03-01T00:00:00.000Z' },
    5: { city: null },
    7: { optOutEmail: true },
  }
  const east = org({ name: 'east', people: crowd('e', changes) })

  it('are reported where they differ and counted where they agree', async () => {
    const { findings, both } = await look({ connections: [west, east] })
    expect(both?.connection).toBe('east + west')
    expect(both?.across?.connections).toEqual(['east', 'west'])
    const counts = both?.across?.rules['across/people']
    expect(counts).toMatchObject({ linked: 0, onlyIn: { east: 0, west: 0 } })
    expect((counts?.agree ?? 0) + findings.length).toBe(counts?.matched)
    expect(both?.looked).toEqual({ 'across/people': 120 })
    expect(both?.findings).toMatchObject({ total: 3, bySeverity: { low: 2, info: 1 } })
    expect(findings.map(ids).sort()).toEqual([
      ['east e3', 'west w3'],
      ['east e5', 'west w5'],
      ['east e7', 'west w7'],
    ])
  })

  it('say in which fields, who was changed last, and how they were matched', async () => {
    const { findings } = await look({ connections: [west, east] })
    const changed = findings.find((one) => ids(one).includes('east e3'))
    expect(changed).toMatchObject({
      connection: 'east + west',
      messageId: 'differs',
      message: 'One person in east and west: phone, title differ',
      group: { across: { differing: ['phone', 'title'] }, obstacles: [] },
      actions: [{ kind: 'advice' }],
    })
    expect(changed?.group?.members[changed.group.survivor]?.key.connection).toBe('east')
    const said = changed?.evidence.map(({ label, value, personal }) => [label, value, personal])
    expect(said?.[0]?.[0]).toBe('matched')
    expect(said).toContainEqual(['phone', '+46 8 999 888', true])
    expect(said).toContainEqual(['title', 'Boss', false])
    expect(said).toContainEqual(['changed last', 'east, 2026-03-01T00:00:00.000Z', false])
    expect(said).toContainEqual(['email', 'same', false])
    const blank = findings.find((one) => ids(one).includes('east e5'))
    expect(blank).toMatchObject({ messageId: 'blank', severity: 'info' })
  })

  it('are the same findings next time, in whatever order the connections are named', async () => {
    const first = await look({ connections: [west, east] })
    const second = await look({ connections: [east, west] }, undefined, first.home)
    expect(first.findings.every(({ isNew }) => isNew === null)).toBe(true)
    expect(second.findings.map(({ isNew }) => isNew)).toEqual([false, false, false])
    const plain = (list: readonly Finding[]) => list.map(({ isNew: _isNew, ...rest }) => rest)
    expect(plain(second.findings)).toEqual(plain(first.findings))
  })

  it('are compared offline as well', async () => {
    const { home, findings } = await look({ connections: [west, east] })
    const offline = await look({ connections: [west, east], sync: false }, undefined, home)
    expect(offline.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      findings.map(({ fingerprint }) => fingerprint),
    )
  })

  it.each([
    ['only the fields of the policy', '{ fields: [title] }', ['east e3']],
    ['without those that are empty on one side', '{ blanks: false }', ['east e3', 'east e7']],
  ])('look at %s', async (_, options, wanted) => {
    const { findings } = await look(
      { connections: [west, east] },
      `version: 1\nrules:\n  across/people: ${options}\n`,
    )
    expect(findings.map((one) => ids(one)[0]).sort()).toEqual(wanted)
  })
})

describe('records without a counterpart', () => {
  it('are counted, and reported when the policy asks for them', async () => {
    const east = org({ name: 'east', people: crowd('e', {}, 61) })
    const { both } = await look({ connections: [west, east] })
    expect(both?.across?.rules['across/people']?.onlyIn).toEqual({ east: 1, west: 0 })
    const { findings } = await look(
      { connections: [west, east] },
      'version: 1\nrules:\n  across/people: { oneSided: true }\n',
    )
    expect(findings.map((one) => [one.message, one.severity, ids(one)])).toEqual([
      ['A person only in east, not in west', 'info', ['east e60']],
    ])
  })

  it('may be duplicates of each other, which other rules report', async () => {
    const twins = crowd('e', {}, 61)
    const east = org({ name: 'east', people: [...twins, { ...twins[60], id: 'twin' } as (typeof twins)[0]] })
    const { findings, both } = await look({ connections: [west, east] })
    expect(findings).toEqual([])
    expect(both?.across?.rules['across/people']?.onlyIn).toEqual({ east: 2, west: 0 })
  })
})

describe('what a sync has linked', () => {
  const east = (changes: Parameters<typeof crowd>[1]) =>
    org({ name: 'east', people: crowd('e', changes), counterparts: { west: 'westId' } })

  it('is one whatever its values say, and says so when they contradict', async () => {
    const linked = { 2: { westId: 'w2' }, 8: { westId: 'w9' } }
    const { findings, both } = await look({ connections: [west, east(linked)] })
    expect(both?.across?.rules['across/people']).toMatchObject({ linked: 2, contradicting: 1 })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      messageId: 'contradicts',
      message: expect.stringMatching(/^westId links records in east and west that look like two people: /),
    })
    expect(ids(findings[0] as Finding)).toEqual(['east e8', 'west w9'])
    expect(findings[0]?.evidence[0]).toMatchObject({ label: 'matched', value: 'linked by westId' })
    const link = findings[0]?.group?.pairs[0]?.comparisons[0]
    expect(link).toEqual({ comparison: 'link', level: 'linked by westId', weight: 0 })
  })

  it('is not matched with anybody else who is linked', async () => {
    const same = { firstName: 'Abel', lastName: 'Abbott', email: 'abel@firm.se', phone: '+46 8 123 456' }
    const a = org({ name: 'west', people: crowd('w', { 0: same, 1: same }) })
    const linked = { 0: { ...same, westId: 'w1', title: 'x' }, 1: { ...same, westId: 'w0', title: 'y' } }
    const { findings } = await look({ connections: [a, east(linked)] })
    expect(findings.map(ids).sort()).toEqual([
      ['east e0', 'west w1'],
      ['east e1', 'west w0'],
    ])
  })

  it('is nothing when the id is of a record that is not there, or of a CRM that was not named', async () => {
    const gone = { 4: { westId: 'gone', title: 'x' } }
    const { findings, both } = await look({ connections: [west, east(gone)] })
    expect(both?.across?.rules['across/people']?.linked).toBe(0)
    expect(findings.map(ids)).toEqual([['east e4', 'west w4']])
  })
})

describe('orgs that share their ids', () => {
  it('are two all the same', async () => {
    const people = crowd('p')
    const copy = crowd('p', { 6: { title: 'x' } })
    const { findings } = await look({
      connections: [
        org({ name: 'live', crm: 'one', people }),
        org({ name: 'trial', crm: 'one', people: copy }),
      ],
    })
    expect(findings.map(ids)).toEqual([['live p6', 'trial p6']])
  })
})

describe('three connections', () => {
  it('are looked at together, each record with those of the others', async () => {
    const east = org({ name: 'east', people: crowd('e', { 3: { title: 'x' } }) })
    const few = org({ name: 'few', people: crowd('f', {}, 10) })
    const { findings, both } = await look({ connections: [west, few, east] })
    expect(both?.connection).toBe('east + few + west')
    expect(findings.map(ids)).toEqual([['east e3', 'few f3', 'west w3']])
    expect(both?.across?.rules['across/people']).toMatchObject({
      matched: 60,
      onlyIn: { east: 0, few: 0, west: 0 },
    })
  })
})

describe('one of three connections that cannot be looked at', () => {
  const oneSided = 'version: 1\nrules:\n  across/people: { oneSided: true }\n'
  const east = org({ name: 'east', people: crowd('e', { 3: { title: 'x' } }, 61) })
  const few = org({ name: 'few', people: crowd('f', { 5: { title: 'y' } }, 10) })
  const failing = {
    ...few,
    connector: { ...few.connector, connect: () => Promise.reject(new Error('no')) },
  }
  const without = org({ name: 'few', companies: [{ id: '1', name: 'A' }] })

  it.each([
    ['fails', failing, { what: 'few', why: 'it could not be read' }],
    [
      'holds no such records',
      without,
      {
        what: 'across/people: few',
        why: 'no records of this kind were read from it: contact, lead, person-account',
      },
    ],
  ])('%s: the others are compared under their own name', async (_, third, gap) => {
    const whole = await look({ connections: [west, east, few] }, oneSided)
    const part = await look({ connections: [west, east, third] }, oneSided, whole.home)
    const entry = part.outcome.orgs.find(({ connection }) => connection === 'east + west')
    expect(entry?.across?.connections).toEqual(['east', 'west'])
    expect(entry?.rulesRun).toEqual(['across/people'])
    expect(entry?.notLookedAt).toContainEqual(gap)
    expect(part.findings.map(({ messageId, isNew }) => [messageId, isNew])).toEqual([['differs', null]])
    const ran = part.outcome.orgs.filter(({ rulesRun }) => rulesRun.includes('across/people'))
    expect(ran.map(({ connection }) => connection)).toEqual(['east + west'])

    const again = await look({ connections: [west, east, few] }, oneSided, whole.home)
    expect(again.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      whole.findings.map(({ fingerprint }) => fingerprint),
    )
    expect(again.findings.every(({ isNew }) => isNew === false)).toBe(true)
  })
})

describe('rules that look across connections', () => {
  it('lead to no plan', async () => {
    const east = org({ name: 'east', people: crowd('e', { 3: { title: 'x' } }) })
    const { home } = await look({ connections: [west, east] })
    const request = { home, run: 'last', connection: 'west', policy: await acrossPolicy() } as const
    await expect(readCandidates({ ...request, selectors })).rejects.toMatchObject({
      code: 'NOTHING_SELECTED',
      message: 'No rule that "across/people" names finds duplicates.',
    })
  })

  it('are skipped with one connection', async () => {
    const { outcome, findings } = await look({ connections: [west] })
    expect(findings).toEqual([])
    expect(outcome.orgs.map(({ connection }) => connection)).toEqual(['west'])
    expect(outcome.orgs[0]?.skipped).toEqual([
      { rule: 'across/people', why: 'it compares connections and only one was named: -o ONE -o OTHER' },
    ])
  })

  it('come after what else was skipped there', async () => {
    const { outcome } = await look({ connections: [west], selectors: [] })
    expect(outcome.orgs[0]?.skipped.map(({ rule }) => rule)).toEqual([
      'duplicates/cases',
      'duplicates/companies',
      'duplicates/deals',
      'across/companies',
      'across/people',
    ])
  })

  const broken = {
    ...west,
    name: 'broken',
    connector: { ...west.connector, connect: () => Promise.reject(new Error('no')) },
  }
  it.each([
    ['one org under two names', { ...west, name: 'other' }, 'other and west are the same org'],
    ['a connection that cannot be read', broken, 'it takes two connections; could not be read: broken'],
    [
      'a connection without such records',
      org({ name: 'empty', companies: [{ id: '1', name: 'A' }] }),
      'no records of this kind were read from empty: contact, lead, person-account',
    ],
  ])('are skipped with %s', async (_, other, why) => {
    const { both } = await look({ connections: [west, other] })
    expect(both?.skipped).toEqual([{ rule: 'across/people', why }])
    expect(both?.rulesRun).toEqual([])
  })

  it('can be turned off, named as skipped, and waived', async () => {
    const east = org({ name: 'east', people: crowd('e', { 3: { title: 'x' } }) })
    const off = await look({ connections: [west, east] }, 'version: 1\nrules:\n  across/people: off\n')
    expect(off.both?.skipped).toEqual([{ rule: 'across/people', why: 'the policy turns it off' }])
    const waiver = '{ rule: across/people, records: [w3, e3], reason: known, owner: ann, until: 2027-01-01 }'
    const waived = await look({ connections: [west, east] }, `version: 1\nwaivers:\n  - ${waiver}\n`)
    expect(waived.both?.findings).toMatchObject({ total: 0, waived: 1 })
  })
})
