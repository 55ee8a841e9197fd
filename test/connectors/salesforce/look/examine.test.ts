import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Hazard } from '../../../../src/kit/writer.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenLooks, openLooks } from './open-looks.ts'

let world: OpenOrg
let open: OpenLooks
let profile = ''
beforeAll(async () => {
  world = await openOrg()
  open = await openLooks(world)
  profile = (await query(world, 'SELECT Id FROM Profile LIMIT 1'))[0] ?? ''
})
afterAll(async () => {
  await open.close()
  await world[Symbol.asyncDispose]()
})

async function query(org: OpenOrg, soql: string): Promise<string[]> {
  const response = await org.request('GET', `/query?q=${encodeURIComponent(soql)}`)
  const { records } = (await response.json()) as { records: { Id: string }[] }
  return records.map(({ Id }) => Id)
}

/** The first is the survivor. */
async function examine(
  object: string,
  ids: readonly string[],
  looks = open.looks,
): Promise<readonly Hazard[]> {
  const [survivor, ...losers] = await looks.fetch(object, ids)
  if (survivor === undefined) throw new Error('nothing there')
  const { rows } = await looks.children(object, ids)
  const [hazards = []] = await looks.examine(object, [{ survivor, losers, children: rows }])
  return hazards
}

function codes(hazards: readonly Hazard[], blocking: boolean): string[] {
  return hazards.filter(({ blocks }) => blocks === blocking).map(({ code }) => code)
}

async function contacts(...values: readonly object[]): Promise<string[]> {
  return await world.create(
    'Contact',
    values.map((value, index) => ({ LastName: `Person ${index}`, ...value })),
  )
}

let users = 0
async function portalUser(contact: string | undefined): Promise<void> {
  users++
  await world.create('User', [
    {
      Username: `portal${users}@acme.example`,
      LastName: 'Portal',
      Email: `portal${users}@acme.example`,
      Alias: `p${users}`,
      ProfileId: profile,
      ContactId: contact,
    },
  ])
}

test('two plain contacts meet no hazard', async () => {
  expect(await examine('Contact', await contacts({}, {}))).toEqual([])
})

