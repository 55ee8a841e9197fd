import { describe, expect, test } from 'vitest'
import { buildMappings, type Mappings } from '../../../connectors/salesforce/mapping.ts'
import * as table from '../../../connectors/salesforce/mapping-table.ts'
import type { FieldDescription, FieldSource } from '../../../src/kit/connector.ts'
import { fieldDictionary } from '../../../src/kit/record.ts'

function field(name: string, more: Partial<FieldDescription> = {}): FieldDescription {
  return {
    name,
    label: name,
    nativeType: 'string',
    type: 'text',
    updateable: true,
    createable: true,
    nillable: true,
    calculated: false,
    system: false,
    unique: false,
    externalId: false,
    referenceTo: [],
    picklist: [],
    ...more,
  }
}

/** An org that has exactly these objects and columns. */
/** Without the mappings of objects that are not described; those say only what could not be read. */
function build(
  columns: Record<string, readonly (string | FieldDescription)[]>,
  recordTypes: string[] = [],
): Mappings {
  const maps = new Map(
    Object.entries(columns).map(([object, list]) => {
      const fields = list.map((each) => (typeof each === 'string' ? field(each) : each))
      return [object, new Map(fields.map((each) => [each.name, each]))] as const
    }),
  )
  const { mappings, hidden } = buildMappings({
    fieldsOf: (object) => maps.get(object),
    instanceUrl: 'https://acme.example',
    householdRecordTypes: recordTypes,
  })
  return { mappings: mappings.filter(({ object }) => maps.has(object)), hidden }
}

const kindsOf = ({ mappings }: Mappings): string[] => mappings.map(({ object, kind }) => `${object} ${kind}`)

test('every canonical field of the table is in the dictionary', () => {
  const tables = {
    person: [table.contact, table.lead, table.personAccount],
    company: [table.company],
    deal: [table.deal],
    case: [table.supportCase],
    activity: [table.task, table.event],
    user: [table.user],
  } as const
  for (const [entity, list] of Object.entries(tables)) {
    const known = Object.keys(fieldDictionary[entity as keyof typeof fieldDictionary])
    for (const fields of list) expect(known).toEqual(expect.arrayContaining(Object.keys(fields)))
  }
})

describe('kinds', () => {
  test('an org without person accounts has no condition on them', () => {
    const built = build({ Contact: ['Id', 'Name'], Account: ['Id', 'Name'] })
    expect(kindsOf(built)).toEqual(['Contact contact', 'Account company'])
    expect(built.mappings.map(({ when }) => when)).toEqual([[], []])
  })

  test('person accounts are people in Account rows, seen once', () => {
    const built = build({
      Contact: ['Id', 'Name', 'IsPersonAccount'],
      Account: ['Id', 'Name', 'IsPersonAccount', 'PersonEmail'],
    })
    expect(built.mappings.map(({ kind, when }) => [kind, when])).toEqual([
      ['contact', [{ column: 'IsPersonAccount', is: false }]],
      ['person-account', [{ column: 'IsPersonAccount', is: true }]],
      ['company', [{ column: 'IsPersonAccount', is: false }]],
    ])
    expect(built.mappings[1]?.fields).toMatchObject({ email: 'PersonEmail' })
  })

  test('household accounts are told by the mark of the nonprofit package', () => {
    const mark = 'npe01__SYSTEM_AccountType__c'
    const built = build({ Account: ['Id', mark] }, ['012000000000001AAA'])
    expect(built.mappings.map(({ kind, when }) => [kind, when])).toEqual([
      ['company', [{ column: mark, not: 'Household Account' }]],
      ['household', [{ column: mark, is: 'Household Account' }]],
    ])
  })

  test('or else by their record types', () => {
    const built = build({ Account: ['Id', 'RecordTypeId'] }, ['012000000000001AAA'])
    expect(built.mappings.map(({ kind, when }) => [kind, when])).toEqual([
      ['company', [{ column: 'RecordTypeId', not: '012000000000001AAA' }]],
      ['household', [{ column: 'RecordTypeId', is: '012000000000001AAA' }]],
    ])
  })

  test('converted leads are no people of their own', () => {
    expect(build({ Lead: ['Id'] }).mappings[0]?.when).toEqual([{ column: 'IsConverted', is: false }])
  })
})

