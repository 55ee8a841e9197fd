import fc from 'fast-check'
import type { FieldDescription, Value } from '../../../src/kit/index.ts'
import {
  chooseValues,
  type MergeMember,
  type ValueChoices,
  type ValuesRequest,
} from '../../../src/plan/survivorship/index.ts'
import { contact, idOf, live, type PolicyInput, request } from './sample.ts'

export const runs = { numRuns: 300, seed: 20260504 }
const letters = ['a', 'b', 'c', 'd']

function valuesIn({ name, type, nativeType, referenceTo }: FieldDescription): fc.Arbitrary<Value> {
  if (name === 'HasOptedOutOfEmail' || name === 'DoNotCall') return fc.boolean()
  if (nativeType === 'multipicklist') return fc.constantFrom(null, 'Sport', 'Music;Sport', 'Travel;Odd')
  if (referenceTo.length > 0) return fc.constantFrom<Value[]>(null, '001A', ...letters.map(idOf))
  if (type === 'boolean') return fc.boolean()
  if (type === 'number') return fc.constantFrom(null, 0, 1, 2)
  if (type === 'text') return fc.constantFrom(null, '', ' ', 'x', 'X ', 'long value', 'y@a.example')
  return fc.constantFrom(null, '2021-01-01T00:00:00.000Z', '2022-01-01T00:00:00.000Z')
}

const open = contact.fields.filter(({ name }) => name !== 'Id')
const native = fc.record(Object.fromEntries(open.map((field) => [field.name, valuesIn(field)])))
const members = fc
  .array(native, { minLength: 2, maxLength: 4 })
  .map((all) => all.map((values, at) => live(letters[at] ?? 'z', values)))

const strategy = fc.oneof(
  fc.constantFrom('survivor', 'fill', 'newest', 'oldest', 'longest', 'union', 'anyTrue'),
  fc.constant({ source: 'x' }),
) as fc.Arbitrary<NonNullable<PolicyInput['fields']>[string]>
const names = fc.constantFrom(
  '*',
  'title',
  'email',
  'optOutEmail',
  'DoNotCall',
  'MailingCity',
  'externalId',
  'Vip__c',
  'OwnerId',
)
const group = fc.record({
  fields: fc.uniqueArray(
    fc.constantFrom('title', 'Email', 'Phone', 'DoNotCall', 'street', 'ERP_Id__c', 'OwnerId'),
    { minLength: 2 },
  ),
  take: fc.constantFrom('survivor' as const, 'newest' as const, 'complete' as const),
})
const policies = fc.record({
  fields: fc.dictionary(names, strategy, { noNullPrototype: true }),
  groups: fc.dictionary(fc.constantFrom('one', 'two'), group, { noNullPrototype: true }),
})

/** Two to four contacts with any values, and any policy. */
export const requests = fc
  .tuple(members, policies)
  .map(([[survivor, ...losers], given]) => request(survivor as MergeMember, losers, { policy: given }))

export function chosen(wanted: ValuesRequest): ValueChoices {
  const outcome = chooseValues(wanted)
  if (outcome.escalated !== undefined) throw new Error(outcome.escalated.code)
  return outcome
}