describe('what keeps a group out of a plan', () => {
  test('a portal user of a duplicate', async () => {
    const [account] = await world.create('Account', [{ Name: 'Portal' }])
    const ids = await contacts({ AccountId: account }, { AccountId: account })
    await portalUser(ids[1])
    expect(codes(await examine('Contact', ids), true)).toEqual(['portal-user'])
    expect(codes(await examine('Contact', [...ids].reverse()), true)).toEqual([])
  })

  test('portal users of two records', async () => {
    const [account] = await world.create('Account', [{ Name: 'Portal' }])
    const ids = await contacts({ AccountId: account }, { AccountId: account })
    for (const id of ids) await portalUser(id)
    expect(codes(await examine('Contact', ids), true)).toEqual(['two-portal-users'])
  })

  test("a portal user of the survivor, when the duplicate is another account's", async () => {
    const accounts = await world.create('Account', [{ Name: 'One' }, { Name: 'Two' }])
    const ids = await contacts({ AccountId: accounts[0] }, { AccountId: accounts[1] })
    await portalUser(ids[0])
    expect(codes(await examine('Contact', ids), true)).toEqual(['portal-user-of-other-account'])
  })

  test('accounts that share a related contact', async () => {
    const [one = '', two = ''] = await world.create('Account', [{ Name: 'One' }, { Name: 'Two' }])
    const [contact] = await contacts({ AccountId: one })
    await world.create('AccountContactRelation', [{ AccountId: two, ContactId: contact }])
    expect(codes(await examine('Account', [one, two]), true)).toEqual(['related-twice'])
  })

  test('contacts that share a related account, unless for both it is their own', async () => {
    const [shared, other] = await world.create('Account', [{ Name: 'Shared' }, { Name: 'Other' }])
    const own = await contacts({ AccountId: shared }, { AccountId: shared })
    expect(codes(await examine('Contact', own), true)).toEqual([])
    const [one = '', two = ''] = await contacts({ AccountId: shared }, { AccountId: other })
    await world.create('AccountContactRelation', [{ AccountId: shared, ContactId: two }])
    expect(codes(await examine('Contact', [one, two]), true)).toEqual(['related-twice'])
  })

  test('a record that is above another one, also by way of a stranger', async () => {
    const [top = '', stranger = ''] = await contacts({}, {})
    const [low = ''] = await contacts({ ReportsToId: stranger })
    await world.request('PATCH', `/sobjects/Contact/${stranger}`, { ReportsToId: top })
    expect(codes(await examine('Contact', [low, top]), true)).toEqual(['hierarchy-circle'])
    expect(codes(await examine('Contact', [top, low]), true)).toEqual(['hierarchy-circle'])
    const [parent = ''] = await world.create('Account', [{ Name: 'Parent' }])
    const [child = ''] = await world.create('Account', [{ Name: 'Child', ParentId: parent }])
    expect(codes(await examine('Account', [parent, child]), true)).toEqual(['hierarchy-circle'])
  })

  test('a person account with a business account, and its contact by itself', async () => {
    const [person = '', business = ''] = await world.create('Account', [
      { LastName: 'Person' },
      { Name: 'Firm' },
    ])
    expect(codes(await examine('Account', [person, business]), true)).toEqual([
      'person-with-business-account',
    ])
    const [record] = await open.looks.fetch('Account', [person])
    const [contact = ''] = await contacts({})
    const both = [contact, String(record?.values.PersonContactId)]
    expect(codes(await examine('Contact', both), true)).toEqual(['person-account-contact'])
  })

  test('a portal user of the person behind an account', async () => {
    const ids = await world.create('Account', [{ LastName: 'One' }, { LastName: 'Two' }])
    const records = await open.looks.fetch('Account', ids)
    await portalUser(String(records[1]?.values.PersonContactId))
    expect(codes(await examine('Account', ids), true)).toEqual(['portal-user'])
  })

  test('a converted lead', async () => {
    await using org = await openOrg({ people: 500 })
    const looks = await openLooks(org)
    const [converted = ''] = await query(org, 'SELECT Id FROM Lead WHERE IsConverted = true LIMIT 1')
    const [lead = ''] = await query(org, 'SELECT Id FROM Lead WHERE IsConverted = false LIMIT 1')
    expect(codes(await examine('Lead', [lead, converted], looks.looks), true)).toEqual(['converted-lead'])
    await looks.close()
  })

  test('households, and contacts that a nonprofit package keeps', async () => {
    await using org = await openOrg({ people: 60, variant: 'nonprofit' })
    const looks = await openLooks(org)
    const households = await query(
      org,
      "SELECT Id FROM Account WHERE npe01__SYSTEM_AccountType__c = 'Household Account' LIMIT 2",
    )
    expect(codes(await examine('Account', households, looks.looks), true)).toEqual(['household'])
    const people = await query(org, 'SELECT Id FROM Contact LIMIT 2')
    expect(codes(await examine('Contact', people, looks.looks), true)).toContain('nonprofit-household')
    await looks.close()
  })
})

