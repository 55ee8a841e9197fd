import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from './desk.ts'

let desk: Desk

beforeEach(async () => {
  desk = await Desk.open(9)
})
afterEach(() => desk[Symbol.asyncDispose]())

const graph = '*/composite/graph'
const ten = 10 * 60_000

describe('publishing groups', () => {
  it('makes a set of each and says so before and after', async () => {
    const outcome = await desk.publish([desk.group('one', [0, 1]), desk.group('two', [2, 3, 4])])
    expect(desk.offers).toMatchObject([
      { sets: 2, records: 5, calls: 2, objects: { Contact: 2 }, production: true },
    ])
    expect(outcome).toMatchObject({ found: 0, refused: [], unknown: [], left: 0, exit: 0, error: null })
    expect(outcome.made.map(({ records }) => records)).toEqual([
      [desk.id(0), desk.id(1)],
      [desk.id(2), desk.id(3), desk.id(4)],
    ])
    expect(await desk.count()).toBe(2)
    expect(statSync(desk.reviewFile()).mode & 0o777).toBe(0o600)
  })

  it('publishes no group twice, whichever rule or scan finds it again', async () => {
    await desk.publish([desk.group('one', [0, 1])])
    const again = await desk.publish([
      desk.group('other', [1, 0], { rule: 'duplicates/other' }),
      desk.group('more', [1, 2]),
    ])
    expect(again.made).toEqual([])
    expect(again.leftOut.map(({ code }) => code).sort()).toEqual(['overlap', 'published'])
    expect(desk.offers).toHaveLength(1)
    expect(await desk.count()).toBe(1)
  })

  it('finds what was published from a machine that is lost', async () => {
    await desk.publish([desk.group('one', [0, 1])])
    rmSync(desk.reviewFile())
    expect(await desk.publish([desk.group('one', [0, 1])])).toMatchObject({ made: [{}], found: 1 })
    expect(await desk.count()).toBe(1)
  })

  it.each([
    ['below', (one: Desk) => [one.group('one', [0, 1], { score: 0.5 })], []],
    ['too-large', (one: Desk) => [one.group('one', [0, 1, 2, 3])], []],
    ['decided', (one: Desk) => [one.group('one', [0, 1, 2])], ['same 0 1', 'same 1 2']],
    ['apart', (one: Desk) => [one.group('one', [0, 1, 2])], ['apart 0 2']],
    ['overlap', (one: Desk) => [one.group('one', [0, 1]), one.group('two', [1, 2], { score: 0.8 })], []],
    [
      'limit',
      (one: Desk) => [one.group('one', [0, 1]), one.group('two', [2, 3]), one.group('six', [4, 5])],
      [],
    ],
  ])('leaves out, with the reason: %s', async (code, groups, words) => {
    desk.policy = {
      ...desk.policy,
      policy: { ...desk.policy.policy, limits: { ...desk.policy.policy.limits, groupSize: 3 } },
    }
    desk.remember(
      words.map((word) => {
        const [verdict, a, b] = word.split(' ')
        return `acme,Contact,${desk.id(Number(a))},Contact,${desk.id(Number(b))},${verdict},ann,2026-01-01T00:00:00Z`
      }),
    )
    const { leftOut } = await desk.publish(groups(desk), { least: 0.6, limit: 2 })
    expect(leftOut.map((one) => one.code)).toEqual([code])
  })

  it('leaves out what is gone since the scan, and objects without a rule', async () => {
    await desk.mutate({ object: 'Contact', ids: [desk.id(1)], delete: true })
    const [lead = '', other = ''] = await desk.open.create('Lead', [
      { LastName: 'A', Company: 'A' },
      { LastName: 'B', Company: 'B' },
    ])
    const leads = desk.group('lead', [0, 1])
    const members = [lead, other].map((id) => ({
      key: { connection: 'acme', object: 'Lead', id },
      kind: 'lead',
      url: '',
      values: {},
    }))
    const { leftOut, made } = await desk.publish([desk.group('one', [0, 1]), { ...leads, members }])
    expect(leftOut.map(({ code, object }) => [object, code])).toEqual([
      ['Contact', 'gone'],
      ['Lead', 'no-set'],
    ])
    expect(made).toEqual([])
  })

  it('needs a production org to be named', async () => {
    const groups = [desk.group('one', [0, 1])]
    await expect(desk.publish(groups, { confirmOrg: null })).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      exit: 31,
    })
    expect(await desk.count()).toBe(0)
  })
})

