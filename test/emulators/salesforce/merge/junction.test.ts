import { describe, expect, it } from 'vitest'
import { deleteRecord } from '../../../../emulators/salesforce/store/remove.ts'
import { outcomes, request, useOrg } from './inside.ts'

const inside = useOrg()
const { make, plant, row, ids, call } = inside

const merge = async (type: string, masterId: string, ...loserIds: string[]) =>
  outcomes(await call(`<merge>${request(type, masterId, loserIds)}</merge>`))

const contacts = (values = {}): [string, string] => [
  make('Contact', { LastName: 'm', ...values }),
  make('Contact', { LastName: 'l', ...values }),
]
const accounts = (): [string, string] => [make('Account', { Name: 'm' }), make('Account', { Name: 'l' })]
const deal = () => make('Opportunity', { Name: 'd', StageName: 'Prospecting', CloseDate: '2026-05-01' })

/** Two rows that become the same, and one that does not. */
interface Case {
  readonly object: string
  readonly field: string
  readonly type: 'Contact' | 'Account'
  readonly parent: () => Readonly<Record<string, unknown>>
}

const userId = () => ids('User', '1')[0]
const cases: Case[] = [
  {
    object: 'CampaignMember',
    field: 'ContactId',
    type: 'Contact',
    parent: () => ({ CampaignId: make('Campaign', { Name: 'c' }) }),
  },
  {
    object: 'OpportunityContactRole',
    field: 'ContactId',
    type: 'Contact',
    parent: () => ({ OpportunityId: deal(), Role: 'Evaluator' }),
  },
  {
    object: 'AccountContactRole',
    field: 'ContactId',
    type: 'Contact',
    parent: () => ({ AccountId: make('Account', { Name: 'x' }) }),
  },
  {
    object: 'CaseContactRole',
    field: 'ContactId',
    type: 'Contact',
    parent: () => ({ CasesId: make('Case', {}) }),
  },
  {
    object: 'AccountTeamMember',
    field: 'AccountId',
    type: 'Account',
    parent: () => ({ UserId: make('User', user()) }),
  },
  {
    object: 'TopicAssignment',
    field: 'EntityId',
    type: 'Account',
    parent: () => ({ TopicId: make('Topic', { Name: 't' }) }),
  },
  {
    object: 'EntitySubscription',
    field: 'ParentId',
    type: 'Contact',
    parent: () => ({ SubscriberId: make('User', user()) }),
  },
  {
    object: 'ContentDocumentLink',
    field: 'LinkedEntityId',
    type: 'Account',
    parent: () => ({ ContentDocumentId: plant('ContentDocument', { Title: 'f' }) }),
  },
]

let users = 0
const user = () => {
  users += 1
  const name = `u${users}@x.test`
  return {
    Username: name,
    LastName: name,
    Email: name,
    Alias: `u${users}`,
    ProfileId: ids('Profile', '1')[0],
  }
}

describe('rows of which there is one', () => {
  it.each(cases)(
    '$object by $field: the second is dropped, another moves',
    async ({ object, field, type, parent }) => {
      const [master, loser] = type === 'Contact' ? contacts() : accounts()
      const [shared, own] = [parent(), parent()]
      const kept = make(object, { ...shared, [field]: master })
      const second = make(object, { ...shared, [field]: loser })
      const moved = make(object, { ...own, [field]: loser })
      expect(await merge(type, master, loser)).toEqual(['success'])
      expect([kept, moved].map((id) => [row(object, id)[field], row(object, id).IsDeleted])).toEqual([
        [master, 0],
        [master, 0],
      ])
      expect(row(object, second)).toMatchObject({ IsDeleted: 1, [field]: loser })
      expect(outcomes(await call(`<undelete><ids>${loser}</ids></undelete>`))).toEqual(['success'])
      expect([row(object, moved)[field], row(object, second).IsDeleted]).toEqual([master, 1])
    },
  )

  it('are kept once of two losers, too', async () => {
    const [master, first] = contacts()
    const second = make('Contact', { LastName: 's' })
    const campaign = make('Campaign', { Name: 'c' })
    for (const ContactId of [first, second]) make('CampaignMember', { CampaignId: campaign, ContactId })
    expect(await merge('Contact', master, first, second)).toEqual(['success'])
    const living = ids('CampaignMember', `"CampaignId" = '${campaign}' AND "IsDeleted" = 0`)
    expect(living.map((id) => row('CampaignMember', id).ContactId)).toEqual([master])
  })

  it('are different with different roles, and none of a loser stays primary', async () => {
    const [master, loser] = contacts()
    const OpportunityId = deal()
    make('OpportunityContactRole', { OpportunityId, ContactId: master, Role: 'Evaluator' })
    const role = make('OpportunityContactRole', {
      OpportunityId,
      ContactId: loser,
      Role: 'Influencer',
      IsPrimary: true,
    })
    await merge('Contact', master, loser)
    expect(row('OpportunityContactRole', role)).toMatchObject({
      ContactId: master,
      IsPrimary: 0,
      IsDeleted: 0,
    })
  })

  it('hold for leads in campaigns', async () => {
    const [master, loser] = ['m', 'l'].map((LastName) => make('Lead', { LastName, Company: 'c' })) as [
      string,
      string,
    ]
    const campaign = make('Campaign', { Name: 'c' })
    const members = [master, loser].map((LeadId) => make('CampaignMember', { CampaignId: campaign, LeadId }))
    expect(await merge('Lead', master, loser)).toEqual(['success'])
    expect(members.map((id) => row('CampaignMember', id).IsDeleted)).toEqual([0, 1])
  })
})