describe('what a person should know', () => {
  test('different data privacy records', async () => {
    const individuals = await world.create('Individual', [{ LastName: 'One' }, { LastName: 'Two' }])
    const ids = await contacts({ IndividualId: individuals[0] }, { IndividualId: individuals[1] })
    expect(codes(await examine('Contact', ids), false)).toEqual(['different-individuals'])
  })

  test('posts and manual shares of duplicates, which a merge loses; the survivor keeps its own', async () => {
    const ids = await contacts({}, {})
    await world.create('FeedItem', [
      { ParentId: ids[1], Body: 'One' },
      { ParentId: ids[1], Body: 'Two' },
    ])
    const [user] = await query(world, 'SELECT Id FROM User LIMIT 1')
    await world.create('ContactShare', [
      { ContactId: ids[1], UserOrGroupId: user, ContactAccessLevel: 'Read' },
    ])
    const hazards = await examine('Contact', ids)
    expect(codes(hazards, false)).toEqual(['manual-shares-lost', 'feed-lost'])
    expect(hazards.map(({ text }) => text).join(' ')).toMatch(/1 manual share .* 2 posts/)
    expect(codes(await examine('Contact', [...ids].reverse()), false)).toEqual([])
  })

  test('open business of duplicates, and roles that will not be primary', async () => {
    const [account] = await world.create('Account', [{ Name: 'Firm' }])
    const ids = await contacts({ AccountId: account }, { AccountId: account })
    const deals = await world.create('Opportunity', [
      { Name: 'Open', AccountId: account, StageName: 'Prospecting', CloseDate: '2026-05-01' },
      { Name: 'Done', AccountId: account, StageName: 'Closed Won', CloseDate: '2026-01-01' },
    ])
    await world.create(
      'OpportunityContactRole',
      deals.map((id) => ({ OpportunityId: id, ContactId: ids[1], IsPrimary: true })),
    )
    await world.create('Case', [
      { Subject: 'Open', ContactId: ids[1] },
      { Subject: 'Done', ContactId: ids[1], Status: 'Closed' },
    ])
    const hazards = await examine('Contact', ids)
    expect(codes(hazards, false)).toEqual(['primary-roles-lost', 'open-business'])
    expect(hazards.map(({ text }) => text).join(' ')).toMatch(
      /2 contact roles .* 1 open opportunity and 1 open case /,
    )
  })

  test('campaign responses of duplicates that collide', async () => {
    const ids = await contacts({}, {}, {})
    const campaigns = await world.create('Campaign', [{ Name: 'One' }, { Name: 'Two' }, { Name: 'Three' }])
    const joined = (campaign: number, contact: number, Status: string) => ({
      CampaignId: campaigns[campaign],
      ContactId: ids[contact],
      Status,
    })
    await world.create('CampaignMember', [
      ...[joined(0, 0, 'Sent'), joined(0, 1, 'Responded'), joined(0, 2, 'Sent')],
      ...[joined(1, 1, 'Responded'), joined(2, 0, 'Responded'), joined(2, 1, 'Sent')],
    ])
    const [lost] = await examine('Contact', ids)
    expect(lost).toMatchObject({
      code: 'campaign-responses-lost',
      blocks: false,
      text: expect.stringMatching(/loses 1 response of .*NumberOfResponses/),
    })
    expect(lost?.total?.say([30, 2])).toMatch(/loses 30 responses and 2 other statuses of/)
    expect(codes(await examine('Contact', [ids[1] ?? '', ids[2] ?? '']), false)).toEqual([])
  })

  test('an account team and consent records', async () => {
    const ids = await world.create('Account', [{ Name: 'One' }, { Name: 'Two' }])
    const [user] = await query(world, 'SELECT Id FROM User LIMIT 1')
    await world.create('AccountTeamMember', [
      { AccountId: ids[1], UserId: user, TeamMemberRole: 'Sales Rep' },
    ])
    expect(codes(await examine('Account', ids), false)).toContain('account-team')
  })

  test('that posts or history could not be counted', async () => {
    const refused = Array.from({ length: 5 }, (_, index) => ({
      referenceId: `r${index}`,
      httpStatusCode: 400,
      body: [{ errorCode: 'INVALID_TYPE', message: 'no' }],
    }))
    await world.control('/faults', {
      match: { path: '*/composite', contains: 'FeedItem' },
      action: { kind: 'answer', answer: { status: 200, body: { compositeResponse: refused } } },
      times: 1,
    })
    expect(codes(await examine('Contact', await contacts({}, {})), false)).toEqual([
      'feed-unknown',
      'history-unknown',
    ])
  })
})

test('hazards come by group, in order, and name no value of a record', async () => {
  const clean = await contacts({ LastName: 'Secretname' }, { LastName: 'Secretname' })
  const [account] = await world.create('Account', [{ Name: 'Secretname' }])
  const portal = await contacts(
    { LastName: 'Secretname', AccountId: account },
    { LastName: 'Secretname', AccountId: account },
  )
  await portalUser(portal[1])
  const ids = [...clean, ...portal]
  const records = await open.looks.fetch('Contact', ids)
  const { rows } = await open.looks.children('Contact', ids)
  const groups = [clean, portal].map((group) => {
    const [survivor, ...losers] = records.filter(({ id }) => group.includes(id))
    if (survivor === undefined) throw new Error('nothing there')
    return { survivor, losers, children: rows.filter(({ member }) => group.includes(member)) }
  })
  const hazards = await open.looks.examine('Contact', groups)
  expect(hazards.map((each) => each.map(({ code }) => code))).toEqual([[], ['portal-user']])
  expect(JSON.stringify(hazards)).not.toMatch(/Secretname|003/)
  expect(await open.looks.examine('Contact', [])).toEqual([])
})
