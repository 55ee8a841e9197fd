import { describe, expect, it } from 'vitest'
import type { FieldDescription, ObjectDescription, Value } from '../../../src/kit/index.ts'
import { chooseValues, type ValuesOutcome } from '../../../src/plan/survivorship/index.ts'
import { contact, contactMapping, contactTraits, idOf, live, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>

const out = { HasOptedOutOfEmail: true }
const mail = (Email: string, more: Native = {}): Native => ({ Email, ...more })

function outcome(
  a: Native,
  b: Native,
  more: Parameters<typeof request>[2] = {},
  c: Native = {},
): ValuesOutcome {
  return chooseValues(request(live('a', a), [live('b', b), live('c', c)], more))
}

/** The description with some fields changed, or gone when null. */
function described(changes: Readonly<Record<string, Partial<FieldDescription> | null>>): ObjectDescription {
  const fields = contact.fields.flatMap((field) =>
    changes[field.name] === null ? [] : [{ ...field, ...changes[field.name] }],
  )
  return { ...contact, fields }
}

describe('an opt-out of any member', () => {
  it.each<[string, Native, Native, Parameters<typeof request>[2], Native, readonly string[], number]>([
    ['of a loser with the same address', mail('x@a.example'), mail('X@A.example', out), {}, out, [], 1],
    [
      'of a loser with another address',
      mail('x@a.example'),
      mail('y@a.example', out),
      {},
      out,
      ['y@a.example b'],
      1,
    ],
    ['of a loser without an address', mail('x@a.example'), out, {}, out, [], 1],
    [
      'comes with the address that is taken',
      {},
      mail('y@a.example', out),
      {},
      { Email: 'y@a.example', ...out },
      [],
      1,
    ],
    [
      'of the survivor, whose address is replaced',
      mail('x@a.example', out),
      mail('y@a.example'),
      { policy: { fields: { email: 'newest' } } },
      { Email: 'y@a.example' },
      ['x@a.example a'],
      0,
    ],
    [
      'whatever the policy says',
      mail('x@a.example'),
      mail('x@a.example', out),
      { policy: { fields: { '*': 'survivor', optOutEmail: 'survivor' } } },
      out,
      [],
      1,
    ],
    ['of the survivor, newest says otherwise', out, {}, { policy: { fields: { '*': 'newest' } } }, {}, [], 0],
    [
      'by phone, known from the mapping',
      { Phone: '+49 30 1' },
      { Phone: '(030) 2', DoNotCall: true },
      {},
      { DoNotCall: true },
      ['(030) 2 b'],
      1,
    ],
    [
      'by phone, the same number',
      { Phone: '+49 30-1' },
      { Phone: '+49301', DoNotCall: true },
      {},
      { DoNotCall: true },
      [],
      1,
    ],
    [
      'known from the mapping alone',
      mail('x@a.example'),
      mail('y@a.example', out),
      { traits: { ...contactTraits, groups: {}, consents: [] } },
      out,
      ['y@a.example b'],
      1,
    ],
    [
      'of the same address by both, which a third one replaced',
      mail('x@a.example', out),
      mail('X@a.example', out),
      { values: [{ field: 'Email', from: null, typed: 'z@a.example' }] },
      { Email: 'z@a.example' },
      ['X@a.example b'],
      0,
    ],
    ['nobody said no', mail('x@a.example'), mail('y@a.example'), {}, {}, [], 0],
  ])('%s', (_, a, b, more, set, suppressed, kept) => {
    const found = outcome(a, b, more)
    expect(found.set).toEqual(set)
    if (found.escalated !== undefined) return
    expect(found.suppressed.map(({ address, member }) => `${address} ${member.slice(14, 15)}`)).toEqual(
      suppressed,
    )
    expect(found.optOutsKept).toBe(kept)
  })

  it('is kept where the CRM has words instead of ticks', () => {
    const values = { nativeType: 'picklist', type: 'text', nillable: true } as const
    const found = outcome(
      mail('x@a.example', { HasOptedOutOfEmail: 'in' }),
      mail('y@a.example', { HasOptedOutOfEmail: 'out' }),
      {
        description: described({ HasOptedOutOfEmail: values }),
        mapping: {
          ...contactMapping,
          fields: { ...contactMapping.fields, optOutEmail: { column: 'HasOptedOutOfEmail', equals: 'out' } },
        },
        traits: { ...contactTraits, consents: [] },
      },
    )
    expect(found.set).toEqual({ HasOptedOutOfEmail: 'out' })
  })

  it('escalates what this login cannot set', () => {
    const found = outcome({}, out, { description: described({ HasOptedOutOfEmail: { updateable: false } }) })
    expect(found.escalated).toEqual({
      code: 'opt-out-lost',
      text: `Contact.HasOptedOutOfEmail cannot be set with this login, so the opt-out of ${idOf('b')} would be lost.`,
    })
  })

  it('is not set where the survivor has it, settable or not', () => {
    const fixed = { description: described({ HasOptedOutOfEmail: { updateable: false } }) }
    expect(outcome(mail('x@a.example', out), out, fixed).set).toEqual({})
  })

  it('names whose it was', () => {
    const found = outcome({}, out, {}, out)
    expect(found.escalated ?? found.fields).toEqual([
      { field: 'HasOptedOutOfEmail', from: idOf('b'), why: 'opt-out kept', overwrites: true },
    ])
  })
})

describe('an address of which the opt-out is unknown', () => {
  it.each<[string, string]>([
    ['Email', 'HasOptedOutOfEmail'],
    ['OtherPhone', 'DoNotCall'],
  ])('is not taken: %s', (address, optOut) => {
    const unseen = live('b', { [address]: 'y@a.example' })
    const values = Object.fromEntries(
      Object.entries(unseen.native.values).filter(([name]) => name !== optOut),
    )
    const blind = { ...unseen, native: { ...unseen.native, values } }
    expect(chooseValues(request(live('a'), [blind]))).toMatchObject({ set: {}, outvoted: [address] })
    expect(chooseValues(request(live('a'), [unseen])).set).toEqual({ [address]: 'y@a.example' })
  })
})
