import { describe, expect, it } from 'vitest'
import { isKitError, type Value } from '../../../src/kit/index.ts'
import type { ChosenValue } from '../../../src/plan/group/group.ts'
import { chooseValues } from '../../../src/plan/survivorship/index.ts'
import { idOf, live, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>

const typed = (field: string, text: string | null): ChosenValue => ({ field, from: null, typed: text })
const from = (field: string, letter: string): ChosenValue => ({ field, from: idOf(letter), typed: null })

const a: Native = {
  Title: 'VP',
  MailingStreet: '1 A St',
  MailingCity: 'Ayr',
  Email: 'a@a.example',
  OwnerId: '005A',
}
const b: Native = {
  Title: 'CEO',
  MailingStreet: '2 B St',
  MailingCity: 'Bonn',
  Email: 'b@a.example',
  OwnerId: '005B',
  Work_Phone__c: '77',
}
const c: Native = {
  Title: 'CTO',
  MailingStreet: '3 C St',
  ReportsToId: idOf('b'),
  HasOptedOutOfEmail: true,
  ERP_Id__c: 'E1',
}

function choose(survivor: Native, ...values: readonly ChosenValue[]) {
  return chooseValues(request(live('a', survivor), [live('b', b), live('c', c)], { values }))
}

/** What is set besides the opt-out and the foreign id, which every choice here ends with. */
function setBy(...values: readonly ChosenValue[]): Native {
  const { HasOptedOutOfEmail, ERP_Id__c, ...set } = choose(a, ...values).set ?? {}
  expect([HasOptedOutOfEmail, ERP_Id__c]).toEqual([true, 'E1'])
  return set
}

function refusalOf(...values: readonly ChosenValue[]): string {
  try {
    choose({ ...a, ERP_Id__c: 'E0' }, ...values)
  } catch (error) {
    if (!isKitError(error)) throw error
    expect([error.code, error.exit]).toEqual(['DECISIONS_INVALID', 2])
    return error.message
  }
  throw new Error('not refused')
}

const filled = { OtherPhone: '77' }

describe('a value that a person chose', () => {
  it.each<[string, readonly ChosenValue[], Native]>([
    ['of a member', [from('Title', 'b')], { Title: 'CEO' }],
    ['by canonical name', [from('title', 'c')], { Title: 'CTO' }],
    ['by label, in any case', [typed('BUSINESS PHONE', '12')], { Phone: '12' }],
    ['of the survivor', [from('Title', 'a')], {}],
    ['a street with its town', [from('street', 'b')], { MailingStreet: '2 B St', MailingCity: 'Bonn' }],
    ['a street without a town', [from('MailingStreet', 'c')], { MailingStreet: '3 C St', MailingCity: null }],
    [
      'a street with a typed town',
      [from('street', 'b'), typed('city', 'Bern')],
      { MailingStreet: '2 B St', MailingCity: 'Bern' },
    ],
    ['typed', [typed('title', ' Chair ')], { Title: 'Chair' }],
    ['typed, nothing', [typed('title', '')], { Title: null }],
    ['typed, a number', [typed('Score__c', '-1.50')], { Score__c: -1.5 }],
    ['typed, a tick', [typed('Vip__c', 'YES')], { Vip__c: true }],
    ['typed, a date', [typed('birthdate', '2024-02-29')], { Birthdate: '2024-02-29' }],
    [
      'typed, a moment',
      [typed('LastCall__c', '2026-05-04T09:30+02:00')],
      { LastCall__c: '2026-05-04T07:30:00.000Z' },
    ],
    ['typed, of a list', [typed('source', 'partner')], { LeadSource: 'Partner' }],
    [
      'typed, several of a list',
      [typed('Interests__c', 'travel; Sport;travel')],
      { Interests__c: 'Travel;Sport' },
    ],
    ['typed, an address', [typed('email', 'new@a.example')], { Email: 'new@a.example' }],
    ['the second column of a canonical field', [from('otherPhone', 'b')], filled],
  ])('%s', (_, values, set) => {
    expect(setBy(...values)).toEqual({ ...set, Work_Phone__c: '77' })
  })

  it('says so, and whose it is', () => {
    const outcome = choose(a, from('street', 'b'), typed('title', 'Chair'))
    expect(outcome.escalated ?? outcome.fields.filter(({ field }) => /Title|Mailing/.test(field))).toEqual([
      { field: 'MailingStreet', from: idOf('b'), why: 'your decision', overwrites: true },
      {
        field: 'MailingCity',
        from: idOf('b'),
        why: 'your decision, group mailing address',
        overwrites: true,
      },
      { field: 'Title', from: null, why: 'typed', overwrites: true },
    ])
  })
})

describe('a choice that cannot be followed', () => {
  const secret = 'Geheim-4711'
  it.each<[string, readonly ChosenValue[], string]>([
    ['no such field', [typed('Titel', secret)], 'Titel is no field of Contact'],
    ['a look-up', [typed('companyName', secret)], 'companyName is no field of Contact'],
    ['the owner', [from('ownerId', 'b')], 'OwnerId cannot be chosen: a merge never changes the owner'],
    ['the record type', [from('RecordTypeId', 'b')], 'never changes the record type'],
    ['the currency', [typed('currency', 'USD')], 'in this currency'],
    ['a calculated column', [typed('Full_Score__c', '1')], 'the CRM fills it by itself'],
    ['a stamp', [typed('createdAt', '2026-01-01')], 'the CRM fills it by itself'],
    ['a name put together', [typed('name', secret)], 'put together of its parts'],
    ['what the login may not change', [typed('Locked__c', secret)], 'cannot be changed with this login'],
    ['a foreign id', [from('externalId', 'c')], 'another system knows the survivor'],
    ['an opt-out undone', [typed('HasOptedOutOfEmail', 'no')], 'a merge never undoes that'],
    ['an opt-out undone by the survivor', [from('optOutEmail', 'a')], 'a merge never undoes that'],
    ['a blank', [from('LeadSource', 'b')], 'where it is empty'],
    ['of a stranger', [from('Title', 'z')], 'which is not in the group'],
    ['pointing into the group', [from('ReportsToId', 'c')], 'points at a record of the same group'],
    [
      'two streets',
      [from('street', 'b'), from('city', 'a')],
      'MailingStreet, MailingCity are taken together',
    ],
    ['one field twice', [from('Title', 'b'), typed('title', secret)], 'Title is chosen twice'],
    ['nothing chosen', [typed('Title', null)], 'Title is chosen without a value'],
    ['a typed reference', [typed('AccountId', secret)], 'points to a record'],
    ['an empty last name', [typed('lastName', ' ')], 'must not be empty'],
    ['no number', [typed('Score__c', '1.234,50')], 'is no number'],
    ['a number too large', [typed('Score__c', '9'.repeat(400))], 'is no number'],
    ['no tick', [typed('Vip__c', secret)], 'is a tick box'],
    ['no tick but a word of every object', [typed('Vip__c', 'constructor')], 'is a tick box'],
    ['no date', [typed('Birthdate', '04.05.2026')], 'is no date'],
    ['no such day', [typed('Birthdate', '2026-02-30')], 'is no date'],
    ['a moment without a zone', [typed('LastCall__c', '2026-05-04T09:30')], 'is no moment'],
    ['no such hour', [typed('LastCall__c', '2026-05-04T25:30Z')], 'is no moment'],
    ['not of the list', [typed('source', secret)], 'is none of the 3 values of its list'],
    ['one not of the list', [typed('Interests__c', `Sport;${secret}`)], 'is none of the 3 values'],
    ['no e-mail', [typed('email', secret)], 'is no e-mail address'],
  ])('%s', (_, values, text) => {
    const message = refusalOf(...values)
    expect(message).toContain(text)
    expect(message).toContain(`Contact/${idOf('a')}`)
    expect(message).not.toContain(secret)
  })

  it('tells all at once', () => {
    expect(
      refusalOf(typed('Score__c', 'x'), typed('Vip__c', 'x'), typed('Nope', 'x')).split('; ').length,
    ).toBeGreaterThanOrEqual(3)
  })
})