describe('when something goes wrong on the way', () => {
  const groups = () => [desk.group('one', [0, 1]), desk.group('two', [2, 3])]

  it('a lost answer is looked for, and is no second set', async () => {
    await desk.fault(graph, { kind: 'drop', when: 'after' })
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], unknown: [], exit: 0 })
    expect(await desk.count()).toBe(2)
  })

  it('a request that never arrived is sent again only once it surely did not', async () => {
    await desk.fault(graph, { kind: 'drop' })
    const first = await desk.publish(groups())
    expect(first).toMatchObject({ made: [], exit: 69, error: { code: 'OUTCOME_UNKNOWN' } })
    expect(first.unknown).toHaveLength(2)
    const soon = await desk.publish(groups())
    expect(soon.leftOut.map(({ code }) => code)).toEqual(['unknown', 'unknown'])
    expect(soon).toMatchObject({ made: [], exit: 68 })
    desk.clock += ten
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], unknown: [], exit: 0 })
    expect(await desk.count()).toBe(2)
  })

  it('a run that is killed before the answer is taken up by the next, which finds the sets', async () => {
    await desk.publish(groups())
    // As a kill leaves it: the intents are on disk, the outcomes are not, and the last line is torn.
    const intents = readFileSync(desk.reviewFile(), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"intent"'))
    rmSync(desk.reviewFile())
    appendFileSync(desk.reviewFile(), `${intents.join('\n')}\n{"type":"made","id":"00`)
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], found: 2, unknown: [], exit: 0 })
    expect(await desk.count()).toBe(2)
  })

  it('a group that is refused leaves nothing behind, and may be sent again', async () => {
    const refusal = [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no' }]
    const body = {
      graphs: [
        {
          graphId: 'g0',
          isSuccessful: false,
          graphResponse: { compositeResponse: [{ referenceId: 'set', body: refusal }] },
        },
      ],
    }
    await desk.fault(graph, { kind: 'answer', answer: { status: 200, body } })
    const outcome = await desk.publish(groups())
    expect(outcome).toMatchObject({
      made: [],
      refused: [{ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }],
      exit: 69,
    })
    expect(outcome.unknown).toHaveLength(1)
    expect(await desk.count()).toBe(0)
    desk.clock += ten
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], exit: 0 })
  })

  it('what the CRM says may succeed later is sent again', async () => {
    const locked = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' }]
    const compositeResponse = [{ referenceId: 'set', body: locked }]
    const graphs = ['g0', 'g1'].map((graphId) => ({
      graphId,
      isSuccessful: false,
      graphResponse: { compositeResponse },
    }))
    await desk.fault(graph, { kind: 'answer', answer: { status: 200, body: { graphs } } })
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], refused: [], exit: 0 })
  })

  it('an org that takes no more calls ends the run before anything is sent', async () => {
    await desk.fault(graph, { kind: 'preset', preset: 'daily-quota' })
    expect(await desk.publish(groups())).toMatchObject({
      made: [],
      unknown: [],
      exit: 69,
      error: { code: 'QUOTA_REACHED' },
    })
    expect(await desk.publish(groups())).toMatchObject({ made: [{}, {}], exit: 0 })
  })

  it('a record on disk that somebody damaged stops everything', async () => {
    await desk.publish(groups())
    const text = readFileSync(desk.reviewFile(), 'utf8')
    rmSync(desk.reviewFile())
    appendFileSync(desk.reviewFile(), text.replace('"made"', '"mode"'))
    await expect(desk.publish(groups())).rejects.toMatchObject({ code: 'REVIEWS_DAMAGED', exit: 31 })
  })
})

