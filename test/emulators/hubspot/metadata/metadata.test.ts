import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customType } from '../../../../emulators/hubspot/schema/object-types.ts'
import { definition } from '../../../../emulators/hubspot/schema/properties.ts'
import { defineProperty, defineType } from '../../../../emulators/hubspot/store/define.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask } from '../../client.ts'

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({
    seed: 24,
    fill: (org) => {
      insertRecord(org, 'contacts', { properties: { email: 'a@x.example' } })
      defineType(org, customType('p24000024_pets', 'p24000024_pet', '2-7001', ['name']))
      defineProperty(org, 'p24000024_pets', definition(['name', 'Name', 'text'], 'petinformation'))
    },
  })
})
afterAll(() => account.close())

const properties = '/crm/v3/properties/contacts'
const simple = {
  name: 'shoe_size',
  label: 'Shoe size',
  groupName: 'contactinformation',
  type: 'number',
  fieldType: 'number',
}
const create = (changes: Readonly<Record<string, unknown>> = {}, path = properties) =>
  ask(account, 'POST', path, { body: { ...simple, ...changes } })

describe('properties', () => {
  it.each(['/crm/v3/properties/contacts', '/crm/v3/properties/0-1', '/crm/properties/2026-09/contact'])(
    '%s tells what may be written',
    async (path) => {
      const { json } = await ask(account, 'GET', `${path}/lastmodifieddate`)
      expect(json).toMatchObject({
        name: 'lastmodifieddate',
        type: 'datetime',
        hubspotDefined: true,
        modificationMetadata: { readOnlyValue: true, readOnlyDefinition: true, archivable: false },
      })
    },
  )

  it('tells of each in a batch that is refused, and keeps the others', async () => {
    const inputs = [
      { ...simple, name: 'batch_one' },
      { ...simple, name: 'Batch Two' },
      { ...simple, name: 'batch_one' },
      { ...simple, name: 'batch_three' },
    ]
    const { status, json } = await ask(account, 'POST', `${properties}/batch/create`, { body: { inputs } })
    expect([status, json.numErrors]).toEqual([207, 2])
    expect(json.results.map(({ name }: { name: string }) => name)).toEqual(['batch_one', 'batch_three'])
    expect(json.errors.map(({ category }: { category: string }) => category)).toEqual([
      'VALIDATION_ERROR',
      'OBJECT_ALREADY_EXISTS',
    ])
  })

  it('puts none of a batch away when one of them may not go', async () => {
    await create({ name: 'batch_stays' })
    const inputs = [{ name: 'batch_stays' }, { name: 'email' }]
    expect((await ask(account, 'POST', `${properties}/batch/archive`, { body: { inputs } })).status).toBe(400)
    expect((await ask(account, 'GET', `${properties}/batch_stays`)).json.archived).toBe(false)
  })

  it('keeps a new one, which records take from then on', async () => {
    const { status, json } = await create()
    expect(status).toBe(201)
    expect(json).toMatchObject({ ...simple, hubspotDefined: false, archived: false, hasUniqueValue: false })
    expect((await create()).json).toMatchObject({
      category: 'OBJECT_ALREADY_EXISTS',
      message: "A property named 'shoe_size' already exists.",
    })
    const body = { properties: { email: 'b@x.example', shoe_size: '41' } }
    expect((await ask(account, 'POST', '/crm/v3/objects/contacts', { body })).json.properties.shoe_size).toBe(
      '41',
    )
  })

  it('changes its label, never its name, and puts it away', async () => {
    await create({ name: 'hat_size' })
    const changed = await ask(account, 'PATCH', `${properties}/hat_size`, {
      body: { label: 'Hat', name: 'x' },
    })
    expect(changed.json).toMatchObject({ name: 'hat_size', label: 'Hat' })
    expect((await ask(account, 'DELETE', `${properties}/hat_size`)).status).toBe(204)
    expect((await ask(account, 'GET', `${properties}/hat_size`)).status).toBe(404)
    expect((await ask(account, 'GET', `${properties}/hat_size?archived=true`)).json.archived).toBe(true)
    expect((await ask(account, 'DELETE', `${properties}/email`)).status).toBe(400)
  })

  it.each([
    [{ name: 'Upper' }, 'not valid'],
    [{ name: 'a1', type: 'colour' }, 'colour is not a valid property type'],
    [{ name: 'a2', fieldType: 'select' }, 'does not go with'],
    [{ name: 'a3', groupName: 'nope' }, 'property group "nope" does not exist'],
    [{ name: 'a4', label: '' }, 'required fields were not set: [label]'],
    [{ name: 'a5', type: 'enumeration', fieldType: 'select' }, 'at least one option'],
  ])('refuses %o', async (changes, message) => {
    const { status, json } = await create(changes)
    expect([status, json.category]).toEqual([400, 'VALIDATION_ERROR'])
    expect(json.message).toContain(message)
  })

  it('wants the place of each option from 2026-09 on, and not before', async () => {
    const choice = { type: 'enumeration', fieldType: 'select', options: [{ label: 'A', value: 'a' }] }
    expect((await create({ ...choice, name: 'old_choice' })).status).toBe(201)
    const dated = '/crm/properties/2026-09/contacts'
    expect((await create({ ...choice, name: 'new_choice' }, dated)).json.message).toContain('displayOrder')
  })

  it('takes ten unique ones and no more', async () => {
    const made = []
    for (let n = 1; n <= 11; n += 1)
      made.push(
        (await create({ name: `key_${n}`, type: 'string', fieldType: 'text', hasUniqueValue: true })).status,
      )
    expect(made).toEqual([...Array(10).fill(201), 400])
  })
})

