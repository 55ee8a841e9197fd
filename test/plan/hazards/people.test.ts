import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
let profile = ''
beforeAll(async () => {
  org = await openHazardOrg()
  profile = String((await org.query('SELECT Id FROM Profile LIMIT 1'))[0]?.Id)
})
afterAll(() => org[Symbol.asyncDispose]())

let users = 0
async function portalUser(contact: string | undefined): Promise<void> {
  const name = `portal${++users}@acme.example`
  await org.add('User', {
    Username: name,
    LastName: 'Portal',
    Email: name,
    Alias: `p${users}`,
    ProfileId: profile,
    ContactId: contact ?? null,
  })
}

describe('portal users', () => {
  it('keep a duplicate from being merged away; as survivor it may stay', async () => {
    const AccountId = await org.add('Account', { Name: 'Portal' })
    const ids = await org.twins('Contact', { LastName: 'Kim', AccountId }, { LastName: 'Kim', AccountId })
    await portalUser(ids[1])
    const { kept, said } = await org.plan([group('Contact', ids)])
    expect(kept).toEqual(['portal-user'])
    expect(said).toContain('take the record with the portal user as survivor')
    expect(said).toMatch(/^Nothing to apply/m)
    const turned = await org.plan([group('Contact', ids, { survivor: ids[1] ?? '' })])
    expect(turned.action).toMatchObject({ survivor: ids[1], losers: [ids[0]] })
  })

  it('on two records keep the group out', async () => {
    const AccountId = await org.add('Account', { Name: 'Portal' })
    const ids = await org.twins('Contact', { LastName: 'Kim', AccountId }, { LastName: 'Kim', AccountId })
    for (const id of ids) await portalUser(id)
    const { kept, said } = await org.plan([group('Contact', ids)])
    expect(kept).toEqual(['two-portal-users'])
    expect(said).toContain('2 records of the group have a portal user')
  })

  it('on a survivor of another account keep the group out', async () => {
    const [One = '', Two = ''] = await org.twins('Account', { Name: 'One' }, { Name: 'Two' })
    const ids = await org.twins(
      'Contact',
      { LastName: 'Kim', AccountId: One },
      { LastName: 'Kim', AccountId: Two },
    )
    await portalUser(ids[0])
    expect((await org.plan([group('Contact', ids)])).kept).toEqual(['portal-user-of-other-account'])
  })
})

describe('person accounts', () => {
  it('merge with each other, as accounts', async () => {
    const ids = await org.twins('Account', { LastName: 'Roe' }, { LastName: 'Roe' })
    const { action } = await org.plan([group('PersonAccount', ids)])
    expect(action).toMatchObject({ kind: 'merge', object: 'Account', losers: [ids[1]] })
  })

  it('never merge with a business account or a contact', async () => {
    const [person = '', business = ''] = await org.twins('Account', { LastName: 'Roe' }, { Name: 'Roe Ltd' })
    const contact = await org.add('Contact', { LastName: 'Roe' })
    const unlike = group('Account', [person, business])
    expect((await org.plan([unlike])).kept).toEqual(['person-with-business-account'])
    const mixed = group('PersonAccount', [person, contact], {
      kinds: ['PersonAccount', 'Contact'],
      survivor: null,
    })
    const { kept, said } = await org.plan([mixed])
    expect(kept).toEqual(['person-account-and-contact'])
    expect(said).toContain('never with a contact')
  })

  it('are not merged by the contact behind them', async () => {
    const person = await org.add('Account', { LastName: 'Roe' })
    const behind = await org.query(`SELECT PersonContactId FROM Account WHERE Id = '${person}'`)
    const contact = await org.add('Contact', { LastName: 'Roe' })
    const ids = [contact, String(behind[0]?.PersonContactId)]
    expect((await org.plan([group('Contact', ids)])).kept).toEqual(['person-account-contact'])
  })

  it('with a portal user on the duplicate stay out', async () => {
    const ids = await org.twins('Account', { LastName: 'Roe' }, { LastName: 'Roe' })
    const behind = await org.query(`SELECT PersonContactId FROM Account WHERE Id = '${ids[1]}'`)
    await portalUser(String(behind[0]?.PersonContactId))
    expect((await org.plan([group('PersonAccount', ids)])).kept).toEqual(['portal-user'])
  })
})

