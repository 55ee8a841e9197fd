import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenWrites, openWrites, step } from './open-writes.ts'

let world: OpenOrg
let open: OpenWrites
beforeAll(async () => {
  world = await openOrg()
  open = openWrites(world)
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/locks', undefined, 'DELETE')
})

async function contacts(...records: readonly object[]): Promise<string[]> {
  return await world.create(
    'Contact',
    records.map((record) => ({ LastName: 'Lovelace', ...record })),
  )
}

async function read(object: string, id: string, fields: readonly string[]): Promise<Record<string, unknown>> {
  const soql = `SELECT ${fields.join(',')} FROM ${object} WHERE Id = '${id}'`
  const answer = await world.request('GET', `/queryAll?q=${encodeURIComponent(soql)}`)
  const { records } = (await answer.json()) as { records: Record<string, unknown>[] }
  return records[0] ?? {}
}

describe('merge', () => {
  test('moves children, sets and empties values, and puts losers into the bin', async () => {
    const ids = await contacts({ Phone: '1', Title: 'CEO' }, { Phone: '2' }, { Phone: '3' })
    const [survivor = '', loser = ''] = ids
    const [task = ''] = await world.create('Task', [{ Subject: 'Call', WhoId: loser }])
    const values = { Phone: '2', Title: null, Description: `R&D <"'>\r\n ünï 😀`, HasOptedOutOfEmail: true }
    expect(await open.writes.merge('Contact', [step('Contact', ids, values)])).toEqual([
      { result: 'done', survivorId: survivor },
    ])
    const fields = ['Phone', 'Title', 'Description', 'HasOptedOutOfEmail']
    expect(await read('Contact', survivor, fields)).toMatchObject(values)
    expect(await read('Task', task, ['WhoId'])).toMatchObject({ WhoId: survivor })
    for (const id of ids.slice(1))
      expect(await read('Contact', id, ['IsDeleted', 'MasterRecordId'])).toMatchObject({
        IsDeleted: true,
        MasterRecordId: survivor,
      })
  })

  test('carries out the steps in order, each for itself', async () => {
    const ids = await contacts({}, {}, {}, {}, {}, {})
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids
    await world.control('/locks', { ids: [d] })
    const outcomes = await open.writes.merge('Contact', [
      step('Contact', [a, b, c]),
      step('Contact', [a, d]),
      step('Contact', [a, e, b]),
      step('Contact', [a, f]),
    ])
    expect(outcomes).toEqual([
      { result: 'done', survivorId: a },
      expect.objectContaining({ result: 'refused', code: 'UNABLE_TO_LOCK_ROW', retryable: true }),
      expect.objectContaining({ result: 'refused', code: 'ENTITY_IS_DELETED', retryable: false }),
      { result: 'done', survivorId: a },
    ])
    expect(await read('Contact', e, ['IsDeleted'])).toMatchObject({ IsDeleted: false })
  })

  test('is one request, metered by purpose, and learns of the org what is left', async () => {
    const [a = '', b = '', c = '', d = ''] = await contacts({}, {}, {}, {})
    const own = openWrites(world)
    await world.control('/meter', undefined, 'DELETE')
    await own.writes.merge('Contact', [step('Contact', [a, b]), step('Contact', [c, d])])
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 1 })
    const { used } = (await world.control('/limits', {})) as { used: number }
    expect(own.meter.read()).toMatchObject({ byPurpose: { merge: 1 }, org: { used } })
    await own[Symbol.asyncDispose]()
  })

  test('leaves out what XML cannot carry, and sends the rest', async () => {
    const [a = '', b = '', c = '', d = ''] = await contacts({}, {}, {}, {})
    const outcomes = await open.writes.merge('Contact', [
      step('Contact', [a, b], { Description: 'bell \u0007' }),
      step('Contact', [c, d], { Description: 'fine' }),
    ])
    expect(outcomes).toMatchObject([{ code: 'UNSENDABLE_TEXT' }, { result: 'done' }])
  })

  test.each<[string, ReturnType<typeof step>]>([
    ['an id that is none', step('Contact', ["003' OR '1'='1", '003000000000001AAA'])],
    [
      'a name that would become an attribute',
      step('Contact', ['003000000000001', '003000000000002'], { '@x': 'y' }),
    ],
    ['the id among the values', step('Contact', ['003000000000001', '003000000000002'], { Id: 'y' })],
    [
      'three losers',
      step(
        'Contact',
        Array.from({ length: 4 }, (_, at) => `00300000000000${at}`),
      ),
    ],
  ])('sends nothing of %s', async (_, wrong) => {
    await world.control('/meter', undefined, 'DELETE')
    await expect(open.writes.merge('Contact', [wrong])).rejects.toMatchObject({ code: 'MALFORMED_WRITE' })
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 0 })
  })

  test('of nothing is nothing', async () => {
    expect(await open.writes.merge('Contact', [])).toEqual([])
  })
})

