import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyJournal } from '../../../src/plan/journal/index.ts'
import { type Desk, openDesk } from './desk.ts'
import { group, type HazardOrg, openHazardOrg, type Planned } from './hazard-org.ts'

const closing = {
  survivorship: {
    case: { by: 'link-and-close', linkAndClose: { Case: { link: 'ParentId', set: { Status: 'Closed' } } } },
    deal: {
      linkAndClose: { Opportunity: { link: 'Duplicate_Of__c', set: { StageName: 'Closed Lost' } } },
    },
  },
}

let org: HazardOrg
let desk: Desk
/** With a policy that merges what can be merged. */
let merging: Desk
beforeAll(async () => {
  org = await openHazardOrg()
  desk = await openDesk(org, JSON.stringify({ version: 1, ...closing }))
  merging = await openDesk(org, JSON.stringify({ version: 1 }))
})
afterAll(() => org[Symbol.asyncDispose]())

async function rows(soql: string): Promise<unknown[]> {
  return (await org.query(soql)).map(({ attributes, ...row }) => row)
}

/** Also what is in the recycle bin. */
async function every(soql: string): Promise<unknown[]> {
  const answer = await org.world.request('GET', `/queryAll?q=${encodeURIComponent(soql)}`)
  const { records } = (await answer.json()) as { records: Record<string, unknown>[] }
  return records.map(({ attributes, ...row }) => row)
}

async function applied(planned: Planned, by = desk) {
  const outcome = await by.apply(planned)
  const folder = dirname(outcome.files.idMap)
  expect(outcome).toMatchObject({ ended: 'finished', exit: 0, skipped: [], differences: [], left: 0 })
  expect(await verifyJournal(folder)).toMatchObject({ ok: true, problems: [] })
  return { outcome, map: readFileSync(outcome.files.idMap, 'utf8') }
}

function listed(ids: readonly string[]): string {
  return ids.map((id) => `'${id}'`).join(',')
}

describe('cases', () => {
  it('are merged by a program that the plan shows, with what hangs on them', async () => {
    const ids = await org.twins(
      'Case',
      { Subject: 'Printer' },
      { Subject: 'Printer' },
      { Subject: 'Printer' },
    )
    const [survivor = '', one = '', two = ''] = ids
    const comment = await org.add('CaseComment', { ParentId: one, CommentBody: 'again' })
    const mail = await org.add('EmailMessage', { ParentId: two, Subject: 'Printer', Status: '0' })
    const planned = await org.plan([group('Case', ids)])
    expect(planned.action).toMatchObject({ kind: 'merge', undo: { kind: 'approximate' } })
    expect(planned.said).toContain('this program for each step')
    expect(planned.said).toContain(`Case survivor0 = new Case(Id = '${survivor}');`)
    expect(planned.said).toContain('cannot be moved back')
    const { map } = await applied(planned, merging)
    expect(await rows(`SELECT Id FROM Case WHERE Id IN (${listed(ids)})`)).toEqual([{ Id: survivor }])
    expect(await rows(`SELECT ParentId FROM CaseComment WHERE Id = '${comment}'`)).toEqual([
      { ParentId: survivor },
    ])
    expect(await rows(`SELECT ParentId FROM EmailMessage WHERE Id = '${mail}'`)).toEqual([
      { ParentId: survivor },
    ])
    expect(
      await every(`SELECT MasterRecordId, IsDeleted FROM Case WHERE Id IN (${listed([one, two])})`),
    ).toEqual(Array(2).fill({ MasterRecordId: survivor, IsDeleted: true }))
    for (const id of [one, two]) expect(map).toContain(`${id},`)
  })

  it('are linked and closed where the policy says so, and nothing of them is deleted', async () => {
    const ids = await org.twins('Case', { Subject: 'Scanner' }, { Subject: 'Scanner' })
    const [survivor = '', duplicate = ''] = ids
    const comment = await org.add('CaseComment', { ParentId: duplicate, CommentBody: 'again' })
    const planned = await org.plan([group('Case', ids)], { policy: closing })
    expect(planned.action).toMatchObject({
      kind: 'link-and-close',
      link: 'ParentId',
      set: { Status: 'Closed' },
      undo: { kind: 'exact' },
    })
    expect(planned.said).toContain('1 record in 1 group linked and closed, none deleted')
    expect(planned.plan.radius.script).toBeNull()
    const { outcome } = await applied(planned)
    expect(outcome).toMatchObject({ linked: 1, merged: 0 })
    expect(
      await rows(`SELECT Id, ParentId, Status FROM Case WHERE Id IN (${listed(ids)}) ORDER BY Id`),
    ).toEqual([
      { Id: survivor, ParentId: null, Status: 'New' },
      { Id: duplicate, ParentId: survivor, Status: 'Closed' },
    ])
    expect(await rows(`SELECT ParentId FROM CaseComment WHERE Id = '${comment}'`)).toEqual([
      { ParentId: duplicate },
    ])
  })

  it('without "Author Apex" are not merged, and the plan says what to do instead', async () => {
    const ids = await org.twins('Case', { Subject: 'Fax' }, { Subject: 'Fax' })
    const create = {
      username: 'clerk@acme.example',
      permissions: ['ApiEnabled', 'ViewSetup', 'ViewAllData'],
      objects: { Case: ['Read', 'Edit', 'Delete'] },
    }
    const { accessToken } = await org.world.control('/users', { create })
    const login = { env: { TOKEN: String(accessToken) } }
    const { kept, said } = await org.plan([group('Case', ids)], { login })
    expect(kept).toEqual(['not-mergeable'])
    expect(said).toContain('this login lacks "Author Apex"; link them and close the duplicates instead')
    expect(said).toContain('set survivorship.case.linkAndClose.Case')
  })
})

