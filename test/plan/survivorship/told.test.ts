import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { chooseValues, type ValueChoices } from '../../../src/plan/survivorship/index.ts'
import { idOf, live, type PolicyInput, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>

function chosen(a: Native, b: Native, c: Native = {}, policy: PolicyInput = {}): ValueChoices {
  const outcome = chooseValues(request(live('a', a), [live('b', b), live('c', c)], { policy }))
  if (outcome.escalated !== undefined) throw new Error(outcome.escalated.code)
  return outcome
}

describe('fields', () => {
  it('say whose value it is, why, and whether one is overwritten', () => {
    const { fields } = chosen(
      { Title: 'VP', Interests__c: 'Music' },
      { Title: 'CEO', Department: 'IT', Interests__c: 'Sport', MailingCity: 'Bern', LeadSource: 'Web' },
      {},
      { fields: { title: { source: 'Web' }, Interests__c: 'union' } },
    )
    expect(fields).toEqual([
      { field: 'MailingCity', from: idOf('b'), why: 'group mailing address', overwrites: false },
      { field: 'Title', from: idOf('b'), why: 'source Web', overwrites: true },
      { field: 'Department', from: idOf('b'), why: 'fill', overwrites: false },
      { field: 'LeadSource', from: idOf('b'), why: 'fill', overwrites: false },
      { field: 'Interests__c', from: null, why: 'union', overwrites: true },
    ])
  })
})

describe('outvoted', () => {
  it.each<[string, Native, Native, readonly string[]]>([
    ['another value', { Title: 'VP' }, { Title: 'CEO' }, ['Title']],
    ['the same value', { Title: 'VP' }, { Title: ' VP ' }, []],
    ['other line ends', { Description: 'a\nb' }, { Description: 'a\r\nb' }, []],
    ['a blank', { Title: 'VP' }, {}, []],
    [
      'another owner and record type',
      { OwnerId: '005A', RecordTypeId: '012A' },
      { OwnerId: '005B', RecordTypeId: '012B' },
      ['RecordTypeId', 'OwnerId'],
    ],
    ['a tick that is not set', { Vip__c: true }, { Vip__c: false }, []],
    ['a tick that is', {}, { Vip__c: true }, ['Vip__c']],
    ['stamps and calculated columns', {}, { LastModifiedDate: '2030-01-01T00:00:00Z', Full_Score__c: 5 }, []],
    ['the same list in another order', { Interests__c: 'Sport;Music' }, { Interests__c: 'Music;Sport' }, []],
    ['a reference to the survivor', {}, { ReportsToId: idOf('a') }, []],
    ['what is filled', {}, { Title: 'CEO' }, []],
  ])('%s', (_, a, b, columns) => {
    expect(chosen(a, b).outvoted).toEqual(columns)
  })
})

describe('ids of other systems', () => {
  it.each<[string, Native, Native, Native, Native, readonly string[]]>([
    ['move where there is one', {}, { ERP_Id__c: 'E1' }, {}, { ERP_Id__c: 'E1' }, ['foreign-id-moves']],
    ['stay where there are two', {}, { ERP_Id__c: 'E1' }, { ERP_Id__c: 'E2' }, {}, ['foreign-ids-differ']],
    ['stay the survivor’s', { ERP_Id__c: 'E0' }, { ERP_Id__c: 'E1' }, {}, {}, ['foreign-ids-differ']],
    ['are no matter when there is one', { ERP_Id__c: 'E0' }, {}, {}, {}, []],
  ])('%s', (_, a, b, c, set, notes) => {
    const found = chosen(a, b, c, { fields: { '*': 'newest', externalId: 'newest' } })
    expect(found.set).toEqual(set)
    expect(found.notes.map(({ code }) => code)).toEqual(notes)
    expect(JSON.stringify(found.notes)).not.toMatch(/E\d/)
  })
})