describe('rules of the org', () => {
  afterEach(async () => {
    await world.control('/automation', undefined, 'DELETE')
  })

  test.each<[string, object, string, string]>([
    [
      'a validation rule',
      { type: 'validation', name: 'Level_frozen', on: ['update'] },
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'Level is frozen for …',
    ],
    [
      'a trigger on deletion',
      { type: 'trigger', name: 'Guard', on: ['delete'] },
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'Level is frozen for …',
    ],
    [
      'a flow',
      { type: 'flow', name: 'Level_watch', on: ['update'] },
      'CANNOT_EXECUTE_FLOW_TRIGGER',
      'flow Level watch: Level is frozen for …',
    ],
  ])(
    '%s refuses the one merge that it concerns, and the name in its text is not told',
    async (_, rule, code, message) => {
      const [a = '', b = '', c = '', d = ''] = await contacts({ Title: 'x' }, { Title: 'x' }, {}, {})
      const refuse = 'Level is frozen for Ada Lovelace <ada@example.org>'
      await world.control('/automation', {
        object: 'Contact',
        act: { refuse },
        when: { Title: 'x' },
        ...rule,
      })
      await open.writes.fates('Contact', [a]) // the connector knows the fields, and their names, since it connected
      const outcomes = await open.writes.merge('Contact', [step('Contact', [a, b]), step('Contact', [c, d])])
      expect(outcomes).toEqual([
        { result: 'refused', code, message, retryable: false },
        { result: 'done', survivorId: c },
      ])
      expect((await open.writes.fates('Contact', [b])).get(b)).toEqual({ is: 'there' })
    },
  )
})

describe('restore and fates', () => {
  test('bring a merged record back and tell what became of each', async () => {
    const [a = '', b = '', c = '', d = ''] = await contacts({}, {}, {}, {})
    await open.writes.merge('Contact', [step('Contact', [a, b])])
    await world.control('/mutate', { object: 'Contact', ids: [c], delete: true, as: world.org.username })
    const unknown = '003000000000999AAA'
    const before = await open.writes.fates('Contact', [a, b, c, d.slice(0, 15), unknown, 'garbage'])
    expect([...before.values()]).toEqual([
      { is: 'there' },
      { is: 'merged', into: a, restorable: true },
      { is: 'deleted', restorable: true },
      { is: 'there' },
      { is: 'gone' },
      { is: 'gone' },
    ])
    expect(await open.writes.restore('Contact', [b, c, d])).toEqual([
      { result: 'done' },
      { result: 'done' },
      expect.objectContaining({ result: 'refused', code: 'UNDELETE_FAILED', retryable: false }),
    ])
    const after = await open.writes.fates('Contact', [b, c])
    expect([...after.values()]).toEqual([{ is: 'there' }, { is: 'there' }])
  })

  test('fates of many cost few calls', async () => {
    const ids = await contacts(...Array.from({ length: 30 }, () => ({})))
    await open.writes.fates('Contact', ids)
    await world.control('/meter', undefined, 'DELETE')
    const many = Array.from({ length: 2000 }, (_, at) => ids[at] ?? `003${String(at).padStart(12, '0')}`)
    const fates = await open.writes.fates('Contact', many)
    expect(fates.size).toBe(2000)
    expect([...fates.values()].filter(({ is }) => is === 'there')).toHaveLength(30)
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 1 })
  })
})

describe('update and create', () => {
  test('each record for itself, in order', async () => {
    const [a = '', b = '', c = ''] = await contacts({ Title: 'x' }, {}, {})
    await world.control('/locks', { ids: [b] })
    const outcomes = await open.writes.update('Contact', [
      { id: a, values: { Title: '', Phone: '+1' } },
      { id: b, values: { Title: 'y' } },
      { id: c, values: { LastName: null } },
      { id: c.slice(0, 15), values: { Title: 'z' } },
    ])
    expect(outcomes).toEqual([
      { result: 'done' },
      expect.objectContaining({ code: 'UNABLE_TO_LOCK_ROW', retryable: true }),
      expect.objectContaining({ code: 'REQUIRED_FIELD_MISSING', retryable: false }),
      { result: 'done' },
    ])
    expect(await read('Contact', a, ['Title', 'Phone'])).toMatchObject({ Title: null, Phone: '+1' })
  })

  test('children move to another parent', async () => {
    const [a = '', b = ''] = await contacts({}, {})
    const [task = ''] = await world.create('Task', [{ Subject: 'Call', WhoId: a }])
    expect(await open.writes.update('Task', [{ id: task, values: { WhoId: b } }])).toEqual([
      { result: 'done' },
    ])
    expect(await read('Task', task, ['WhoId'])).toMatchObject({ WhoId: b })
  })

  test('new records come with their ids, also where a field is called Type', async () => {
    const outcomes = await open.writes.create('Account', [{ Name: 'Acme', Type: 'Customer' }, { Type: 'x' }])
    expect(outcomes).toMatchObject([{ result: 'done' }, { code: 'REQUIRED_FIELD_MISSING' }])
    const id = outcomes[0]?.result === 'done' ? outcomes[0].id : ''
    expect(await read('Account', id, ['Name', 'Type'])).toMatchObject({ Name: 'Acme', Type: 'Customer' })
  })

  test('more than a request takes is not sent', async () => {
    const many = Array.from({ length: 201 }, () => ({ Name: 'x' }))
    await expect(open.writes.create('Account', many)).rejects.toMatchObject({ code: 'MALFORMED_WRITE' })
  })
})
