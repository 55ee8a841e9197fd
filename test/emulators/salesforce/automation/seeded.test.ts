import { expect, it } from 'vitest'
import { ask } from '../../client.ts'
import { outcomes, request, useOrg } from '../merge/inside.ts'

const org = useOrg({ people: 400 })
const nonprofit = useOrg({ people: 20, variant: 'nonprofit' })

const change = (object: string, id: string, body: object) =>
  ask(org.server, 'PATCH', `/services/data/v66.0/sobjects/${object}/${id}`, { body })

it('acts on the values that it waits for', async () => {
  const [contact = '', other = '', lead = '', deal = '', company = ''] = [
    ...org.ids('Contact', '"IsPersonAccount" = 0').slice(0, 2),
    org.ids('Lead', '"IsConverted" = 0')[0],
    org.ids('Opportunity', '1')[0],
    org.ids('Account', '"IsPersonAccount" = 0')[0],
  ]
  expect((await change('Contact', contact, { LeadSource: 'Trade Show' })).status).toBe(204)
  expect(org.row('Contact', contact).Level__c).toBe('Partner')
  expect(org.ids('Task', `"WhoId" = '${contact}' AND "Subject" = 'Welcome the new partner'`)).toHaveLength(1)
  expect((await change('Contact', other, { Department: 'Test' })).json[0].errorCode).toBe(
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  )
  await change('Lead', lead, { LeadSource: 'Trade Show' })
  expect(org.row('Lead', lead).Rating).toBe('Hot')
  expect((await change('Opportunity', deal, { NextStep: 'TBD' })).status).toBe(400)
  await change('Account', company, { AccountSource: 'Trade Show' })
  expect(org.row('Account', company).Rating).toBe('Hot')
  expect((await change('Account', company, { Site: 'ON HOLD' })).status).toBe(400)
})

it('does not hold up a merge of seeded records, nor changes what it leaves', async () => {
  const [master = '', loser = ''] = org.ids('Contact', '"IsPersonAccount" = 0').slice(-2)
  const before = org.row('Contact', master)
  const tasks = org.ids('Task', `"Subject" = 'Welcome the new partner'`)
  const answer = await org.call(`<merge>${request('Contact', master, [loser])}</merge>`)
  expect(outcomes(answer)).toEqual(['success'])
  const { Level__c, Title, Department, LeadSource } = org.row('Contact', master)
  expect({ Level__c, Title, Department, LeadSource }).toEqual({
    Level__c: before.Level__c,
    Title: before.Title,
    Department: before.Department,
    LeadSource: before.LeadSource,
  })
  expect(org.ids('Task', `"Subject" = 'Welcome the new partner'`)).toEqual(tasks)
})

it('keeps a case on legal hold from being merged away', async () => {
  const [one = '', two = ''] = org.ids('Case', '1')
  await change('Case', two, { Priority: 'Legal Hold' })
  const script = encodeURIComponent(`merge new Case(Id='${one}') '${two}';`)
  const path = `/services/data/v66.0/tooling/executeAnonymous?anonymousBody=${script}`
  expect((await ask(org.server, 'GET', path)).json.exceptionMessage).toContain(
    "CANNOT_EXECUTE_FLOW_TRIGGER, We can't save this record because the “Keep Cases On Legal Hold” process failed.",
  )
})

it('stands beside the triggers of the nonprofit package', async () => {
  const soql = `SELECT Name, NamespacePrefix, Body, UsageAfterDelete, UsageAfterUndelete FROM ApexTrigger WHERE NamespacePrefix = 'npsp' ORDER BY Name`
  const path = `/services/data/v66.0/tooling/query?q=${encodeURIComponent(soql)}`
  const { json } = await ask(nonprofit.server, 'GET', path)
  expect(json.records.map(({ Name }: { Name: string }) => Name)).toEqual([
    'TDTM_Account',
    'TDTM_Contact',
    'TDTM_Lead',
    'TDTM_Opportunity',
  ])
  expect(json.records[0]).toMatchObject({
    Body: '(hidden)',
    UsageAfterDelete: true,
    UsageAfterUndelete: true,
  })
})
