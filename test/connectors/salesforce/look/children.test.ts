import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChildRow } from '../../../../src/kit/relationship.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenLooks, openLooks } from './open-looks.ts'

let world: OpenOrg
let open: OpenLooks
let one = ''
let two = ''
let account = ''
beforeAll(async () => {
  world = await openOrg()
  open = await openLooks(world)
  ;[account = ''] = await world.create('Account', [{ Name: 'Acme' }])
  ;[one = '', two = ''] = await world.create('Contact', [
    { LastName: 'One', AccountId: account },
    { LastName: 'Two', AccountId: account },
  ])
})
afterAll(async () => {
  await open.close()
  await world[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await world.control('/meter', undefined, 'DELETE')
})

async function callsSoFar(): Promise<number> {
  return Number((await world.control('/meter', undefined, 'GET')).total)
}

function of(rows: readonly ChildRow[], relationship: string): readonly ChildRow[] {
  return rows.filter((row) => row.relationship === relationship)
}

describe('what hangs on records', () => {
  test('a row that undo can move is known by its pointer; its values are not kept', async () => {
    const [id] = await world.create('Case', [{ Subject: 'Broken', ContactId: one }])
    const { rows, blind } = await open.looks.children('Contact', [one, two])
    expect(of(rows, 'Case.ContactId')).toEqual([
      { relationship: 'Case.ContactId', id, member: one, pointer: one, slot: null, values: {} },
    ])
    expect(blind).toEqual([])
  })

  test('with `whole` every column comes', async () => {
    const { rows } = await open.looks.children('Contact', [one, two], { whole: true })
    expect(of(rows, 'Case.ContactId')[0]?.values).toMatchObject({ Subject: 'Broken', ContactId: one })
  })

  test('two rows of which a merge keeps one have the same slot, and their values are kept', async () => {
    const [campaign] = await world.create('Campaign', [{ Name: 'Fair' }])
    await world.create('CampaignMember', [
      { CampaignId: campaign, ContactId: one, Status: 'Sent' },
      { CampaignId: campaign, ContactId: two, Status: 'Responded' },
    ])
    const { rows } = await open.looks.children('Contact', [one, two])
    const members = of(rows, 'CampaignMember.ContactId')
    expect(members.map(({ slot }) => slot)).toEqual([campaign, campaign])
    expect(members.map(({ member, values }) => [member, values.Status])).toEqual([
      [one, 'Sent'],
      [two, 'Responded'],
    ])
  })

  test('of shares only manual ones, for the others follow from other data', async () => {
    const [user] = await world.create('User', [
      {
        Username: 'peer@acme.example',
        LastName: 'Peer',
        Email: 'peer@acme.example',
        Alias: 'peer',
        ProfileId: await profileId(),
      },
    ])
    await world.create('ContactShare', [{ ContactId: one, UserOrGroupId: user, ContactAccessLevel: 'Read' }])
    const { rows } = await open.looks.children('Contact', [one])
    expect(of(rows, 'ContactShare.ContactId').map(({ values }) => values.RowCause)).toEqual(['Manual'])
  })

  test('a row that hangs on a record twice is told twice', async () => {
    const [contract] = await world.create('Contract', [
      { AccountId: account, Status: 'Draft', StartDate: '2026-01-01', ContractTerm: 12 },
    ])
    const [id] = await world.create('Order', [
      {
        AccountId: account,
        ContractId: contract,
        EffectiveDate: '2026-01-01',
        Status: 'Draft',
        BillToContactId: one,
        ShipToContactId: two,
      },
    ])
    const { rows } = await open.looks.children('Contact', [one, two])
    expect(rows.filter((row) => row.id === id).map((row) => [row.relationship, row.member])).toEqual([
      ['Order.BillToContactId', one],
      ['Order.ShipToContactId', two],
    ])
  })

  test('deleted rows are not there, though activities are looked for among archived ones too', async () => {
    const [kept, gone] = await world.create('Task', [
      { Subject: 'Call', WhoId: one },
      { Subject: 'Call again', WhoId: one },
    ])
    await world.request('DELETE', `/sobjects/Task/${gone}`)
    const { rows } = await open.looks.children('Contact', [one])
    expect(of(rows, 'Task.WhoId').map(({ id }) => id)).toEqual([kept])
  })

  test('no records, no question', async () => {
    expect(await open.looks.children('Contact', [])).toEqual({ rows: [], blind: [] })
    expect(await callsSoFar()).toBe(0)
  })
})

async function profileId(): Promise<string> {
  const response = await world.request(
    'GET',
    `/query?q=${encodeURIComponent('SELECT Id FROM Profile LIMIT 1')}`,
  )
  const { records } = (await response.json()) as { records: { Id: string }[] }
  return records[0]?.Id ?? ''
}

test('rows of a person account hang on the contact behind it, and are told by the account', async () => {
  const [person = ''] = await world.create('Account', [{ LastName: 'Person' }])
  const [record] = await open.looks.fetch('Account', [person])
  const contact = String(record?.values.PersonContactId)
  const [task] = await world.create('Task', [{ Subject: 'Call', WhoId: contact }])
  const { rows } = await open.looks.children('Account', [person, account])
  expect(rows.filter(({ id }) => id === task)).toEqual([
    {
      relationship: 'Task.WhoId@PersonContactId',
      id: task,
      member: person,
      pointer: contact,
      slot: null,
      values: {},
    },
  ])
  const contacts = of(rows, 'Contact.AccountId').map(({ id }) => id)
  expect(contacts).toEqual([one, two])
})

test('pages that follow are read to the end', async () => {
  const [busy = ''] = await world.create('Contact', [{ LastName: 'Busy' }])
  await world.create(
    'Task',
    Array.from({ length: 2100 }, (_, index) => ({ Subject: `Call ${index}`, WhoId: busy })),
  )
  const { rows } = await open.looks.children('Contact', [busy])
  expect(of(rows, 'Task.WhoId')).toHaveLength(2100)
})

test('a query that is refused is a gap, with the code and no value; nothing is silently empty', async () => {
  const refused = Array.from({ length: 5 }, (_, index) => ({
    referenceId: `r${index}`,
    httpStatusCode: 400,
    body: [{ errorCode: 'QUERY_TIMEOUT', message: 'secret value' }],
  }))
  await world.control('/faults', {
    match: { path: '*/composite', contains: 'CampaignMember' },
    action: { kind: 'answer', answer: { status: 200, body: { compositeResponse: refused } } },
    times: 1,
  })
  const { rows, blind } = await open.looks.children('Contact', [one])
  const what = blind.map((gap) => gap.what)
  expect(what).toContain('CampaignMember.ContactId')
  expect(what).toHaveLength(5)
  expect(blind.map(({ why }) => why).join()).toMatch(/QUERY_TIMEOUT/)
  expect(JSON.stringify(blind)).not.toMatch(/secret/)
  expect(of(rows, 'Task.WhoId')).toHaveLength(1)
})

describe('how few calls it takes', () => {
  let big: OpenOrg
  let looks: OpenLooks
  let ids: readonly string[] = []
  beforeAll(async () => {
    big = await openOrg({ people: 600, variant: 'business' })
    looks = await openLooks(big)
    const soql = 'SELECT Id FROM Contact ORDER BY Id LIMIT 230'
    const response = await big.request('GET', `/query?q=${encodeURIComponent(soql)}`)
    const { records } = (await response.json()) as { records: { Id: string }[] }
    ids = records.map(({ Id }) => Id)
    await looks.looks.relationships('Contact')
  })
  afterAll(async () => {
    await looks.close()
    await big[Symbol.asyncDispose]()
  })

  test('230 records by one call, in the order asked, without those that are gone', async () => {
    await big.control('/meter', undefined, 'DELETE')
    const asked = [...ids].reverse()
    const records = await looks.looks.fetch('Contact', [
      ...asked.slice(0, 100),
      '003000000000000AAA',
      ...asked.slice(100),
    ])
    expect(records.map(({ id }) => id)).toEqual(asked)
    expect(Number((await big.control('/meter', undefined, 'GET')).total)).toBe(1)
    expect(looks.calls()['re-read']).toBe(1)
  })

  test('all children of 230 contacts by at most ten calls', async () => {
    await big.control('/meter', undefined, 'DELETE')
    const { rows, blind } = await looks.looks.children('Contact', ids)
    expect(ids).toHaveLength(230)
    expect(blind).toEqual([])
    expect(new Set(rows.map(({ relationship }) => relationship)).size).toBeGreaterThan(15)
    expect(Number((await big.control('/meter', undefined, 'GET')).total)).toBeLessThanOrEqual(10)
  })

  test('what an outsider counts is what was told', async () => {
    const { rows } = await looks.looks.children('Contact', ids)
    for (const [object, field] of [
      ['Case', 'ContactId'],
      ['OpportunityContactRole', 'ContactId'],
      ['TaskRelation', 'RelationId'],
      ['ContentDocumentLink', 'LinkedEntityId'],
    ]) {
      const soql = `SELECT Id FROM ${object} WHERE ${field} IN (${ids.map((id) => `'${id}'`).join()}) ORDER BY Id`
      const response = await big.request('GET', `/query?q=${encodeURIComponent(soql)}`)
      const { records } = (await response.json()) as { records: { Id: string }[] }
      expect(
        of(rows, `${object}.${field}`)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(records.map(({ Id }) => Id))
    }
  })
})
