import { describe, expect, it } from 'vitest'
import { ask, control } from '../../client.ts'
import { outcomes, request, useOrg } from './inside.ts'

const org = useOrg()
const { make, plant, row, ids, call } = org

const contacts = (values = {}): [string, string] => [
  make('Contact', { LastName: 'm', ...values }),
  make('Contact', { LastName: 'l', ...values }),
]
const accounts = (): [string, string] => [make('Account', { Name: 'm' }), make('Account', { Name: 'l' })]
const lead = (values = {}) => make('Lead', { LastName: 'l', Company: 'c', ...values })

describe('the whole call', () => {
  it.each([
    [
      'an object that cannot be merged',
      () => request('Case', make('Case', {}), [make('Case', {})]),
      'INVALID_TYPE_FOR_OPERATION',
      'entity type does not support merge',
    ],
    [
      'an unknown object',
      () => request('Nothing', 'x', []),
      'INVALID_TYPE',
      "sObject type 'Nothing' is not supported.",
    ],
    ['no type', () => request('', 'x', []), 'INVALID_TYPE', 'Must send a concrete entity type.'],
    [
      'an unknown field',
      () => request('Contact', ...pair(), { fields: '<Nope>1</Nope>' }),
      'INVALID_FIELD',
      "No such column 'Nope' on entity 'Contact'",
    ],
    [
      'a parent by its external id',
      () =>
        request('Contact', ...pair(), {
          fields: '<Account><type>Account</type><ERP_Id__c>1</ERP_Id__c></Account>',
        }),
      'INVALID_FIELD',
      "No such column 'Account'",
    ],
    [
      '201 requests',
      () => request('Contact', ...pair()).repeat(201),
      'EXCEEDED_ID_LIMIT',
      'cannot submit more than 200 records',
    ],
  ])('fails for %s', async (_, requests, code, message) => {
    const before = ids('Contact', '"IsDeleted" = 1').length
    const body = `<merge>${request('Contact', ...pair())}${requests()}</merge>`
    const text = await call(code === 'EXCEEDED_ID_LIMIT' ? `<merge>${requests()}</merge>` : body)
    expect(text).toContain(`<faultcode>sf:${code}</faultcode><faultstring>${code}: `)
    expect(text).toContain(message)
    expect(ids('Contact', '"IsDeleted" = 1')).toHaveLength(before)
  })
})

function pair(): [string, string[]] {
  const [master, loser] = contacts()
  return [master, [loser]]
}

describe('one request of several', () => {
  it.each<[string, () => Parameters<typeof request>, string]>([
    ['no loser', () => ['Contact', pair()[0], []], 'MISSING_ARGUMENT'],
    [
      'three losers',
      () => ['Contact', pair()[0], [...pair()[1], ...pair()[1], ...pair()[1]]],
      'MERGE_FAILED',
    ],
    ['itself', () => [...same()], 'MERGE_FAILED'],
    ['an id of another object', () => ['Contact', pair()[0], [lead()]], 'INVALID_CROSS_REFERENCE_KEY'],
    ['an id of nothing', () => ['Contact', pair()[0], ['003000000000001AAA']], 'INVALID_CROSS_REFERENCE_KEY'],
    ['no id at all', () => ['Contact', pair()[0], ['nonsense']], 'MALFORMED_ID'],
    ['an unknown master', () => ['Contact', '003000000000001AAA', pair()[1]], 'INVALID_CROSS_REFERENCE_KEY'],
    [
      'a converted lead',
      () => ['Lead', lead(), [plant('Lead', { LastName: 'q', Company: 'c', IsConverted: true })]],
      'CANNOT_UPDATE_CONVERTED_LEAD',
    ],
    [
      'a missing name',
      () => ['Contact', ...pair(), { fields: '<fieldsToNull>LastName</fieldsToNull>' }],
      'REQUIRED_FIELD_MISSING',
    ],
    [
      'a field nobody writes',
      () => ['Contact', ...pair(), { fields: '<CreatedDate>2020-01-01T00:00:00Z</CreatedDate>' }],
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    ],
    [
      'a value that is too long',
      () => ['Contact', ...pair(), { fields: `<FirstName>${'x'.repeat(41)}</FirstName>` }],
      'STRING_TOO_LONG',
    ],
    [
      'a boolean that is none',
      () => ['Contact', ...pair(), { fields: '<DoNotCall>perhaps</DoNotCall>' }],
      'INVALID_TYPE_ON_FIELD_IN_RECORD',
    ],
    ['the account above the master', () => hierarchy(1), 'CIRCULAR_DEPENDENCY'],
    ['the account above the one above', () => hierarchy(2), 'CIRCULAR_DEPENDENCY'],
    ['the boss of the master', () => boss(), 'CIRCULAR_DEPENDENCY'],
  ])('fails alone for %s', async (_, bad, code) => {
    const arguments_ = bad()
    const text = await call(
      `<merge>${request('Contact', ...pair())}${request(...arguments_)}${request('Contact', ...pair())}</merge>`,
    )
    expect(outcomes(text)).toEqual(['success', code, 'success'])
    const [type, , losers] = arguments_
    for (const id of losers) expect(row(type, id).IsDeleted ?? 0).toBe(0)
  })

  it('fails with the error first and the fields it is about', async () => {
    const [master, losers] = pair()
    const fields = '<fieldsToNull>LastName</fieldsToNull>'
    expect(await call(`<merge>${request('Contact', master, losers, { fields })}</merge>`)).toContain(
      `<result><errors><fields>LastName</fields><message>Required fields are missing: [LastName]</message><statusCode>REQUIRED_FIELD_MISSING</statusCode></errors><id>${master}</id><success>false</success></result>`,
    )
  })

  it('fails for a loser that an earlier one took', async () => {
    const [master, losers] = pair()
    const other = make('Contact', { LastName: 'o' })
    const text = await call(
      `<merge>${request('Contact', master, losers)}${request('Contact', other, losers)}</merge>`,
    )
    expect(outcomes(text)).toEqual(['success', 'ENTITY_IS_DELETED'])
  })

  it('is taken back whole when one child cannot be written', async () => {
    const [master, loser] = contacts()
    const free = make('Note', { ParentId: loser, Title: 'n' })
    const locked = make('Task', { WhoId: loser, Subject: 's' })
    await control(org.server, 'POST', '/locks', { ids: [locked], times: 1 })
    const twice = request('Contact', master, [loser])
    const text = await call(`<merge>${twice}${request('Contact', ...pair())}${twice}</merge>`)
    expect(outcomes(text)).toEqual(['UNABLE_TO_LOCK_ROW', 'success', 'success'])
    expect([row('Note', free).ParentId, row('Task', locked).WhoId]).toEqual([master, master])
  })
})