describe('pipelines', () => {
  it('are those that every account has', async () => {
    const { json } = await ask(account, 'GET', '/crm/v3/pipelines/deals')
    expect(json.results).toHaveLength(1)
    const stages = json.results[0].stages.map(({ id, metadata }: never) => [id, metadata])
    expect(stages).toContainEqual(['closedwon', { isClosed: 'true', probability: '1.0' }])
    const tickets = await ask(account, 'GET', '/crm/pipelines/2026-09/0-5/0/stages/4')
    expect(tickets.json).toMatchObject({ label: 'Closed', metadata: { ticketState: 'CLOSED' } })
    expect((await ask(account, 'GET', '/crm/v3/pipelines/contacts')).json.results).toEqual([])
  })
})

describe('schemas', () => {
  it('list custom objects only, and show any by itself', async () => {
    const { json } = await ask(account, 'GET', '/crm-object-schemas/v3/schemas')
    expect((await ask(account, 'GET', '/crm/v3/schemas')).json).toEqual(json)
    expect(json.results).toMatchObject([
      {
        id: '7001',
        objectTypeId: '2-7001',
        fullyQualifiedName: 'p24000024_pets',
        labels: { singular: 'Pet', plural: 'Pets' },
        requiredProperties: ['name'],
        primaryDisplayProperty: 'name',
      },
    ])
    expect(
      (await ask(account, 'GET', '/crm-object-schemas/2026-09/schemas/contacts')).json.objectTypeId,
    ).toBe('0-1')
    expect((await ask(account, 'GET', '/crm-object-schemas/v3/schemas/nope')).status).toBe(404)
  })
})

describe('limits and validations', () => {
  it('count records and custom properties', async () => {
    const { json } = await ask(account, 'GET', '/crm/v3/limits/records')
    const contacts = json.hubspotDefinedObjectTypes.find(
      (type: { objectTypeId: string }) => type.objectTypeId === '0-1',
    )
    expect(contacts.usage).toBeGreaterThan(0)
    expect(json.customObjectTypes).toMatchObject({
      overallUsage: 0,
      byObjectType: [{ objectTypeId: '2-7001' }],
    })
    const custom = (await ask(account, 'GET', '/crm/limits/2026-03/custom-properties')).json
    expect(custom.overallUsage).toBe(
      custom.byObjectType.reduce((sum: number, { usage }: never) => sum + usage, 0),
    )
  })

  it('tell which properties have rules', async () => {
    const rules = '/crm/v3/property-validations/0-1'
    expect((await ask(account, 'GET', rules)).json).toEqual({ results: [] })
    const body = { ruleArguments: ['NUMERIC_ONLY'] }
    const put = await ask(account, 'PUT', `${rules}/zip/rule-type/ALPHANUMERIC`, { body })
    expect(put.status).toBe(204)
    const rule = { ruleType: 'ALPHANUMERIC', ruleArguments: ['NUMERIC_ONLY'] }
    expect((await ask(account, 'GET', rules)).json.results).toEqual([
      { propertyName: 'zip', propertyValidationRules: [rule] },
    ])
    expect((await ask(account, 'GET', `${rules}/zip`)).json.results).toEqual([rule])
  })
})
