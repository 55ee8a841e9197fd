import { Connection } from 'jsforce'
import { describe, expect, it } from 'vitest'
import { control } from '../../client.ts'
import { outcomes, request, useOrg } from './inside.ts'

const org = useOrg()
const { make, plant, row, call } = org

const connect = () =>
  new Connection({ instanceUrl: org.server.url, accessToken: org.server.accessToken, version: '66.0' })
const contacts = (): [string, string] => [
  make('Contact', { LastName: 'm', Phone: '1' }),
  make('Contact', { LastName: 'l' }),
]

describe('jsforce', () => {
  it('merges one and several, and reads what moved', async () => {
    const { soap } = connect()
    const [master, loser] = contacts()
    const task = make('Task', { WhoId: loser, Subject: 's' })
    const one = await soap.merge({
      masterRecord: { type: 'Contact', Id: master, Email: 'a&b@x.test' } as never,
      recordToMergeIds: [loser],
      additionalInformationMap: [],
    })
    expect(one).toEqual({
      errors: [],
      id: master,
      mergedRecordIds: [loser],
      success: true,
      updatedRelatedIds: [task],
    })
    const [other, gone] = contacts()
    const several = await soap.merge([
      {
        masterRecord: { type: 'Contact', Id: other, Phone: null } as never,
        recordToMergeIds: [gone],
        additionalInformationMap: [],
      },
      {
        masterRecord: { type: 'Contact', Id: other } as never,
        recordToMergeIds: [gone],
        additionalInformationMap: [],
      },
    ])
    expect(several.map(({ success, errors }) => [success, errors[0]?.statusCode])).toEqual([
      [true, undefined],
      [false, 'ENTITY_IS_DELETED'],
    ])
    // What this client sends for null is no word about the field; only `fieldsToNull` empties one.
    expect([row('Contact', master).Email, row('Contact', other).Phone]).toEqual(['a&b@x.test', '1'])
  })

  it('undeletes and converts', async () => {
    const connection = connect()
    const [master, loser] = contacts()
    await connection.soap.merge({
      masterRecord: { type: 'Contact', Id: master } as never,
      recordToMergeIds: [loser],
      additionalInformationMap: [],
    })
    expect(await connection.soap.undelete([loser])).toEqual([{ errors: [], id: loser, success: true }])
    const leadId = make('Lead', { LastName: 'l', Company: 'c' })
    const converted = await connection.soap.convertLead({
      leadId,
      convertedStatus: 'Closed - Converted',
      doNotCreateOpportunity: true,
      overwriteLeadSource: false,
      sendNotificationEmail: false,
    })
    expect(converted).toMatchObject({ success: true, leadId, opportunityId: null })
    expect(row('Lead', leadId).ConvertedContactId).toBe(converted.contactId)
  })

  it('gets a fault as an error with its code', async () => {
    const [master, loser] = [make('Case', {}), make('Case', {})]
    const attempt = connect().soap.merge({
      masterRecord: { type: 'Case', Id: master } as never,
      recordToMergeIds: [loser],
      additionalInformationMap: [],
    })
    await expect(attempt).rejects.toMatchObject({ errorCode: 'sf:INVALID_TYPE_FOR_OPERATION' })
  })

  it('does not merge twice when an answer was lost', async () => {
    const [master, loser] = contacts()
    await control(org.server, 'POST', '/faults', {
      match: { operation: 'merge' },
      action: { kind: 'drop', when: 'after' },
      times: 1,
    })
    const merge = () =>
      connect().soap.merge({
        masterRecord: { type: 'Contact', Id: master } as never,
        recordToMergeIds: [loser],
        additionalInformationMap: [],
      })
    await expect(merge()).rejects.toThrow()
    expect(row('Contact', loser)).toMatchObject({ IsDeleted: 1, MasterRecordId: master })
    expect((await merge()).errors[0]?.statusCode).toBe('ENTITY_IS_DELETED')
  })
})

describe('other clients', () => {
  it.each(['request', 'mergeRequests', 'mergeRequest'])('may call the element %s', async (element) => {
    const [master, loser] = contacts()
    expect(
      outcomes(await call(`<merge>${request('Contact', master, [loser], { element })}</merge>`)),
    ).toEqual(['success'])
  })

  it('may name the type as the enterprise flavour does, and put records in a namespace of their own', async () => {
    const [master, loser] = contacts()
    const text = await call(
      `<merge><request><masterRecord xmlns:x="http://www.w3.org/2001/XMLSchema-instance" xmlns:o="urn:sobject" x:type="o:Contact"><o:Id>${master}</o:Id><o:fieldsToNull>Phone</o:fieldsToNull></masterRecord><recordToMergeIds>${loser.slice(0, 15)}</recordToMergeIds></request></merge>`,
    )
    expect(outcomes(text)).toEqual(['success'])
    expect(text).toContain(`<mergedRecordIds>${loser}</mergedRecordIds>`)
    expect(row('Contact', master).Phone).toBeNull()
  })

  it('may send 200 requests at once, one after the other into the same master', async () => {
    const [master] = contacts()
    const losers = Array.from({ length: 200 }, () => plant('Contact', { LastName: 'l' }))
    const text = await call(`<merge>${losers.map((id) => request('Contact', master, [id])).join('')}</merge>`)
    expect(outcomes(text)).toEqual(Array(200).fill('success'))
    expect(new Set(losers.map((id) => row('Contact', id).MasterRecordId))).toEqual(new Set([master]))
  })
})