describe('leads', () => {
  it('that were converted since the scan are not merged', async () => {
    const lead = { LastName: 'Ito', Company: 'Ito KK' }
    const ids = await org.twins('Lead', lead, lead)
    const { url } = org.world.org
    const envelope = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Header><urn:SessionHeader><urn:sessionId>${org.world.org.accessToken}</urn:sessionId></urn:SessionHeader></soapenv:Header><soapenv:Body><urn:convertLead><urn:leadConverts><urn:leadId>${ids[1]}</urn:leadId><urn:convertedStatus>Closed - Converted</urn:convertedStatus><urn:doNotCreateOpportunity>true</urn:doNotCreateOpportunity></urn:leadConverts></urn:convertLead></soapenv:Body></soapenv:Envelope>`
    const answer = await fetch(`${url}/services/Soap/u/66.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: '""' },
      body: envelope,
    })
    expect(await answer.text()).toContain('<success>true</success>')
    const { kept, said } = await org.plan([group('Lead', ids)])
    expect(kept).toEqual(['converted-lead'])
    expect(said).toContain('lives on as the contact')
  })

  it('are not merged into contacts: that is reported', async () => {
    const lead = await org.add('Lead', { LastName: 'Ito', Company: 'Ito KK' })
    const contact = await org.add('Contact', { LastName: 'Ito' })
    const { leftOut, said } = await org.plan([
      group('Contact', [contact, lead], { kinds: ['Contact', 'Lead'], survivor: null }),
    ])
    expect(leftOut).toMatchObject([{ code: 'lead-and-contact', records: [contact, lead] }])
    expect(said).toContain('Convert it in the CRM, into that contact')
  })
})

describe('circles', () => {
  it.each([
    { object: 'Contact', column: 'ReportsToId', row: { LastName: 'Boss' } },
    { object: 'Account', column: 'ParentId', row: { Name: 'Boss' } },
  ])('of $object by $column keep the group out', async ({ object, column, row }) => {
    const above = await org.add(object, row)
    const below = await org.add(object, { ...row, [column]: above })
    for (const ids of [
      [above, below],
      [below, above],
    ]) {
      const { kept, said } = await org.plan([group(object, ids)])
      expect(kept).toEqual(['hierarchy-circle'])
      expect(said).toContain(column)
    }
  })

  it('are none where the family only hangs on a duplicate: its daughters move', async () => {
    const ids = await org.twins('Account', { Name: 'Firm' }, { Name: 'Firm' })
    await org.add('Account', { Name: 'Daughter', ParentId: ids[1] ?? '' })
    const { action, said } = await org.plan([group('Account', ids)])
    expect(action).toMatchObject({ moves: { 'Account.ParentId': 1 } })
    expect(said).toMatch(/moves +1 Account/)
  })
})

describe('data privacy records', () => {
  it('that differ are told, with what the org may do', async () => {
    const individuals = await org.twins('Individual', { LastName: 'A' }, { LastName: 'B' })
    const ids = await org.twins(
      'Contact',
      ...individuals.map((IndividualId) => ({ LastName: 'Kim', IndividualId })),
    )
    const { careful, said } = await org.plan([group('Contact', ids)])
    expect(careful).toContain('different-individuals')
    expect(said).toMatch(/^careful .*1 of 1 group: .*Individual/m)
  })

  it('consent records of a duplicate are told and counted as moving', async () => {
    const ids = await org.twins('Contact', { LastName: 'Kim' }, { LastName: 'Kim' })
    const subscription = await org.add('CommSubscription', { Name: 'Newsletter' })
    const channel = await org.add('CommSubscriptionChannelType', {
      Name: 'Newsletter by mail',
      CommunicationSubscriptionId: subscription,
    })
    await org.add('CommSubscriptionConsent', {
      Name: 'Yes',
      ConsentGiverId: ids[1] ?? '',
      CommSubscriptionChannelTypeId: channel,
      EffectiveFromDate: '2026-01-01',
      ConsentCapturedDateTime: '2026-01-01T00:00:00Z',
      ConsentCapturedSource: 'web',
    })
    const { careful, action, said } = await org.plan([group('Contact', ids)])
    expect(action).toMatchObject({ moves: { 'CommSubscriptionConsent.ConsentGiverId': 1 } })
    expect(said).toContain('takes over 1 consent record, which forbid deleting it')
    expect(careful).toContain('consent-records')
  })
})