describe('withdrawing', () => {
  it('deletes what nobody touched, and nothing else', async () => {
    const { made } = await desk.publish([0, 2, 4, 6].map((at) => desk.group(`g${at}`, [at, at + 1])))
    await desk.open.create('DuplicateRecordSet', [{ DuplicateRuleId: desk.open.rule }])
    const setOf = (at: number) => made.find(({ records }) => records[0] === desk.id(at))?.set
    await desk.mutate({ object: 'DuplicateRecordSet', ids: [setOf(2)], set: { Verdict__c: 'Unsure' } })
    await desk.open.control('/duplicates/merge', {
      as: 'ann@acme.example',
      set: setOf(4),
      master: desk.id(4),
    })
    await desk.mutate({ object: 'DuplicateRecordSet', ids: [setOf(6)], delete: true })
    const outcome = await desk.withdraw()
    expect(outcome).toMatchObject({ withdrawn: [expect.stringMatching(/^DRS-/)], refused: [], exit: 0 })
    expect(outcome.kept.map(({ why }) => why).sort()).toEqual([
      'it is deleted already',
      'some of its records were merged or deleted',
      'somebody has changed it',
    ])
    expect(await desk.count()).toBe(3)
    expect(await desk.publish([desk.group('again', [0, 1])])).toMatchObject({ made: [{}] })
  })

  it.each([
    ['before', 1],
    ['after', 0],
  ])('a lost answer (%s) is looked up by the next run', async (when, left) => {
    await desk.publish([desk.group('one', [0, 1])])
    await desk.fault(
      '*/composite/sobjects',
      { kind: 'drop', when },
      { match: { path: '*/composite/sobjects', method: 'DELETE' } },
    )
    expect(await desk.withdraw()).toMatchObject({ withdrawn: [], unknown: [expect.anything()], exit: 68 })
    expect(await desk.count()).toBe(left)
    expect((await desk.withdraw()).withdrawn).toHaveLength(left)
    expect(await desk.count()).toBe(0)
    expect((await desk.collect()).collected).toEqual([])
  })

  it('leaves a set that was there before', async () => {
    const set = await madeByHand([0, 1])
    expect(await desk.publish([desk.group('one', [0, 1])])).toMatchObject({ found: 1, made: [{ set }] })
    const outcome = await desk.withdraw()
    expect([outcome.withdrawn, outcome.kept.map(({ why }) => why)]).toEqual([[], ['it was there before']])
    expect(await desk.count()).toBe(1)
  })

  it('leaves a set that was there before the intent which a killed run has noted', async () => {
    await madeByHand([0, 1])
    await desk.publish([desk.group('one', [0, 1])])
    const [intent = ''] = readFileSync(desk.reviewFile(), 'utf8').split('\n')
    const line = { ...JSON.parse(intent), at: '2199-01-01T00:00:00.000Z' }
    rmSync(desk.reviewFile())
    appendFileSync(desk.reviewFile(), `${JSON.stringify(line)}\n`)
    expect((await desk.publish([])).found).toBe(1)
    expect((await desk.withdraw()).kept).toMatchObject([{ why: 'it was there before' }])
    expect(await desk.count()).toBe(1)
  })

  it('leaves a set whose entries are not those that the record on disk names', async () => {
    await desk.publish([desk.group('one', [0, 1])])
    const set = await madeByHand([2, 3])
    const [intent = '', made = ''] = readFileSync(desk.reviewFile(), 'utf8').split('\n')
    const id = 'f'.repeat(16)
    const forged = [
      { ...JSON.parse(intent), id, records: [desk.id(2), desk.id(3)] },
      { ...JSON.parse(made), id, set, entries: {} },
    ]
    appendFileSync(desk.reviewFile(), forged.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const outcome = await desk.withdraw()
    expect(outcome.withdrawn).toHaveLength(1)
    expect(outcome.kept.map(({ why }) => why)).toEqual(['its entries are not those that were noted for it'])
    expect(await desk.count()).toBe(1)
  })
})

describe('an id in the record on disk that is none', () => {
  it.each(['constructor', "003' OR Id != '", '\u001b[2J', ''])(
    'stops everything at its line: %j',
    async (id) => {
      await desk.publish([desk.group('one', [0, 1])])
      const text = readFileSync(desk.reviewFile(), 'utf8')
      rmSync(desk.reviewFile())
      appendFileSync(desk.reviewFile(), text.replaceAll(JSON.stringify(desk.id(0)), JSON.stringify(id)))
      const refused = { code: 'REVIEWS_DAMAGED', exit: 31, message: expect.stringContaining('.ndjson:1 ') }
      await expect(desk.collect()).rejects.toMatchObject(refused)
      await expect(desk.withdraw()).rejects.toMatchObject(refused)
    },
  )
})

/** As somebody else makes one under the same login. */
async function madeByHand(at: readonly number[]): Promise<string> {
  const post = async (object: string, body: object) => {
    const answer = await desk.open.request('POST', `/sobjects/${object}`, body)
    return ((await answer.json()) as { id: string }).id
  }
  const set = await post('DuplicateRecordSet', { DuplicateRuleId: desk.open.rule })
  for (const one of at)
    await post('DuplicateRecordItem', { DuplicateRecordSetId: set, RecordId: desk.id(one) })
  return set
}
