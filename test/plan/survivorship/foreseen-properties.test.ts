import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import type { ValueChoices, ValuesRequest } from '../../../src/plan/survivorship/index.ts'
import { chosen, requests, runs } from './arbitrary.ts'
import { fillsAndRules, fillsBlanks, traitsOfAddress } from './filling.ts'
import { contact } from './sample.ts'

const textOf = (value: Value | undefined) =>
  String(value ?? '')
    .trim()
    .toLowerCase()

/** What no merge may set, and a merge that fills blanks fills all the same. */
const fixed = new Set(['Name', 'OwnerId', 'RecordTypeId', 'CurrencyIsoCode', 'Locked__c'])
const settable = contact.fields.filter(
  ({ name, updateable, system, calculated }) => updateable && !system && !calculated && !fixed.has(name),
)

const ofAddress = requests.map((wanted) => ({ ...wanted, traits: traitsOfAddress, foresee: fillsBlanks }))

/** The survivor after merge and writes. */
function ended(wanted: ValuesRequest, { set, order }: ValueChoices): Readonly<Record<string, Value>> {
  const losers = order.flatMap((id) => wanted.losers.filter(({ native }) => native.id === id))
  const { native } = wanted.survivor
  const foreseen = wanted.foresee?.(
    native,
    losers.map((one) => one.native),
  )
  return { ...native.values, ...foreseen, ...set }
}

describe('whatever the values and the policy, where the merge itself fills blanks', () => {
  it('the survivor ends as where it does not', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const filling = { ...wanted, foresee: fillsBlanks }
        const [there, here] = [ended(wanted, chosen(wanted)), ended(filling, chosen(filling))]
        for (const { name } of settable) expect(textOf(here[name]), name).toBe(textOf(there[name]))
      }),
      runs,
    )
  })

  it.each([
    ['fills blanks', fillsBlanks],
    ['has rules of its own', fillsAndRules],
  ])('and %s: what is told is what happens', (_, foresee) => {
    fc.assert(
      fc.property(requests, (given) => {
        const wanted = { ...given, foresee }
        const choices = chosen(wanted)
        const [own, ends] = [wanted.survivor.native.values, ended(wanted, choices)]
        const told = new Map(choices.fields.map((choice) => [choice.field, choice]))
        expect([...told.values()].flatMap(({ field, merge }) => (merge === 'does' ? [] : [field]))).toEqual(
          Object.keys(choices.set),
        )
        for (const { name } of settable) {
          const { merge, overwrites } = told.get(name) ?? {}
          const changed = textOf(own[name]) !== textOf(ends[name])
          if (changed) expect(told.has(name), name).toBe(true)
          if (changed) expect(overwrites, name).toBe(textOf(own[name]) !== '')
          if (merge === 'undone') expect(changed, name).toBe(false)
        }
      }),
      runs,
    )
  })

  it('no opt-out is lost', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const wanted = { ...given, foresee: fillsAndRules }
        const ends = ended(wanted, chosen(wanted))
        for (const field of ['HasOptedOutOfEmail', 'DoNotCall']) {
          const out = [wanted.survivor, ...wanted.losers].some(({ native }) => native.values[field] === true)
          expect(ends[field]).toBe(out)
        }
      }),
      runs,
    )
  })

  it('the order of the losers does not matter', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const wanted = { ...given, foresee: fillsAndRules }
        const turned = { ...wanted, losers: wanted.losers.toReversed() }
        expect(JSON.stringify(chosen(turned))).toBe(JSON.stringify(chosen(wanted)))
      }),
      runs,
    )
  })
})

describe('whatever the values and the policy, where opt-outs follow the address', () => {
  it('none is written, and none keeps a group out', () => {
    fc.assert(
      fc.property(ofAddress, (wanted) => {
        const choices = chosen(wanted)
        expect(choices.set).not.toHaveProperty('HasOptedOutOfEmail')
        expect(choices.fields.map(({ field }) => field)).not.toContain('HasOptedOutOfEmail')
      }),
      runs,
    )
  })

  it('consent is never widened: an opted-out address is the main one, with its opt-out, or suppressed', () => {
    fc.assert(
      fc.property(ofAddress, (wanted) => {
        const choices = chosen(wanted)
        const main = textOf(ended(wanted, choices).Email)
        const all = [wanted.survivor, ...wanted.losers]
        const out = new Set(
          all.flatMap(({ native: { values } }) =>
            values.HasOptedOutOfEmail === true ? [textOf(values.Email)] : [],
          ),
        )
        out.delete('')
        const listed = choices.suppressed.flatMap(({ field, address }) =>
          field === 'HasOptedOutOfEmail' ? [textOf(address)] : [],
        )
        expect(listed.toSorted()).toEqual([...out].filter((address) => address !== main).toSorted())
      }),
      runs,
    )
  })
})
