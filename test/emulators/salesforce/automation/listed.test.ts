import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let org: EmulatedOrg
const tokens = new Map<string, string>()

beforeAll(async () => {
  org = await startSalesforceOrg({
    people: 30,
    users: [
      { username: 'blind@steward.example' },
      {
        username: 'reader@steward.example',
        permissions: ['ApiEnabled', 'ViewSetup'],
        objects: { Contact: ['Read'], Account: ['Read'] },
        hidden: ['Contact.Birthdate', 'Contact.Level__c'],
      },
    ],
  })
  for (const username of ['blind@steward.example', 'reader@steward.example']) {
    const { json } = await control(org, 'POST', '/users', { username })
    tokens.set(username, json.accessToken)
  }
})
afterAll(() => org.close())

const query = (soql: string, api: 'tooling/' | '' = 'tooling/', username?: string) =>
  ask(
    org,
    'GET',
    `/services/data/v66.0/${api}query?q=${encodeURIComponent(soql)}`,
    username === undefined ? {} : { token: tokens.get(username) ?? null },
  )

describe('what setup lists as automation', () => {
  it('names triggers with their moments, inactive ones too', async () => {
    const { json } = await query(
      `SELECT Name, Status, NamespacePrefix, UsageBeforeInsert, UsageBeforeUpdate, UsageAfterUpdate, UsageBeforeDelete,
       UsageAfterUndelete, EntityDefinition.QualifiedApiName FROM ApexTrigger WHERE TableEnumOrId = 'Contact' ORDER BY Name`,
    )
    expect(json).toMatchObject({ size: 2, totalSize: 2, done: true, entityTypeName: 'ApexTrigger' })
    expect(json.records[0]).toMatchObject({
      attributes: {
        type: 'ApexTrigger',
        url: expect.stringContaining('/v66.0/tooling/sobjects/ApexTrigger/01q'),
      },
      Name: 'ContactLegacySync',
      Status: 'Inactive',
      UsageAfterUndelete: true,
    })
    expect(json.records[1]).toMatchObject({
      Name: 'ContactLevel',
      Status: 'Active',
      NamespacePrefix: null,
      UsageBeforeInsert: true,
      UsageBeforeUpdate: true,
      UsageAfterUpdate: false,
      UsageBeforeDelete: false,
      UsageAfterUndelete: false,
      EntityDefinition: { QualifiedApiName: 'Contact' },
    })
  })

  it('knows a custom object by its number', async () => {
    const { json } = await query(
      `SELECT TableEnumOrId, EntityDefinition.QualifiedApiName FROM ApexTrigger WHERE Name = 'MembershipDates'`,
    )
    expect(json.records[0].TableEnumOrId).toMatch(/^01I\w{12}$/)
    expect(json.records[0].EntityDefinition.QualifiedApiName).toBe('Membership__c')
  })

  it('gives flows by version in the Tooling API and by definition in the other', async () => {
    const versions = await query(
      `SELECT MasterLabel, Status, ProcessType, VersionNumber, Definition.DeveloperName FROM Flow WHERE Status = 'Draft'`,
    )
    expect(versions.json.records).toEqual([
      {
        attributes: expect.anything(),
        MasterLabel: 'Lead Scoring Draft',
        Status: 'Draft',
        ProcessType: 'AutoLaunchedFlow',
        VersionNumber: 1,
        Definition: { attributes: expect.anything(), DeveloperName: 'Lead_Scoring_Draft' },
      },
    ])
    const definitions = await query(
      `SELECT ApiName, TriggerType, RecordTriggerType, TriggerObjectOrEventId, TriggerObjectOrEvent.QualifiedApiName
       FROM FlowDefinitionView WHERE IsActive = true ORDER BY ApiName`,
      '',
    )
    expect(
      definitions.json.records.map((row: Record<string, unknown>) => [
        row.ApiName,
        row.TriggerType,
        row.RecordTriggerType,
        row.TriggerObjectOrEventId,
      ]),
    ).toEqual([
      ['Keep_Cases_On_Legal_Hold', 'RecordBeforeDelete', 'Delete', 'Case'],
      ['Rate_Trade_Show_Leads', 'RecordBeforeSave', 'CreateAndUpdate', 'Lead'],
      ['Welcome_New_Partner', 'RecordAfterSave', 'CreateAndUpdate', 'Contact'],
    ])
  })

  it.each([
    [
      `SELECT ValidationName, Active, ErrorMessage FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Contact'`,
      { ValidationName: 'No_Test_Contacts', Active: true },
    ],
    [
      `SELECT Name, TableEnumOrId FROM WorkflowRule`,
      { Name: 'Rate Trade Show Accounts', TableEnumOrId: 'Account' },
    ],
  ])('answers %s', async (soql, expected) => {
    expect((await query(soql)).json.records[0]).toMatchObject(expected)
  })

  it.each([
    ['ValidationRule', ''],
    ['WorkflowRule', ''],
    ['Flow', ''],
    ['FlowDefinitionView', 'tooling/'],
  ] as const)('does not know %s in the other API (%s)', async (object, api) => {
    const { status, json } = await query(`SELECT Id FROM ${object}`, api)
    expect([status, json[0].errorCode]).toEqual([400, 'INVALID_TYPE'])
  })

  it.each(['ApexTrigger', 'ValidationRule', 'Flow', 'WorkflowRule'])(
    'shows %s only to who may view setup',
    async (object) => {
      const soql = `SELECT Id FROM ${object}`
      expect((await query(soql, 'tooling/', 'blind@steward.example')).json[0].errorCode).toBe('INVALID_TYPE')
      expect((await query(soql, 'tooling/', 'reader@steward.example')).status).toBe(200)
    },
  )
})

it('lists fields that the user cannot see as well', async () => {
  const soql = `SELECT QualifiedApiName, DataType FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact'`
  const { json } = await query(soql, 'tooling/', 'reader@steward.example')
  const listed = json.records.map((row: { QualifiedApiName: string }) => row.QualifiedApiName)
  const path = '/services/data/v66.0/sobjects/Contact/describe'
  const everything = await ask(org, 'GET', path)
  const seen = await ask(org, 'GET', path, { token: tokens.get('reader@steward.example') ?? null })
  const names = (answer: { json: { fields: { name: string }[] } }) =>
    answer.json.fields.map(({ name }) => name)
  expect(listed.toSorted()).toEqual(names(everything).toSorted())
  expect(listed.filter((name: string) => !names(seen).includes(name)).toSorted()).toEqual([
    'Birthdate',
    'Level__c',
  ])
  expect(
    json.records.find((row: { QualifiedApiName: string }) => row.QualifiedApiName === 'AccountId'),
  ).toMatchObject({
    DataType: 'Lookup(Account)',
  })
})