describe('deals', () => {
  const deal = { Name: 'Big', StageName: 'Prospecting', CloseDate: '2026-05-01', Amount: 1000 }

  it('without a word of the policy are left alone: nothing merges them and nothing deletes one', async () => {
    const ids = await org.twins('Opportunity', deal, deal)
    const { kept, said } = await org.plan([group('Opportunity', ids)])
    expect(kept).toEqual(['not-mergeable'])
    expect(said).toContain('what cannot be moved would be deleted with the duplicate')
    expect(said).toContain('set survivorship.deal.linkAndClose.Opportunity')
  })

  it('are linked and closed, with their roles, amounts and lines where they are', async () => {
    const ids = await org.twins('Opportunity', deal, deal, deal)
    const [survivor = '', one = '', two = ''] = ids
    const ContactId = await org.add('Contact', { LastName: 'Kim' })
    const role = await org.add('OpportunityContactRole', { OpportunityId: one, ContactId })
    const planned = await org.plan([group('Opportunity', ids)], { policy: closing })
    expect(planned.action).toMatchObject({ kind: 'link-and-close', duplicates: [one, two] })
    expect(planned.said).toContain('2 records in 1 group linked and closed, none deleted')
    await applied(planned)
    const soql = `SELECT Id, Duplicate_Of__c, StageName, Amount FROM Opportunity WHERE Id IN (${listed(ids)}) ORDER BY Id`
    const closed = { Duplicate_Of__c: survivor, StageName: 'Closed Lost', Amount: 1000 }
    expect(await rows(soql)).toEqual([
      { Id: survivor, Duplicate_Of__c: null, StageName: 'Prospecting', Amount: 1000 },
      { Id: one, ...closed },
      { Id: two, ...closed },
    ])
    expect(await rows(`SELECT OpportunityId FROM OpportunityContactRole WHERE Id = '${role}'`)).toEqual([
      { OpportunityId: one },
    ])
    const again = await org.plan([group('Opportunity', ids)], { policy: closing })
    expect(again.kept).toEqual(['linked-already'])
  })

  it('a link that the org does not have is named before anything is planned', async () => {
    const ids = await org.twins('Opportunity', deal, deal)
    const policy = { survivorship: { deal: { linkAndClose: { Opportunity: { link: 'Twin__c' } } } } }
    const { kept, said } = await org.plan([group('Opportunity', ids)], { policy })
    expect(kept).toEqual(['not-linkable'])
    expect(said).toContain('there is no column Twin__c')
  })
})

it('records of custom objects are linked and closed, never deleted', async () => {
  const ids = await org.twins('Membership__c', { Level__c: 'Gold' }, { Level__c: 'Gold' })
  const [survivor = '', duplicate = ''] = ids
  const without = await org.plan([group('Membership__c', ids)])
  expect(without.kept).toEqual(['not-mergeable'])
  const linkAndClose = { Membership__c: { link: 'Duplicate_Of__c', set: { Level__c: 'Basic' } } }
  const planned = await org.plan([group('Membership__c', ids)], {
    policy: { survivorship: { person: { linkAndClose } } },
  })
  expect(planned.action).toMatchObject({ kind: 'link-and-close', duplicates: [duplicate] })
  await applied(planned)
  expect(
    await rows(
      `SELECT Id, Duplicate_Of__c, Level__c FROM Membership__c WHERE Id IN (${listed(ids)}) ORDER BY Id`,
    ),
  ).toEqual([
    { Id: survivor, Duplicate_Of__c: null, Level__c: 'Gold' },
    { Id: duplicate, Duplicate_Of__c: survivor, Level__c: 'Basic' },
  ])
})

it('five contacts become one in steps, and nothing that hung on any of them is lost', async () => {
  const ids = await org.twins(
    'Contact',
    { LastName: 'Kim' },
    ...['Title', 'Department', 'AssistantName', 'Phone'].map((name, at) => ({
      LastName: 'Kim',
      [name]: `5550${at}`,
    })),
  )
  const [survivor = '', ...losers] = ids
  const tasks = await org.twins('Task', ...losers.map((WhoId) => ({ Subject: 'Call', WhoId })))
  const campaign = await org.add('Campaign', { Name: 'Spring' })
  for (const ContactId of losers) await org.add('CampaignMember', { CampaignId: campaign, ContactId })
  const planned = await org.plan([group('Contact', ids)])
  expect(planned.action).toMatchObject({
    moves: { 'CampaignMember.ContactId': 1, 'Task.WhoId': 4 },
    collisions: { 'CampaignMember.ContactId': 3 },
  })
  const { outcome, map } = await applied(planned)
  expect(outcome).toMatchObject({ done: 1, merged: 4 })
  expect(
    await rows(
      `SELECT Id, Title, Department, AssistantName, Phone FROM Contact WHERE Id IN (${listed(ids)})`,
    ),
  ).toEqual([{ Id: survivor, Title: '55500', Department: '55501', AssistantName: '55502', Phone: '55503' }])
  expect(await rows(`SELECT WhoId FROM Task WHERE Id IN (${listed(tasks)})`)).toEqual(
    Array(4).fill({ WhoId: survivor }),
  )
  expect(await rows(`SELECT ContactId FROM CampaignMember WHERE CampaignId = '${campaign}'`)).toEqual([
    { ContactId: survivor },
  ])
  for (const id of losers) expect(map).toContain(id)
  const gone = await every(`SELECT MasterRecordId FROM Contact WHERE Id IN (${listed(losers)})`)
  expect(gone).toHaveLength(4)
})
