import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Org } from '../../../emulators/salesforce/org.ts'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
let inside: Org
let user = ''
beforeAll(async () => {
  org = await openHazardOrg({
    fill: (opened) => {
      inside = opened
    },
  })
  user = String((await org.query('SELECT Id FROM User LIMIT 1'))[0]?.Id)
})
afterAll(() => org[Symbol.asyncDispose]())

/** The second is the one that is merged away. */
async function people(values: Readonly<Record<string, string>> = {}): Promise<[string, string]> {
  const [a = '', b = ''] = await org.twins(
    'Contact',
    { LastName: 'Kim', ...values },
    { LastName: 'Kim', ...values },
  )
  return [a, b]
}

async function firms(): Promise<[string, string]> {
  const [a = '', b = ''] = await org.twins('Account', { Name: 'Firm' }, { Name: 'Firm' })
  return [a, b]
}

describe('rows that both have', () => {
  it('a campaign member of the same campaign collides: one is kept, told as such', async () => {
    const [a, b] = await people()
    const campaign = await org.add('Campaign', { Name: 'Spring' })
    const other = await org.add('Campaign', { Name: 'Autumn' })
    await org.twins(
      'CampaignMember',
      { CampaignId: campaign, ContactId: a },
      { CampaignId: campaign, ContactId: b },
      { CampaignId: other, ContactId: b },
    )
    const { action, said } = await org.plan([group('Contact', [a, b])])
    expect(action).toMatchObject({
      moves: { 'CampaignMember.ContactId': 1 },
      collisions: { 'CampaignMember.ContactId': 1 },
      undo: { kind: 'approximate' },
    })
    expect(said).toMatch(/moves +2 CampaignMember \(1 collides, kept once\)/)
    expect(said).toContain('1 row of CampaignMember.ContactId dropped by the merge')
  })

  it('the same role in one opportunity collides, and the mark as primary is lost', async () => {
    const AccountId = await org.add('Account', { Name: 'Firm' })
    const [a, b] = await people({ AccountId })
    const OpportunityId = await org.add('Opportunity', {
      Name: 'Big',
      AccountId,
      StageName: 'Prospecting',
      CloseDate: '2026-05-01',
    })
    const role = { OpportunityId, Role: 'Decision Maker' }
    await org.twins(
      'OpportunityContactRole',
      { ...role, ContactId: a },
      { ...role, ContactId: b, IsPrimary: true },
    )
    const { action, careful, said } = await org.plan([group('Contact', [a, b])])
    expect(action).toMatchObject({ collisions: { 'OpportunityContactRole.ContactId': 1 } })
    expect(careful).toEqual(expect.arrayContaining(['primary-roles-lost', 'open-business']))
    expect(said).toContain('The merge takes the mark as primary from 1 contact role')
    expect(said).toContain('1 open opportunity')
  })

  it('an account team member of both collides, and that teams join is told', async () => {
    const [a, b] = await firms()
    const seat = { UserId: user, TeamMemberRole: 'Sales Rep' }
    await org.twins('AccountTeamMember', { ...seat, AccountId: a }, { ...seat, AccountId: b })
    const { action, careful } = await org.plan([group('Account', [a, b])])
    expect(action).toMatchObject({ collisions: { 'AccountTeamMember.AccountId': 1 } })
    expect(careful).toContain('account-team')
  })

  it('a contact of both accounts, related twice, keeps the group out', async () => {
    const [a, b] = await firms()
    const contact = await org.add('Contact', { LastName: 'Kim', AccountId: a })
    await org.add('AccountContactRelation', { AccountId: b, ContactId: contact })
    const { kept, said } = await org.plan([group('Account', [a, b])])
    expect(kept).toEqual(['related-twice'])
    expect(said).toContain('remove the redundant account-contact relationships first')
  })

  it('an account of both contacts, once indirectly, keeps the group out', async () => {
    const [shared, other] = await firms()
    const [a = '', b = ''] = await org.twins(
      'Contact',
      { LastName: 'Kim', AccountId: shared },
      { LastName: 'Kim', AccountId: other },
    )
    await org.add('AccountContactRelation', { AccountId: shared, ContactId: b })
    expect((await org.plan([group('Contact', [a, b])])).kept).toEqual(['related-twice'])
  })
})

