import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createForesight } from '../../../connectors/hubspot/look/foresee.ts'
import { traitsOf } from '../../../connectors/hubspot/look/traits.ts'
import type { FieldDescription, ObjectMapping, Value } from '../../../src/kit/index.ts'
import { chooseValues, type MergeMember, type ValuesRequest } from '../../../src/plan/survivorship/index.ts'
import { contact, member, type PolicyInput, policy } from './sample.ts'

const columns = {
  contacts: ['email', 'hs_additional_emails'],
  companies: ['domain', 'hs_additional_domains'],
}
type Name = keyof typeof columns

const mapping: ObjectMapping = {
  object: 'contacts',
  entity: 'person',
  kind: 'contact',
  when: [],
  url: '',
  revision: null,
  fields: { email: 'email', domain: 'domain', modifiedAt: 'modified' },
}

function fieldsOf(object: Name): readonly FieldDescription[] {
  const [title] = contact.fields.filter(({ name }) => name === 'Title')
  if (title === undefined) throw new Error('no field')
  return [...columns[object], 'modified'].map((name) => ({ ...title, name, label: name }))
}

interface Given {
  readonly main: string | null
  readonly further: readonly string[]
}

function requestOf(object: Name, given: readonly Given[], input: PolicyInput): ValuesRequest {
  const [main = '', further = ''] = columns[object]
  const members = given.map((one, at): MergeMember => {
    const id = String(101 + at)
    const modified = `2026-01-0${9 - at}T00:00:00.000Z`
    const values: Record<string, Value> = {
      [main]: one.main,
      [further]: one.further.join(';') || null,
      modified,
    }
    return { native: { id, values }, member: { ...member('a'), key: { connection: 'a', object, id } } }
  })
  const [survivor, ...losers] = members
  if (survivor === undefined) throw new Error('no member')
  const fields = fieldsOf(object)
  return {
    survivor,
    losers,
    description: { ...contact, name: object, fields },
    mapping,
    traits: traitsOf(object, fields),
    survivorship: policy(input),
    foresee: createForesight(object, fields),
    values: [],
  }
}

function endOf(object: Name, request: ValuesRequest): readonly string[] {
  const choices = chooseValues(request)
  if (choices.escalated !== undefined) throw new Error(choices.escalated.code)
  const losers = choices.order.flatMap((id) => request.losers.filter(({ native }) => native.id === id))
  const { native } = request.survivor
  const foreseen = request.foresee?.(
    native,
    losers.map((one) => one.native),
  )
  return addressesOf(object, { ...native.values, ...foreseen, ...choices.set })
}

function addressesOf(object: Name, values: Readonly<Record<string, Value>>): readonly string[] {
  return columns[object].flatMap((column) =>
    String(values[column] ?? '')
      .toLowerCase()
      .split(';')
      .filter((one) => one !== ''),
  )
}

const address = fc.constantFrom('A@x.example', 'a@x.example', 'b@x.example', 'c@x.example', 'd@x.example')
const givens = fc.array(
  fc.record({
    main: fc.option(address),
    further: fc.uniqueArray(address, { maxLength: 2 }),
  }),
  { minLength: 2, maxLength: 4 },
)
const fieldsOfPolicy = fc.constantFrom<NonNullable<PolicyInput['fields']>>(
  {},
  { '*': 'survivor' },
  { '*': 'newest' },
  { '*': 'longest' },
  { email: 'newest', domain: 'oldest' },
  { hs_additional_emails: 'survivor', hs_additional_domains: 'fill' },
)

describe('addresses', () => {
  it.each(Object.keys(columns) as Name[])('of every member are there after a merge of %s', (object) => {
    fc.assert(
      fc.property(givens, fieldsOfPolicy, fc.boolean(), fc.nat(3), (given, fields, stay, chosen) => {
        const { foresee, ...rest } = requestOf(object, given, { fields })
        const main = columns[object][0] ?? ''
        const from = String(101 + chosen)
        const values =
          given[chosen]?.main === null || given[chosen] === undefined || stay
            ? []
            : [{ field: main, from, typed: null }]
        const way = stay || foresee === undefined ? { losersStay: true } : { foresee }
        const request = { ...rest, ...way, values }
        const all = [request.survivor, ...request.losers].flatMap(({ native }) =>
          addressesOf(object, native.values),
        )
        expect(new Set(endOf(object, request))).toEqual(new Set(all))
      }),
      { seed: 7, numRuns: 400 },
    )
  })

  it('that a merge keeps by its own rule are not written', () => {
    const members = [
      { main: 'a@x.example', further: [] },
      { main: 'b@x.example', further: ['c@x.example'] },
    ]
    const outcome = chooseValues(requestOf('contacts', members, {}))
    expect(outcome.set).toEqual({})
  })

  it('cannot be chosen away', () => {
    const request = requestOf(
      'contacts',
      [
        { main: 'a@x.example', further: [] },
        { main: 'b@x.example', further: [] },
      ],
      {},
    )
    const values = [{ field: 'hs_additional_emails', from: null, typed: 'z@x.example' }]
    expect(() => chooseValues({ ...request, values })).toThrow('all addresses of all members')
  })
})