describe('fields', () => {
  test('a hidden field is unknown and named; one of an absent feature, or without a place, is empty', () => {
    const { mappings, hidden } = build({ Lead: ['Id', 'Name', 'LastModifiedDate'] })
    const fields = mappings[0]?.fields ?? {}
    expect(fields).toMatchObject({
      name: 'Name',
      modifiedAt: 'LastModifiedDate',
      lastTouchAt: { latest: ['LastModifiedDate'] },
      currency: { constant: null },
      recordType: { constant: null },
      suffix: { constant: null },
      birthdate: { constant: null },
    })
    for (const name of ['email', 'phone', 'ownerName', 'openWork']) expect(fields).not.toHaveProperty(name)
    expect(hidden.get('Lead')).toContain('Email')
    expect(hidden.get('Lead')).not.toContain('CurrencyIsoCode')
    expect(hidden.get('Lead')).not.toContain('Suffix')
  })

  test('the household of a contact is empty where there are no households, else its account when that is one', () => {
    const plain = build({ Contact: ['Id'], Account: ['Id'] })
    expect(plain.mappings[0]?.fields).toMatchObject({ householdId: { constant: null } })
    const nonprofit = build({ Contact: ['Id'], Account: ['Id', 'npe01__SYSTEM_AccountType__c'] })
    const when = { column: 'npe01__SYSTEM_AccountType__c', is: 'Household Account' }
    expect(nonprofit.mappings[0]?.fields.householdId).toBeUndefined() // AccountId is hidden here
    const columns = { Contact: ['Id', 'AccountId'], Account: ['Id', 'npe01__SYSTEM_AccountType__c'] }
    expect(build(columns).mappings[0]?.fields.householdId).toEqual({
      via: 'AccountId',
      object: 'Account',
      when,
    })
  })

  test('custom e-mail fields of a person are further addresses', () => {
    const email = { nativeType: 'email' }
    const contact = ['Email', field('Home__c', email), field('Note__c'), field('Work__c', email)]
    expect(build({ Contact: contact }).mappings[0]?.fields).toMatchObject({
      otherEmails: { join: ['Home__c', 'Work__c'], with: ';' },
    })
    expect(build({ Contact: ['Email'] }).mappings[0]?.fields).toMatchObject({
      otherEmails: { constant: null },
    })
  })

  test('a look-up needs both its ends', () => {
    const own = { via: 'AccountId', object: 'Account', column: 'Name' } satisfies FieldSource
    expect(build({ Contact: ['AccountId'], Account: ['Name'] }).mappings[0]?.fields.companyName).toEqual(own)
    expect(build({ Contact: ['AccountId'] }).mappings[0]?.fields).not.toHaveProperty('companyName')
    expect(build({ Contact: [], Account: ['Name'] }).mappings[0]?.fields).not.toHaveProperty('companyName')
  })

  test('the external id is the first that is unique', () => {
    const columns = [
      field('Legacy__c', { externalId: true }),
      field('Erp__c', { externalId: true, unique: true }),
      field('Crm__c', { externalId: true, unique: true }),
    ]
    expect(build({ Contact: columns }).mappings[0]?.fields.externalId).toBe('Erp__c')
  })

  test('address and revision', () => {
    expect(build({ Case: ['SystemModstamp'] }).mappings[0]).toMatchObject({
      url: 'https://acme.example/{id}',
      revision: 'SystemModstamp',
    })
    expect(build({ Case: [] }).mappings[0]?.revision).toBeNull()
  })
})
