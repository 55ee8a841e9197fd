import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenWrites, openWrites, step } from './open-writes.ts'

let world: OpenOrg
let open: OpenWrites
beforeAll(async () => {
  world = await openOrg({
    users: [{ username: 'clerk@example.com', objects: { Case: ['Read', 'Edit', 'Delete'] } }],
  })
  open = openWrites(world)
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

async function cases(count: number): Promise<string[]> {
  return await world.create(
    'Case',
    Array.from({ length: count }, (_, at) => ({ Subject: `Printer of Jane ${at}` })),
  )
}

test('only cases need a script, and it holds ids and nothing else that is of the org', () => {
  const [a, b, c] = ['500000000000001AAA', '500000000000002AAA', '500000000000003AAA']
  expect(open.writes.script('Contact', [step('Contact', [a, b])])).toBeNull()
  expect(open.writes.script('Case', [step('Case', [a, b, c], { Subject: 'Printer of Jane' })])).toBe(
    `Case survivor0 = new Case(Id = '${a}');
List<Case> losers0 = new List<Case>{ new Case(Id = '${b}'), new Case(Id = '${c}') };
merge survivor0 losers0;
`,
  )
})

test.each([
  ["500') ; delete x; //", '500000000000002AAA'],
  ['500000000000001', ''],
])('no text that is no id gets into a script', (...ids) => {
  expect(() => open.writes.script('Case', [step('Case', ids)])).toThrow(/no record ids/)
})

describe('merging cases', () => {
  test('moves what hangs on them, in one request', async () => {
    const ids = await cases(3)
    const [survivor = '', loser = '', other = ''] = ids
    const [comment = ''] = await world.create('CaseComment', [{ ParentId: loser, CommentBody: 'x' }])
    await world.control('/meter', undefined, 'DELETE')
    expect(await open.writes.merge('Case', [step('Case', ids)])).toEqual([
      { result: 'done', survivorId: survivor },
    ])
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 1 })
    const answer = await world.request('GET', `/sobjects/CaseComment/${comment}?fields=ParentId`)
    expect(await answer.json()).toMatchObject({ ParentId: survivor })
    const fates = await open.writes.fates('Case', [survivor, loser, other])
    const merged = { is: 'merged', into: survivor, restorable: true }
    expect([...fates.values()]).toEqual([{ is: 'there' }, merged, merged])
  })

  test('that are gone may have been merged by this very request before', async () => {
    const ids = await cases(2)
    await open.writes.merge('Case', [step('Case', ids)])
    expect(await open.writes.merge('Case', [step('Case', ids)])).toMatchObject([{ result: 'unknown' }])
  })

  test('that are locked is refused for now', async () => {
    const ids = await cases(2)
    await world.control('/locks', { ids: ids.slice(1), times: 1 })
    const outcomes = await open.writes.merge('Case', [step('Case', ids)])
    expect(outcomes).toMatchObject([{ result: 'refused', code: 'UNABLE_TO_LOCK_ROW', retryable: true }])
    expect([...(await open.writes.fates('Case', ids)).values()]).toEqual([{ is: 'there' }, { is: 'there' }])
  })

  test('takes neither values nor several at once', async () => {
    const [a = '', b = '', c = '', d = ''] = await cases(4)
    await world.control('/meter', undefined, 'DELETE')
    const malformed = { code: 'MALFORMED_WRITE' }
    await expect(open.writes.merge('Case', [step('Case', [a, b], { Subject: 'x' })])).rejects.toMatchObject(
      malformed,
    )
    const two = [step('Case', [a, b]), step('Case', [c, d])]
    await expect(open.writes.merge('Case', two)).rejects.toMatchObject(malformed)
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 0 })
  })

  test('needs Author Apex', async () => {
    const ids = await cases(2)
    const { accessToken } = (await world.control('/users', { username: 'clerk@example.com' })) as {
      accessToken: string
    }
    await using clerk = openWrites(world, { accessToken })
    expect(await clerk.writes.merge('Case', [step('Case', ids)])).toMatchObject([
      { result: 'refused', code: 'INSUFFICIENT_ACCESS', retryable: false },
    ])
  })
})

test('an org that keeps merged cases has nothing to restore', async () => {
  await using keeping = await openOrg({ mergedCases: 'keep' })
  const ids = await keeping.create('Case', [{ Subject: 'A' }, { Subject: 'B' }])
  const [survivor = '', loser = ''] = ids
  await using writes = openWrites(keeping)
  expect(await writes.writes.merge('Case', [step('Case', ids)])).toMatchObject([{ result: 'done' }])
  const fates = await writes.writes.fates('Case', [loser])
  expect(fates.get(loser)).toEqual({ is: 'merged', into: survivor, restorable: false })
})