describe('rows of a duplicate', () => {
  it('that are lost with it: posts, history and manual shares', async () => {
    const [a, b] = await people()
    await org.add('FeedItem', { ParentId: b, Body: 'Met her' })
    await org.add('ContactShare', { ContactId: b, UserOrGroupId: user, ContactAccessLevel: 'Read' })
    inside.db
      .prepare(
        `INSERT INTO "ContactHistory" ("Id", "ContactId", "Field", "CreatedById", "CreatedDate", "IsDeleted") VALUES (?, ?, 'Phone', ?, '2026-01-01T00:00:00.000Z', 0)`,
      )
      .run('017000000000001AAA', b, user)
    const { careful, action, said } = await org.plan([group('Contact', [a, b])])
    expect(careful).toEqual(expect.arrayContaining(['feed-lost', 'history-lost', 'manual-shares-lost']))
    expect(said).toContain('loses 1 post in the feeds of duplicates')
    expect(said).toContain('loses 1 entry in the field history of duplicates')
    expect(action.undo).toMatchObject({ why: expect.stringContaining('ContactShare.ContactId') })
  })

  it('files move, and come back by a new link; attachments cannot go back', async () => {
    const [a, b] = await people()
    await org.add('ContentVersion', {
      Title: 'Contract',
      PathOnClient: 'contract.txt',
      VersionData: 'aGVsbG8=',
    })
    const [document] = await org.query('SELECT Id FROM ContentDocument LIMIT 1')
    await org.add('ContentDocumentLink', {
      ContentDocumentId: String(document?.Id),
      LinkedEntityId: b,
      ShareType: 'V',
    })
    await org.add('Attachment', { ParentId: b, Name: 'a.txt', Body: 'aGVsbG8=' })
    const { action } = await org.plan([group('Contact', [a, b])])
    expect(action).toMatchObject({
      moves: { 'ContentDocumentLink.LinkedEntityId': 1, 'Attachment.ParentId': 1 },
      undo: {
        kind: 'approximate',
        why: '1 row of Attachment.ParentId cannot be put back; 1 row of ContentDocumentLink.LinkedEntityId come back as new rows',
      },
    })
  })

  it('archived activities count, which plain queries do not show', async () => {
    const [a, b] = await people()
    const task = await org.add('Task', { Subject: 'Call', WhoId: b, Status: 'Completed' })
    inside.db.prepare('UPDATE "Task" SET "IsArchived" = 1 WHERE "Id" = ?').run(task)
    expect(await org.query(`SELECT Id FROM Task WHERE WhoId = '${b}'`)).toEqual([])
    const { action, said } = await org.plan([group('Contact', [a, b])])
    expect(action).toMatchObject({ moves: { 'Task.WhoId': 1 } })
    expect(said).toMatch(/moves +1 Task/)
  })

  it('open deals and cases change hands, which is told', async () => {
    const AccountId = await org.add('Account', { Name: 'Firm' })
    const [a, b] = await people({ AccountId })
    await org.twins('Case', { Subject: 'X', ContactId: b }, { Subject: 'Y', ContactId: b, Status: 'Closed' })
    const { careful, said, action } = await org.plan([group('Contact', [a, b])])
    expect(careful).toContain('open-business')
    expect(said).toContain('The survivor takes over 1 open case of duplicates')
    expect(action).toMatchObject({ moves: { 'Case.ContactId': 2 } })
  })

  it('that belong to inactive users are told, and an inactive owner of the survivor', async () => {
    const OwnerId = await org.add('User', {
      Username: 'left@acme.example',
      LastName: 'Left',
      Email: 'left@acme.example',
      Alias: 'left',
      ProfileId: String((await org.query('SELECT Id FROM Profile LIMIT 1'))[0]?.Id),
    })
    const [a = '', b = ''] = await org.twins('Contact', { LastName: 'Kim', OwnerId }, { LastName: 'Kim' })
    await org.twins('Case', { Subject: 'X', ContactId: b, OwnerId }, { Subject: 'Y', ContactId: b })
    await org.add('Task', { Subject: 'Call', WhoId: b, OwnerId })
    await org.world.request('PATCH', `/sobjects/User/${OwnerId}`, { IsActive: false })
    const { careful, said } = await org.plan([group('Contact', [a, b])])
    expect(careful).toEqual(expect.arrayContaining(['inactive-owner', 'children-of-inactive-owners']))
    expect(said).toContain('1 Case and 1 Task')
    const turned = await org.plan([group('Contact', [a, b], { survivor: b })])
    expect(turned.careful).not.toContain('inactive-owner')
  })

  it('over the limit keep the group out', async () => {
    const [a, b] = await people()
    await org.twins('Task', ...Array.from({ length: 4 }, () => ({ Subject: 'Call', WhoId: b })))
    const limited = { limits: { childrenPerGroup: 3 } }
    const { kept, said } = await org.plan([group('Contact', [a, b])], { policy: limited })
    expect(kept).toEqual(['too-many-children'])
    expect(said).toContain('4 rows hang on its records; limits.childrenPerGroup allows 3')
    expect(said).toContain('all of 1 group that scan 1 found: 1 with too much hanging on them')
  })
})
