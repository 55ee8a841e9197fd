import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { chooseValues, type ValueChoices } from '../../../src/plan/survivorship/index.ts'
import { fillsAndRules, fillsBlanks, traitsOfAddress } from './filling.ts'
import { idOf, live, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>
type More = Parameters<typeof request>[2]

function chosen(a: Native, b: Native, more: More = {}, c: Native = {}): ValueChoices {
  const wanted = request(live('a', a), [live('b', b), live('c', c)], { foresee: fillsAndRules, ...more })
  const outcome = chooseValues(wanted)
  if (outcome.escalated !== undefined) throw new Error(outcome.escalated.code)
  return outcome
}

const told = ({ fields }: ValueChoices) =>
  fields.map(
    ({ field, from, why, overwrites, merge = 'set' }) =>
      `${field} ${merge}, ${why}${from === null ? '' : ` of ${from.slice(14, 15)}`}${overwrites ? ', overwrites' : ''}`,
  )

describe('where the merge itself changes the survivor', () => {
  it.each<[string, Native, Native, More, Native, readonly string[]]>([
    ['a fill is its own, and told', {}, { Title: 'CEO' }, {}, {}, ['Title does, fill of b']],
    [
      'the policy takes another value',
      { Title: 'CTO' },
      { Title: 'CEO' },
      { policy: { fields: { title: 'newest' } } },
      { Title: 'CEO' },
      ['Title set, newest of b, overwrites'],
    ],
    [
      'a blank that shall stay one is blanked again',
      {},
      { Title: 'CEO' },
      { policy: { fields: { title: 'survivor' } } },
      { Title: null },
      ['Title undone, survivor of a'],
    ],
    [
      'so is one by the strategy for all',
      {},
      { Title: 'CEO', Interests__c: 'Sport' },
      { policy: { fields: { '*': 'survivor' } } },
      { Title: null, Interests__c: null },
      ['Title undone, survivor of a', 'Interests__c undone, survivor of a'],
    ],
    [
      'no street gets another town',
      { MailingStreet: 'Main St' },
      { MailingStreet: 'High St', MailingCity: 'Ulm' },
      {},
      { MailingCity: null },
      ['MailingCity undone, group mailing address of a'],
    ],
    [
      'a whole address is filled',
      {},
      { MailingStreet: 'High St', MailingCity: 'Ulm' },
      {},
      {},
      ['MailingStreet does, group mailing address of b', 'MailingCity does, group mailing address of b'],
    ],
    [
      'a rule of the CRM stands',
      { LeadSource: 'Event', Interests__c: 'Sport' },
      { LeadSource: 'Partner', Interests__c: 'Music' },
      {},
      {},
      [
        'LeadSource does, rule of the merge of b, overwrites',
        'Interests__c does, rule of the merge, overwrites',
      ],
    ],
    [
      'but not against the policy',
      { LeadSource: 'Event' },
      { LeadSource: 'Partner' },
      { policy: { fields: { source: 'fill' } } },
      { LeadSource: 'Event' },
      ['LeadSource undone, fill of a'],
    ],
    [
      'an owner comes with the merge, for no plan writes one',
      {},
      { OwnerId: '005B' },
      {},
      {},
      ['OwnerId does, fill of b'],
    ],
    [
      'an opt-out of the record is set',
      { Email: 'x@a.example' },
      { Email: 'y@a.example', HasOptedOutOfEmail: true },
      {},
      { HasOptedOutOfEmail: true },
      ['HasOptedOutOfEmail set, opt-out kept of b, overwrites'],
    ],
    [
      'amounts in another currency are taken out again',
      { CurrencyIsoCode: 'EUR' },
      { CurrencyIsoCode: 'USD', Budget__c: 5 },
      {},
      { Budget__c: null },
      ['Budget__c undone, fill of a'],
    ],
    [
      'what the merge changes, nobody knows to what, is left to it',
      {},
      { AccountId: '001B', Department: 'IT' },
      {
        foresee: () => ({}),
        changes: ['AccountId', 'Department'],
        policy: { fields: { department: 'fill' } },
      },
      { Department: 'IT' },
      ['Department set, fill of b'],
    ],
    [
      "a person's blank is a choice",
      {},
      { Title: 'CEO' },
      { values: [{ field: 'Title', from: idOf('a'), typed: null }] },
      { Title: null },
      ['Title undone, your decision of a'],
    ],
    [
      "a person's choice of what the merge takes is not written",
      {},
      { Title: 'CEO' },
      { values: [{ field: 'Title', from: idOf('b'), typed: null }] },
      {},
      ['Title does, your decision of b'],
    ],
  ])('%s', (_, a, b, more, set, fields) => {
    const choices = chosen(a, b, more)
    expect(choices.set).toEqual(set)
    expect(told(choices)).toEqual(fields)
  })

  it('blanks an id of another system that two losers have differently', () => {
    const choices = chosen({}, { ERP_Id__c: 'E1' }, {}, { ERP_Id__c: 'E2' })
    expect(choices.set).toEqual({ ERP_Id__c: null })
    expect(choices.notes.map(({ code }) => code)).toEqual(['foreign-ids-differ'])
    expect(chosen({}, { ERP_Id__c: 'E1' }).notes.map(({ code }) => code)).toEqual(['foreign-id-moves'])
  })

  it('merges the loser changed last first, whose values a fill takes', () => {
    const choices = chosen({}, { Title: 'old' }, {}, { Title: 'new', Department: '' })
    expect(choices.order).toEqual([idOf('c'), idOf('b')])
    expect(choices.set).toEqual({})
    expect(told(choices)).toEqual(['Title does, fill of c'])
  })

  it('merges in the order of ids where a merge changes nothing', () => {
    const outcome = chooseValues(request(live('a'), [live('c'), live('b')]))
    expect(outcome.escalated ?? outcome.order).toEqual([idOf('b'), idOf('c')])
  })

  it('lists as outvoted what is blanked again', () => {
    const choices = chosen({}, { Title: 'CEO' }, { policy: { fields: { title: 'survivor' } } })
    expect(choices.outvoted).toEqual(['Title'])
  })
})

describe('an opt-out that the CRM keeps with the address', () => {
  const ofAddress = { traits: traitsOfAddress, foresee: fillsBlanks }
  const out = { HasOptedOutOfEmail: true }

  it.each<[string, Native, Native, More, Native, readonly string[]]>([
    [
      'of another address than the survivor has',
      { Email: 'x@a.example' },
      { Email: 'y@a.example', ...out },
      {},
      {},
      ['y@a.example b'],
    ],
    ['of the address that the merge fills in', {}, { Email: 'y@a.example', ...out }, {}, {}, []],
    [
      'of the survivor, which keeps its address',
      { Email: 'x@a.example', ...out },
      { Email: 'y@a.example' },
      {},
      {},
      [],
    ],
    [
      'of the survivor, which gets another address',
      { Email: 'x@a.example', ...out },
      { Email: 'y@a.example' },
      { values: [{ field: 'Email', from: idOf('b'), typed: null }] },
      { Email: 'y@a.example' },
      ['x@a.example a'],
    ],
    [
      'of both, one of which stays',
      { Email: 'x@a.example', ...out },
      { Email: 'y@a.example', ...out },
      {},
      {},
      ['y@a.example b'],
    ],
  ])('%s', (_, a, b, more, set, suppressed) => {
    const choices = chosen(a, b, { ...ofAddress, ...more })
    expect(choices.set).toEqual(set)
    expect(choices.suppressed.map(({ address, member }) => `${address} ${member.slice(14, 15)}`)).toEqual(
      suppressed,
    )
    expect(choices.optOutsKept).toBe(0)
    const replaced = suppressed.some((one) => one.endsWith(' a'))
    expect(choices.notes.map(({ code }) => code)).toEqual(replaced ? ['opted-out-address-replaced'] : [])
    expect(JSON.stringify([choices.fields, choices.outvoted])).not.toContain('HasOptedOutOfEmail')
  })

  it('does not keep a group out where the login cannot set it', () => {
    const fixed = request(live('a'), [live('b', { Email: 'y@a.example', ...out })], ofAddress)
    const fields = fixed.description.fields.map((field) =>
      field.name === 'HasOptedOutOfEmail' ? { ...field, updateable: false } : field,
    )
    const outcome = chooseValues({ ...fixed, description: { ...fixed.description, fields } })
    expect(outcome.escalated).toBeUndefined()
  })

  it('is nobody to choose', () => {
    const values = [{ field: 'HasOptedOutOfEmail', from: null, typed: 'false' }]
    expect(() => chosen({}, {}, { ...ofAddress, values })).toThrow(
      'the CRM keeps an opt-out with its address',
    )
  })

  it('lets an address be taken whose opt-out this login does not see', () => {
    const { native, member } = live('b', { Email: 'y@a.example' })
    const { HasOptedOutOfEmail: _, ...values } = native.values
    const blind = { member, native: { ...native, values } }
    const wanted = request(live('a'), [blind], ofAddress)
    expect(chooseValues(wanted)).toMatchObject({ set: {}, fields: [{ field: 'Email', merge: 'does' }] })
  })
})

describe('a value that the merge chooses by its own rule', () => {
  it.each<[string, Native, Native, More, readonly string[]]>([
    [
      'is told where it replaces that of the survivor',
      { LeadSource: 'Web' },
      { LeadSource: 'Event' },
      {},
      ['rule-of-merge'],
    ],
    ['is not where the survivor keeps its own', { LeadSource: 'Event' }, { LeadSource: 'Web' }, {}, []],
    ['is not where it fills a blank', {}, { LeadSource: 'Event' }, {}, []],
    ['is not where all come together', { Interests__c: 'Sport' }, { Interests__c: 'Music' }, {}, []],
    [
      'is not where the policy keeps that of the survivor',
      { LeadSource: 'Web' },
      { LeadSource: 'Event' },
      { policy: { fields: { LeadSource: 'survivor' } } },
      [],
    ],
  ])('%s', (_, a, b, more, codes) => {
    const { notes } = chosen(a, b, more)
    expect(notes.map(({ code }) => code)).toEqual(codes)
    for (const { text } of notes) {
      expect(text).toContain(`Contact.LeadSource: by its own rule the merge gives ${idOf('a')} another value`)
      expect(text).not.toMatch(/Web|Event/)
    }
  })
})