describe('relations of contacts and accounts', () => {
  const relations = (contactId: string) =>
    ids('AccountContactRelation', `"ContactId" = '${contactId}' AND "IsDeleted" = 0`).map((id) => {
      const { AccountId, IsDirect } = row('AccountContactRelation', id)
      return [AccountId, IsDirect]
    })

  it('two contacts of one account leave one relation', async () => {
    const account = make('Account', { Name: 'a' })
    const [master, loser] = contacts({ AccountId: account })
    expect(await merge('Contact', master, loser)).toEqual(['success'])
    expect(relations(master)).toEqual([[account, 1]])
  })

  it('the account of a loser becomes an indirect one', async () => {
    const [one, other] = accounts()
    const [master, loser] = [one, other].map((AccountId) =>
      make('Contact', { LastName: 'c', AccountId }),
    ) as [string, string]
    expect(await merge('Contact', master, loser)).toEqual(['success'])
    expect(relations(master).toSorted()).toEqual(
      [
        [one, 1],
        [other, 0],
      ].toSorted(),
    )
  })

  it.each([
    ['indirect beside indirect', false],
    ['indirect beside direct', true],
  ])('contacts with the same account are refused: %s', async (_, direct) => {
    const account = make('Account', { Name: 'a' })
    const [master, loser] = contacts()
    if (direct) make('AccountContactRelation', { AccountId: account, ContactId: master })
    const other = direct ? make('Contact', { LastName: 'd', AccountId: account }) : loser
    if (!direct)
      for (const ContactId of [master, loser])
        make('AccountContactRelation', { AccountId: account, ContactId })
    const text = await call(`<merge>${request('Contact', master, [other])}</merge>`)
    expect(text).toContain(
      '<errors><message>These contacts have the same related account. Open the related account record and remove redundant account-contact relationship, then try Merging again</message><statusCode>MERGE_FAILED</statusCode></errors>',
    )
    expect(row('Contact', other).IsDeleted).toBe(0)
  })

  it('undelete gives a contact its one direct relation again', async () => {
    const [one, other] = accounts()
    const master = make('Contact', { LastName: 'm', AccountId: one })
    const loser = make('Contact', { LastName: 'l', AccountId: other })
    expect(await merge('Contact', master, loser)).toEqual(['success'])
    const undelete = () => call(`<undelete><ids>${loser}</ids></undelete>`)
    expect(outcomes(await undelete())).toEqual(['success'])
    expect(relations(loser)).toEqual([[other, 1]])
    deleteRecord(inside.org, inside.system(), 'Contact', loser)
    expect(outcomes(await undelete())).toEqual(['success'])
    expect(relations(loser)).toEqual([[other, 1]])
  })

  it("a relation to a contact's own account is direct", () => {
    const [account, other] = accounts()
    const contact = make('Contact', { LastName: 'c', AccountId: account })
    const [own] = ids('AccountContactRelation', `"ContactId" = '${contact}'`)
    inside.org.db.prepare('DELETE FROM "AccountContactRelation" WHERE "Id" = ?').run(own ?? '')
    for (const AccountId of [account, other])
      make('AccountContactRelation', { AccountId, ContactId: contact })
    expect(relations(contact).toSorted()).toEqual(
      [
        [account, 1],
        [other, 0],
      ].toSorted(),
    )
  })

  it('accounts with the same contact are refused until the relation is gone', async () => {
    const [master, loser] = accounts()
    const contact = make('Contact', { LastName: 'c', AccountId: loser })
    const relation = make('AccountContactRelation', { AccountId: master, ContactId: contact })
    expect(await merge('Account', master, loser)).toEqual(['MERGE_FAILED'])
    deleteRecord(inside.org, inside.system(), 'AccountContactRelation', relation)
    expect(await merge('Account', master, loser)).toEqual(['success'])
    expect(relations(contact)).toEqual([[master, 1]])
  })
})

describe('what belongs to the loser itself', () => {
  it('posts, history and sharing go with it', async () => {
    const [master, loser] = contacts()
    const post = make('FeedItem', { ParentId: loser, Body: 'hello' })
    const history = plant('ContactHistory', { ContactId: loser, Field: 'Phone' })
    const shares = ['Manual', 'Owner'].map((RowCause) =>
      plant('ContactShare', { ContactId: loser, UserOrGroupId: userId() ?? null, RowCause }),
    )
    const own = plant('ContactShare', {
      ContactId: master,
      UserOrGroupId: userId() ?? null,
      RowCause: 'Manual',
    })
    await merge('Contact', master, loser)
    expect(
      [
        row('FeedItem', post),
        row('ContactHistory', history),
        ...shares.map((id) => row('ContactShare', id)),
      ].map((each) => each.IsDeleted),
    ).toEqual([1, 1, 1, 1])
    expect(row('ContactShare', own)).toMatchObject({ IsDeleted: 0, ContactId: master })
    await call(`<undelete><ids>${loser}</ids></undelete>`)
    expect([
      row('FeedItem', post).IsDeleted,
      ...shares.map((id) => row('ContactShare', id).IsDeleted),
    ]).toEqual([0, 1, 0])
  })
})
