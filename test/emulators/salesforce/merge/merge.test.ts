import { describe, expect, it } from 'vitest'
import { control } from '../client.ts'
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