function same(): Parameters<typeof request> {
  const [master] = contacts()
  return ['Contact', master, [master]]
}

function hierarchy(levels: number): Parameters<typeof request> {
  const [, top] = accounts()
  let below = top
  for (let level = 0; level < levels; level += 1) below = make('Account', { Name: 'b', ParentId: below })
  return ['Account', below, [top]]
}

function boss(): Parameters<typeof request> {
  const [, loser] = contacts()
  return ['Contact', make('Contact', { LastName: 'm', ReportsToId: loser }), [loser]]
}

it('merges a parent away when the master is given another one', async () => {
  const [type, master, losers] = hierarchy(1)
  const fields = '<fieldsToNull>ParentId</fieldsToNull>'
  expect(outcomes(await call(`<merge>${request(type, master, losers, { fields })}</merge>`))).toEqual([
    'success',
  ])
  expect(row('Account', master).ParentId).toBeNull()
})

describe('rights', () => {
  it.each([
    [['Read', 'Edit', 'Delete'], 'success'],
    [['Read', 'Edit'], 'INSUFFICIENT_ACCESS_OR_READONLY'],
    [['Read'], 'INSUFFICIENT_ACCESS_OR_READONLY'],
    [['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'], 'success'],
  ])('%j: %s', async (rights, outcome) => {
    const username = `${rights.join('')}@x.test`
    const create = { username, objects: { Contact: rights }, readOnly: ['Contact.Phone'] }
    const { accessToken } = (await control(org.server, 'POST', '/users', { create })).json
    const [master, losers] = pair()
    const read = request('Contact', master, losers, { fields: '<Phone>1</Phone>' })
    expect(outcomes(await call(`<merge>${read}</merge>`, accessToken))).not.toEqual(['success'])
    expect(outcomes(await call(`<merge>${request('Contact', master, losers)}</merge>`, accessToken))).toEqual(
      [outcome],
    )
  })

  it('names an object that the user may not see as unknown', async () => {
    const create = { username: 'blind@x.test', objects: { Lead: ['Read'] } }
    const { accessToken } = (await control(org.server, 'POST', '/users', { create })).json
    const text = await call(`<merge>${request('Contact', ...pair())}</merge>`, accessToken)
    expect(text).toContain('<faultcode>sf:INVALID_TYPE</faultcode>')
  })
})

