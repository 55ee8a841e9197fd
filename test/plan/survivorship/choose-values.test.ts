import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { chooseValues, type ValueChoices, type ValuesRequest } from '../../../src/plan/survivorship/index.ts'
import { idOf, live, type PolicyInput, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>
type Fields = NonNullable<PolicyInput['fields']>
type Groups = NonNullable<PolicyInput['groups']>

function chosen(wanted: ValuesRequest): ValueChoices {
  const outcome = chooseValues(wanted)
  if (outcome.escalated !== undefined) throw new Error(outcome.escalated.code)
  return outcome
}

/** `a` survives; `b` was changed before `c`. */
function setBy(fields: Fields, a: Native, b: Native, c: Native = {}, groups: Groups = {}): Native {
  const policy = { fields, groups }
  return chosen(request(live('a', a), [live('b', b), live('c', c)], { policy })).set
}

describe('strategies by column', () => {
  it.each<[string, Fields, Native, Native, Native, Native]>([
    ['fill takes the newest that has one', {}, {}, { Title: 'CEO' }, { Title: 'CTO' }, { Title: 'CTO' }],
    ['fill goes past the newest without', {}, {}, { Title: 'CEO' }, {}, { Title: 'CEO' }],
    ['fill leaves what is there', {}, { Title: 'VP' }, { Title: 'CEO' }, {}, {}],
    ['white space is blank', {}, { Title: '  ' }, { Title: 'CEO' }, {}, { Title: 'CEO' }],
    ['zero is a value', {}, { Score__c: 0 }, { Score__c: 7 }, {}, {}],
    ['survivor fills nothing', { title: 'survivor' }, {}, { Title: 'CEO' }, {}, {}],
    ['newest overwrites', { title: 'newest' }, { Title: 'VP' }, { Title: 'CEO' }, {}, { Title: 'CEO' }],
    ['oldest keeps the first', { title: 'oldest' }, { Title: 'VP' }, { Title: 'CEO' }, {}, {}],
    [
      'longest',
      { Title: 'longest' },
      { Title: 'VP' },
      { Title: 'Vice President' },
      { Title: 'V.P.' },
      { Title: 'Vice President' },
    ],
    ['longest, equal: the survivor', { Title: 'longest' }, { Title: 'CTO' }, { Title: 'CEO' }, {}, {}],
    ['longest is fill for numbers', { Score__c: 'longest' }, { Score__c: 1 }, { Score__c: 100 }, {}, {}],
    ['anyTrue', { Vip__c: 'anyTrue' }, {}, { Vip__c: true }, {}, { Vip__c: true }],
    ['fill never ticks', {}, {}, { Vip__c: true }, {}, {}],
    ['anyTrue is fill for texts', { Title: 'anyTrue' }, {}, { Title: 'CEO' }, {}, { Title: 'CEO' }],
    [
      'union in the order of the list',
      { Interests__c: 'union' },
      { Interests__c: 'Travel' },
      { Interests__c: 'Sport;Travel' },
      { Interests__c: 'Music' },
      { Interests__c: 'Sport;Music;Travel' },
    ],
    [
      'union that adds nothing',
      { Interests__c: 'union' },
      { Interests__c: 'Travel;Sport' },
      { Interests__c: 'Sport' },
      {},
      {},
    ],
    ['union is fill for texts', { Title: 'union' }, { Title: 'VP' }, { Title: 'CEO' }, {}, {}],
    [
      'by source',
      { department: { source: 'Partner' } },
      { Department: 'IT' },
      { Department: 'Sales', LeadSource: 'Partner' },
      { Department: 'HR' },
      { Department: 'Sales', LeadSource: 'Partner' },
    ],
    [
      'nobody of that source: fill',
      { department: { source: 'Event' } },
      { LeadSource: 'Web' },
      { Department: 'Sales' },
      {},
      { Department: 'Sales' },
    ],
    [
      'a star for all others',
      { '*': 'survivor', title: 'fill' },
      {},
      { Title: 'CEO', Department: 'IT' },
      {},
      { Title: 'CEO' },
    ],
    [
      'the column goes before the canonical field',
      { Title: 'survivor', title: 'newest' },
      { Title: 'VP' },
      { Title: 'CEO' },
      {},
      {},
    ],
    [
      'a look-up is not settable',
      { companyName: 'newest' },
      {},
      { AccountId: '001A' },
      {},
      { AccountId: '001A' },
    ],
    [
      'the first of several columns',
      { otherPhone: 'newest' },
      { OtherPhone: '1' },
      { OtherPhone: '2', Work_Phone__c: '3' },
      {},
      { OtherPhone: '2', Work_Phone__c: '3' },
    ],
    [
      'unique values are filled, not moved',
      { Badge__c: 'newest' },
      { Badge__c: 'X1' },
      { Badge__c: 'X2' },
      {},
      {},
    ],
    ['unique values fill a blank', { Badge__c: 'newest' }, {}, { Badge__c: 'X2' }, {}, { Badge__c: 'X2' }],
    ['a reference to a member is none', {}, {}, { ReportsToId: idOf('a') }, { ReportsToId: idOf('b') }, {}],
    [
      'an amount of another currency stays out',
      {},
      { CurrencyIsoCode: 'EUR' },
      { Budget__c: 5, CurrencyIsoCode: 'USD' },
      {},
      {},
    ],
    [
      'an amount of the same currency',
      {},
      { CurrencyIsoCode: 'EUR' },
      { Budget__c: 5, CurrencyIsoCode: 'EUR' },
      {},
      { Budget__c: 5 },
    ],
    [
      'owner, record type, calculated and stamps stay',
      { '*': 'newest' },
      { OwnerId: '005A', RecordTypeId: '012A' },
      { OwnerId: '005B', RecordTypeId: '012B', Full_Score__c: 9 },
      {},
      {},
    ],
  ])('%s', (_, fields, a, b, c, set) => {
    expect(setBy(fields, a, b, c)).toEqual(set)
  })
})

describe('columns that go together', () => {
  const home = { MailingStreet: '1 Main St', MailingCity: 'Bern' }
  it.each<[string, Fields, Groups, Native, Native, Native, Native]>([
    ['a blank address is taken whole', {}, {}, {}, home, {}, home],
    ['half an address is not completed', {}, {}, { MailingCity: 'Bonn' }, home, {}, {}],
    [
      'newest replaces it whole, with its blanks',
      { street: 'newest' },
      {},
      home,
      {},
      { MailingStreet: 'Box 7' },
      { MailingStreet: 'Box 7', MailingCity: null },
    ],
    [
      'any of its columns may say whose',
      { city: 'newest', MailingStreet: 'newest' },
      {},
      home,
      { MailingStreet: 'Box 7' },
      {},
      { MailingStreet: 'Box 7', MailingCity: null },
    ],
    [
      'by its second column',
      { city: 'newest' },
      {},
      home,
      { MailingStreet: 'Box 7' },
      {},
      { MailingStreet: 'Box 7', MailingCity: null },
    ],
    [
      'a strategy for one value is none for a group',
      { city: 'longest' },
      {},
      home,
      { MailingCity: 'Bern-Mittelland' },
      {},
      {},
    ],
    [
      'an e-mail brings its bounce',
      {},
      {},
      {},
      { Email: 'a@b.example', EmailBouncedDate: '2026-01-01T00:00:00.000Z' },
      {},
      { Email: 'a@b.example', EmailBouncedDate: '2026-01-01T00:00:00.000Z' },
    ],
    [
      'a bounce alone is not taken',
      {},
      {},
      { Email: 'a@b.example' },
      { Email: 'x@b.example', EmailBouncedDate: '2026-01-01T00:00:00.000Z' },
      {},
      {},
    ],
    [
      'of the policy, the survivor has any',
      {},
      { job: { fields: ['title', 'Department'] } },
      { Title: 'VP' },
      { Title: 'CEO', Department: 'Board' },
      {},
      {},
    ],
    [
      'of the policy, newest',
      {},
      { job: { fields: ['title', 'Department'], take: 'newest' } },
      { Title: 'VP' },
      { Title: 'CEO', Department: 'Board' },
      {},
      { Title: 'CEO', Department: 'Board' },
    ],
    [
      'of the policy, most complete',
      {},
      { job: { fields: ['title', 'Department'], take: 'complete' } },
      { Title: 'VP' },
      { Title: 'CEO', Department: 'Board' },
      { Title: 'CTO' },
      { Title: 'CEO', Department: 'Board' },
    ],
    [
      'most complete, equal: the survivor',
      {},
      { job: { fields: ['title', 'Department'], take: 'complete' } },
      { Title: 'VP' },
      { Title: 'CEO' },
      {},
      {},
    ],
    [
      'a policy cannot part an e-mail from its bounce',
      {},
      { ways: { fields: ['email', 'phone'], take: 'newest' } },
      { Email: 'a@b.example', EmailBouncedDate: '2026-01-01T00:00:00.000Z', Phone: '1' },
      { Email: 'c@b.example' },
      {},
      { Email: 'c@b.example', EmailBouncedDate: null, Phone: null },
    ],
  ])('%s', (_, fields, groups, a, b, c, set) => {
    expect(setBy(fields, a, b, c, groups)).toEqual(set)
  })
})

describe('record types as they are now', () => {
  const typed = (letter: string, seen: string | null | undefined, now: string) => {
    const one = live(letter, { RecordTypeId: now })
    return { ...one, member: { ...one.member, values: { recordType: seen } } }
  }
  it.each<[string, string | null | undefined, string | null | undefined, string, boolean]>([
    ['one has changed', 'X', 'X', '012Y', true],
    ['nobody could see them', undefined, undefined, '012Y', true],
    ['allowed to differ', 'X', 'Y', '012Y', false],
    ['the same', 'X', 'X', '012X', false],
  ])('%s', (_, a, b, now, escalates) => {
    const { escalated } = chooseValues(request(typed('a', a, '012X'), [typed('b', b, now)]))
    expect(escalated?.code).toBe(escalates ? 'record-types' : undefined)
  })
})

describe('where losers are still there when values are written', () => {
  it('takes no value from them that must be unique, and lets nobody choose one', () => {
    const losers = [live('b', { Badge__c: '7', Title: 'CEO' })]
    const wanted = { ...request(live('a'), losers), losersStay: true }
    expect(chooseValues(wanted)).toMatchObject({ set: { Title: 'CEO' }, outvoted: ['Badge__c'] })
    const values = [{ field: 'Badge__c', from: idOf('b'), typed: null }]
    expect(() => chooseValues({ ...wanted, values })).toThrow('it must be unique')
  })
})
