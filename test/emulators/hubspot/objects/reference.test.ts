import { expect, it } from 'vitest'
import { insertPipeline } from '../../../../emulators/hubspot/metadata/pipeline-tables.ts'
import { insertOwner } from '../../../../emulators/hubspot/people/tables.ts'
import { openAccount, problemsOf } from '../open-account.ts'

const partners = {
  objectTypeId: '0-3',
  id: 'partners',
  label: 'Partners',
  createdAt: 0,
  stages: [
    { id: 'first', label: 'First', metadata: { isClosed: 'false', probability: '0.3' } },
    { id: 'signed', label: 'Signed', metadata: { isClosed: 'true', probability: '1.0' } },
  ],
}

const open = () => openAccount({}, { fill: (org) => insertPipeline(org, partners) })

it.each([
  [
    'default',
    'closedwon',
    { hs_is_closed: 'true', hs_is_closed_won: 'true', hs_deal_stage_probability: '1' },
  ],
  ['default', 'closedlost', { hs_is_closed: 'true', hs_is_closed_won: 'false', hs_is_closed_lost: 'true' }],
  ['partners', 'first', { hs_is_closed: 'false', hs_deal_stage_probability: '0.3' }],
  ['partners', 'signed', { hs_is_closed: 'true', hs_is_closed_won: 'true' }],
])('knows of pipeline %s what stage %s means', async (pipeline, dealstage, expected) => {
  await using account = await open()
  const { status, body } = await account.call('POST', '/crm/v3/objects/deals', {
    properties: { dealname: 'X', pipeline, dealstage },
  })
  expect([status, body.properties]).toEqual([201, expect.objectContaining(expected)])
})

it.each([
  [{ dealname: 'X', dealstage: 'signed' }, 'dealstage'],
  [{ dealname: 'X', dealstage: 'first', pipeline: 'nothing' }, 'pipeline'],
  [{ dealname: 'X', dealstage: 'closedwon', hubspot_owner_id: '4' }, 'hubspot_owner_id'],
])('refuses %o', async (properties, name) => {
  await using account = await open()
  const answer = await account.call('POST', '/crm/v3/objects/deals', { properties })
  expect(answer.status).toBe(400)
  expect(problemsOf(answer)).toContainEqual(expect.objectContaining({ name, error: 'INVALID_OPTION' }))
})

it.each([
  ['deals', { dealname: 'X', dealstage: 'closedwon' }, 'dealstage'],
  ['tickets', { subject: 'X', hs_pipeline_stage: '4' }, 'hs_pipeline_stage'],
])('knows of %s without a stage no longer whether they are closed', async (type, properties, stage) => {
  await using account = await open()
  const path = `/crm/v3/objects/${type}`
  const { body } = await account.call('POST', path, { properties })
  const derived = ['hs_is_closed', 'hs_is_closed_won', 'hs_is_closed_lost', 'hs_deal_stage_probability']
  expect(body.properties.hs_is_closed).toBe('true')
  await account.call('PATCH', `${path}/${body.id}`, { properties: { [stage]: '' } })
  const read = await account.call('GET', `${path}/${body.id}?properties=${derived.join()}`)
  expect(derived.map((name) => read.body.properties[name] ?? null)).toEqual([null, null, null, null])
})

it('puts what names no pipeline into the first one', async () => {
  await using account = await open()
  const deal = await account.call('POST', '/crm/v3/objects/deals', {
    properties: { dealname: 'X', dealstage: 'qualifiedtobuy' },
  })
  const ticket = await account.call('POST', '/crm/v3/objects/tickets', {
    properties: { subject: 'X', hs_pipeline_stage: '1' },
  })
  expect([deal.body.properties.pipeline, ticket.body.properties.hs_pipeline]).toEqual(['default', '0'])
})

it('says since when a record has its owner', async () => {
  const owner = { id: 77, userId: null, createdAt: 0 }
  await using account = await openAccount(
    { contacts: [{ id: '1', firstname: 'Ada' }] },
    { fill: (org) => insertOwner(org, owner) },
  )
  const { body } = await account.call('PATCH', '/crm/v3/objects/contacts/1', {
    properties: { hubspot_owner_id: '77' },
  })
  expect(body.properties).toMatchObject({ hubspot_owner_assigneddate: '2026-01-31T09:00:00.000Z' })
})
