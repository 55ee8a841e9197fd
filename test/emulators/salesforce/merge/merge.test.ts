import { describe, expect, it } from 'vitest'
import { control } from '../../client.ts'
import { outcomes, request, useOrg } from './inside.ts'

const org = useOrg()
const { make, plant, row, ids, call } = org

const merge = async (
  type: string,
  masterId: string,
  loserIds: readonly string[],
  options: Parameters<typeof request>[3] = {},
) => call(`<merge>${request(type, masterId, loserIds, options)}</merge>`)

const day = (text: string) => `${text}T00:00:00.000+0000`

describe('the master', () => {
  it('keeps its values, takes those given, and the birth of the oldest', async () => {
    const master = make('Contact', { LastName: 'Keep', Phone: '1', Title: 'Boss' })
    const other = make('User', {
      Username: 'old@x.test',
      LastName: 'Old',
      Email: 'old@x.test',
      Alias: 'old',
      ProfileId: ids('Profile', '1')[0],
    })
    const loser = plant('Contact', {
      LastName: 'Lose',
      Phone: '2',
      Email: 'a@x.test',
      CreatedDate: day('2019-05-01'),
      CreatedById: other,
      LastActivityDate: '2025-01-01',
    })
    const fields = '<Email>a@x.test</Email><Fax xsi:nil="true"/><fieldsToNull>Title</fieldsToNull>'
    const text = await merge('Contact', master, [loser], {
      fields: fields.replace(' xsi:nil', ' xmlns:xsi="u" xsi:nil'),
    })
    expect(text).toContain(
      `<mergeResponse><result><id>${master}</id><mergedRecordIds>${loser}</mergedRecordIds><success>true</success></result></mergeResponse>`,
    )
    expect(row('Contact', master)).toMatchObject({
      Name: 'Keep',
      Phone: '1',
      Email: 'a@x.test',
      Title: null,
      CreatedDate: day('2019-05-01'),
      CreatedById: other,
      LastActivityDate: '2025-01-01',
      LastModifiedDate: '2026-01-31T09:00:00.000+0000',
    })
    expect(row('Contact', loser)).toMatchObject({ IsDeleted: 1, MasterRecordId: master, Phone: '2' })
    expect(ids('ContactHistory', `"ContactId" = '${master}' AND "Field" = 'contactMerged'`)).toHaveLength(1)
  })

  it('may take a value that must be unique from a loser', async () => {
    const [master, loser] = [make('Account', { Name: 'A' }), make('Account', { Name: 'B', ERP_Id__c: 'E-1' })]
    expect(
      outcomes(await merge('Account', master, [loser], { fields: '<ERP_Id__c>E-1</ERP_Id__c>' })),
    ).toEqual(['success'])
    expect(row('Account', master).ERP_Id__c).toBe('E-1')
    expect(outcomes(await call(`<undelete><ids>${loser}</ids></undelete>`))).toEqual(['DUPLICATE_VALUE'])
    expect(row('Account', loser).IsDeleted).toBe(1)
  })

  it('chains: what was merged before keeps naming whom it was merged into', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((Name) => make('Account', { Name })) as [string, string, string]
    await merge('Account', b, [a])
    await merge('Account', c, [b])
    expect([row('Account', a).MasterRecordId, row('Account', b).MasterRecordId]).toEqual([b, c])
  })
})