describe('portal users', () => {
  let users = 0
  const portalUser = (ContactId: string) => {
    users += 1
    const name = `portal${users}@x.test`
    return plant('User', { Username: name, LastName: name, ContactId, IsPortalEnabled: true, IsActive: true })
  }
  const choose = (id: string) =>
    `<additionalInformationMap><name>PortalUserId</name><value>${id}</value></additionalInformationMap>`
  const merge = async (master: string, losers: readonly string[], before = '') =>
    outcomes(await call(`<merge>${request('Contact', master, losers, { before })}</merge>`))

  it('of a loser must be named, and then is the master’s', async () => {
    const AccountId = make('Account', { Name: 'a' })
    const [master, loser] = contacts({ AccountId })
    const portal = portalUser(loser)
    expect(await merge(master, [loser])).toEqual(['MERGE_FAILED'])
    expect(await merge(master, [loser], choose(ids('User', '1')[0] ?? ''))).toEqual([
      'INVALID_CROSS_REFERENCE_KEY',
    ])
    expect(await merge(master, [loser], choose(portal))).toEqual(['success'])
    expect(row('User', portal)).toMatchObject({ ContactId: master, IsActive: 1 })
  })

  it('of whom another was chosen are disabled', async () => {
    const AccountId = make('Account', { Name: 'a' })
    const [master, loser] = contacts({ AccountId })
    const [own, others] = [portalUser(master), portalUser(loser)]
    expect(await merge(master, [loser], choose(others))).toEqual(['success'])
    expect(row('User', own)).toMatchObject({ ContactId: null, IsActive: 0, IsPortalEnabled: 0 })
    expect(row('User', others)).toMatchObject({ ContactId: master, IsActive: 1 })
  })

  it('of the master alone need no word', async () => {
    const [master, loser] = contacts()
    const own = portalUser(master)
    expect(await merge(master, [loser])).toEqual(['success'])
    expect(row('User', own)).toMatchObject({ ContactId: master, IsActive: 1 })
  })

  it('of two losers, or of another account, are refused', async () => {
    const AccountId = make('Account', { Name: 'a' })
    const [first, second] = contacts({ AccountId })
    const portal = portalUser(first)
    portalUser(second)
    expect(
      await merge(make('Contact', { LastName: 'm', AccountId }), [first, second], choose(portal)),
    ).toEqual(['MERGE_FAILED'])
    expect(await merge(make('Contact', { LastName: 'm' }), [first], choose(portal))).toEqual(['MERGE_FAILED'])
  })
})

describe('person accounts', () => {
  const person = (name: string, values = {}) => {
    const id = make('Account', { LastName: name, ...values })
    return { id, contact: String(row('Account', id).PersonContactId) }
  }

  it('merge as accounts, their contacts with them', async () => {
    const [master, loser] = [person('m'), person('l', { PersonEmail: 'a@x.test' })]
    const task = make('Task', { WhoId: loser.contact, Subject: 's' })
    const asset = make('Asset', { Name: 'a', AccountId: loser.id, ContactId: loser.contact })
    const fields = '<PersonEmail>a@x.test</PersonEmail>'
    expect(
      outcomes(await call(`<merge>${request('Account', master.id, [loser.id], { fields })}</merge>`)),
    ).toEqual(['success'])
    expect(row('Task', task).WhoId).toBe(master.contact)
    expect(row('Asset', asset)).toMatchObject({ AccountId: master.id, ContactId: master.contact })
    expect(row('Contact', master.contact)).toMatchObject({
      Email: 'a@x.test',
      AccountId: master.id,
      IsDeleted: 0,
    })
    expect(row('Contact', loser.contact)).toMatchObject({
      IsDeleted: 1,
      MasterRecordId: master.contact,
      AccountId: loser.id,
    })
    expect(
      outcomes(await call(`<undelete><ids>${loser.contact}</ids><ids>${loser.id}</ids></undelete>`)),
    ).toEqual(['INVALID_PERSON_ACCOUNT_OPERATION', 'success'])
    expect(row('Contact', loser.contact)).toMatchObject({ IsDeleted: 0, MasterRecordId: null })
    expect(row('Task', task).WhoId).toBe(master.contact)
  })

  it('merge neither with business accounts nor as contacts', async () => {
    const [one, other] = [person('m'), person('l')]
    const business = make('Account', { Name: 'b' })
    const text = await call(
      `<merge>${request('Account', one.id, [business])}${request('Account', business, [one.id])}${request('Contact', one.contact, [other.contact])}</merge>`,
    )
    expect(outcomes(text)).toEqual(Array(3).fill('INVALID_PERSON_ACCOUNT_OPERATION'))
  })
})

it('takes an expired session for no merge at all', async () => {
  const [master, losers] = pair()
  const text = await call(`<merge>${request('Contact', master, losers)}</merge>`, 'nobody')
  expect(text).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
  expect(row('Contact', losers[0] ?? '').IsDeleted).toBe(0)
  expect((await ask(org.server, 'GET', '/services/data/v66.0/limits')).status).toBe(200)
})
