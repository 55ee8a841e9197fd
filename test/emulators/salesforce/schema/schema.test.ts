import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import { parseField } from '../../../../emulators/salesforce/schema/notation.ts'

const variants = [
  {},
  { personAccounts: true },
  { nonprofit: true },
  { personAccounts: true, nonprofit: true },
]

describe.each(variants)('variant %o', (variant) => {
  const schema = buildSchema(variant)

  it('refers only to objects that it has, and names every field once', () => {
    for (const object of schema.objects.values()) {
      const names = object.fields.map(({ name }) => name)
      expect(new Set(names).size, object.name).toBe(names.length)
      for (const target of object.fields.flatMap(({ referenceTo }) => referenceTo))
        expect(schema.objects.has(target), `${object.name} -> ${target}`).toBe(true)
    }
  })

  it('gives every child relationship a field that points back', () => {
    for (const object of schema.objects.values())
      for (const child of object.children) {
        const other = schema.objects.get(child.object)
        const field = other && schema.field(other, child.field)
        expect(field?.referenceTo, `${object.name} <- ${child.object}.${child.field}`).toContain(object.name)
      }
  })

  it('has no two relationships of one name on an object', () => {
    for (const object of schema.objects.values()) {
      const names = object.children.flatMap(({ relationshipName }) => relationshipName ?? [])
      expect(
        names.filter((name, at) => names.indexOf(name) !== at),
        object.name,
      ).toEqual([])
    }
  })
})

it('has person and household fields only where they belong', () => {
  const has = (variant: object, name: string) => {
    const schema = buildSchema(variant)
    const account = schema.object('ACCOUNT')
    return account !== undefined && schema.field(account, name) !== undefined
  }
  expect([has({}, 'PersonEmail'), has({ personAccounts: true }, 'personemail')]).toEqual([false, true])
  expect([has({}, 'npe01__One2OneContact__c'), has({ nonprofit: true }, 'npe01__One2OneContact__c')]).toEqual(
    [false, true],
  )
})

it.each([
  [
    'Account',
    'Contact',
    'AccountId',
    { relationshipName: 'Contacts', cascadeDelete: true, restrictedDelete: false },
  ],
  [
    'Account',
    'Case',
    'AccountId',
    { relationshipName: 'Cases', cascadeDelete: false, restrictedDelete: true },
  ],
  [
    'Account',
    'Contract',
    'AccountId',
    { relationshipName: 'Contracts', cascadeDelete: true, restrictedDelete: true },
  ],
  ['Account', 'EmailMessage', 'RelatedToId', { relationshipName: 'Emails', cascadeDelete: false }],
  [
    'Contact',
    'OpportunityContactRole',
    'ContactId',
    { relationshipName: 'OpportunityContactRoles', cascadeDelete: true },
  ],
  ['Contact', 'Opportunity', 'ContactId', { relationshipName: 'Opportunities', cascadeDelete: false }],
  ['Contact', 'Contact', 'ReportsToId', { relationshipName: null }],
  ['Contact', 'CommSubscriptionConsent', 'ConsentGiverId', { restrictedDelete: true }],
  ['Lead', 'Task', 'WhoId', { relationshipName: 'Tasks', cascadeDelete: true }],
  ['Contact', 'CampaignMember', 'ContactId', { cascadeDelete: true, restrictedDelete: false }],
  ['Contact', 'AccountContactRelation', 'ContactId', { cascadeDelete: true, restrictedDelete: false }],
  ['Contact', 'Case', 'ContactId', { cascadeDelete: false, restrictedDelete: true }],
  ['Contact', 'AuthorizationFormConsent', 'ConsentGiverId', { restrictedDelete: true }],
  ['Lead', 'EntitySubscription', 'ParentId', { cascadeDelete: true }],
  ['Case', 'TopicAssignment', 'EntityId', { cascadeDelete: true }],
  ['Case', 'Case', 'ParentId', { cascadeDelete: false, restrictedDelete: false }],
  ['Opportunity', 'Opportunity', 'Duplicate_Of__c', { relationshipName: 'Duplicates__r' }],
  ['Membership__c', 'Membership__c', 'Duplicate_Of__c', { relationshipName: 'Duplicates__r' }],
  ['Case', 'CaseComment', 'ParentId', { relationshipName: 'CaseComments', cascadeDelete: true }],
])('%s is referred to by %s.%s', (parent, object, field, flags) => {
  const schema = buildSchema()
  const child = schema.objects
    .get(parent)
    ?.children.find((each) => each.object === object && each.field === field)
  expect(child).toMatchObject(flags)
})

it.each([
  ['CaseComment', 'ParentId', true, false],
  ['CampaignMember', 'ContactId', true, false],
  ['CampaignMember', 'LeadId', true, false],
  ['AccountContactRelation', 'ContactId', true, false],
  ['AccountContactRelation', 'IsDirect', false, false],
  ['TopicAssignment', 'EntityId', true, false],
  ['EntitySubscription', 'ParentId', true, false],
  ['Task', 'WhoId', true, true],
  ['Case', 'ContactId', true, true],
  ['Case', 'MasterRecordId', false, false],
  ['CommSubscriptionConsent', 'ConsentGiverId', true, true],
  ['Opportunity', 'Duplicate_Of__c', true, true],
  ['Contact', 'Level__c', true, true],
  ['AccountContactRelation', 'AccountId', true, false],
  ['OpportunityContactRole', 'OpportunityId', true, false],
  ['OpportunityContactRole', 'ContactId', true, true],
  ['OpportunityLineItem', 'OpportunityId', true, false],
  ['EmailMessage', 'RelatedToId', true, true],
  ['Contact', 'AccountId', true, true],
  ['ContentDocumentLink', 'LinkedEntityId', true, false],
  ['Account', 'IsPartner', false, true],
])('%s.%s may be created: %o, changed: %o', (name, fieldName, createable, updateable) => {
  const schema = buildSchema()
  const object = schema.objects.get(name)
  expect(object && schema.field(object, fieldName)).toMatchObject({ createable, updateable })
})

it.each([
  ['Score__c double:6.2', { type: 'double', precision: 6, scale: 2, groupable: false, custom: true }],
  ['Body textarea:32000', { length: 32000, filterable: false, sortable: false }],
  [
    'OwnerId ref:Group,User !',
    { referenceTo: ['Group', 'User'], relationshipName: 'Owner', nillable: false },
  ],
  ['Member__c ref:Contact', { relationshipName: 'Member__r' }],
  ['ContactId ref:Contact once rel=-', { relationshipName: null, updateable: false }],
  [
    'Level picklist restricted default=Not_Started "The level" = Not Started|Done',
    {
      label: 'The level',
      defaultValue: 'Not Started',
      picklist: ['Not Started', 'Done'],
      restrictedPicklist: true,
    },
  ],
  ['Key__c string:20 ext unique', { externalId: true, unique: true, idLookup: true, length: 20 }],
  ['IsActive boolean default=true', { nillable: false, defaultValue: true }],
])('reads %s', (line, expected) => {
  expect(parseField(line)).toMatchObject(expected)
})