describe('children', () => {
  it('of a contact move, whatever field holds them', async () => {
    const [account, other] = [make('Account', { Name: 'One' }), make('Account', { Name: 'Two' })]
    const master = make('Contact', { LastName: 'm', AccountId: account })
    const loser = make('Contact', { LastName: 'l', AccountId: other })
    const individual = make('Individual', { LastName: 'i' })
    const made: [string, string, string][] = [
      ['Task', 'WhoId', make('Task', { WhoId: loser, Subject: 'Call' })],
      ['Event', 'WhoId', make('Event', { WhoId: loser, ActivityDateTime: '2026-01-01T09:00:00Z' })],
      ['Case', 'ContactId', make('Case', { ContactId: loser })],
      ['Contact', 'ReportsToId', make('Contact', { LastName: 'r', ReportsToId: loser })],
      ['Note', 'ParentId', make('Note', { ParentId: loser, Title: 'n' })],
      ['Attachment', 'ParentId', make('Attachment', { ParentId: loser, Name: 'a', Body: 'YQ==' })],
      ['Membership__c', 'Member__c', make('Membership__c', { Name: 'x', Member__c: loser })],
      ['Order', 'BillToContactId', plant('Order', { BillToContactId: loser, AccountId: account })],
      ['OpportunityContactRole', 'ContactId', plant('OpportunityContactRole', { ContactId: loser })],
      [
        'CommSubscriptionConsent',
        'ConsentGiverId',
        plant('CommSubscriptionConsent', { ConsentGiverId: loser }),
      ],
      [
        'AuthorizationFormConsent',
        'ConsentGiverId',
        plant('AuthorizationFormConsent', { ConsentGiverId: loser }),
      ],
      ['Lead', 'ConvertedContactId', plant('Lead', { LastName: 'q', ConvertedContactId: loser })],
      ['EmailMessageRelation', 'RelationId', plant('EmailMessageRelation', { RelationId: loser })],
    ]
    const text = await merge('Contact', master, [loser])
    expect(outcomes(text)).toEqual(['success'])
    for (const [object, field, id] of made)
      expect([object, row(object, id)[field], row(object, id).IsDeleted]).toEqual([object, master, 0])
    const related = text.match(/(?<=<updatedRelatedIds>)\w+/g) ?? []
    expect(related).toEqual(expect.arrayContaining(made.map(([, , id]) => id)))
    expect(row('Task', made[0]?.[2] ?? '').AccountId).toBe(account)
    expect(row('Individual', individual).IsDeleted).toBe(0)
  })

  it('of an account move, its contacts look changed, and so do those that were there', async () => {
    const at = day('2025-01-01')
    const [master, loser] = [make('Account', { Name: 'm' }), make('Account', { Name: 'l' })]
    const [there, coming] = [master, loser].map((AccountId) =>
      plant('Contact', { LastName: 'c', AccountId, LastModifiedDate: at, SystemModstamp: at }),
    ) as [string, string]
    const child = make('Account', { Name: 'child', ParentId: loser })
    const deal = make('Opportunity', {
      Name: 'd',
      AccountId: loser,
      StageName: 'Prospecting',
      CloseDate: '2026-05-01',
    })
    const about = make('Event', { WhatId: loser, ActivityDateTime: '2026-01-01T09:00:00Z' })
    await merge('Account', master, [loser])
    expect([
      row('Contact', coming).AccountId,
      row('Account', child).ParentId,
      row('Opportunity', deal).AccountId,
    ]).toEqual([master, master, master])
    expect([row('Event', about).WhatId, row('Event', about).AccountId]).toEqual([master, master])
    const now = '2026-01-31T09:00:00.000+0000'
    expect(
      [there, coming]
        .map((id) => row('Contact', id))
        .map((each) => [each.LastModifiedDate, each.SystemModstamp]),
    ).toEqual([
      [at, now],
      [now, now],
    ])
  })

  it('of individuals move', async () => {
    const [master, loser] = [make('Individual', { LastName: 'm' }), make('Individual', { LastName: 'l' })]
    const contact = make('Contact', { LastName: 'c', IndividualId: loser })
    const point = make('ContactPointEmail', { ParentId: loser, EmailAddress: 'a@x.test' })
    expect(outcomes(await merge('Individual', master, [loser]))).toEqual(['success'])
    expect([row('Contact', contact).IndividualId, row('ContactPointEmail', point).ParentId]).toEqual([
      master,
      master,
    ])
    expect(row('Individual', loser).MasterRecordId).toBe(master)
  })

  it('are told only to those who may see them', async () => {
    const { json } = await control(org.server, 'POST', '/users', {
      create: {
        username: 'clerk@x.test',
        objects: { Contact: ['Read', 'Edit', 'Delete'], Account: ['Read'] },
      },
    })
    const [master, loser] = [make('Contact', { LastName: 'm' }), make('Contact', { LastName: 'l' })]
    const hidden = make('Case', { ContactId: loser })
    const seen = make('Note', { ParentId: loser, Title: 'n' })
    const text = await call(`<merge>${request('Contact', master, [loser])}</merge>`, json.accessToken)
    expect(outcomes(text)).toEqual(['success'])
    expect(text).toContain(seen)
    expect(text).not.toContain(hidden)
    expect(row('Case', hidden).ContactId).toBe(master)
  })
})
