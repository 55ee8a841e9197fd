import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Member } from '../../../src/plan/group/group.ts'
import {
  chooseSurvivor,
  type MergeMember,
  splitMergeable,
  type ValueChoices,
  type ValuesRequest,
} from '../../../src/plan/survivorship/index.ts'
import { chosen, requests, runs } from './arbitrary.ts'
import { candidate, contact, member, policy } from './sample.ts'

function merged({ survivor }: ValuesRequest, { set }: ValueChoices): MergeMember {
  return { ...survivor, native: { ...survivor.native, values: { ...survivor.native.values, ...set } } }
}

describe('whatever the values and the policy', () => {
  it('no opt-out is lost, and no opted-out address either', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const choices = chosen(wanted)
        const { values } = merged(wanted, choices).native
        for (const [field, address] of [
          ['HasOptedOutOfEmail', 'Email'],
          ['DoNotCall', 'Phone'],
        ] as const) {
          const out = [wanted.survivor, ...wanted.losers].filter((one) => one.native.values[field] === true)
          expect(values[field]).toBe(out.length > 0 || false)
          for (const one of out) {
            const said = String(one.native.values[address] ?? '')
              .trim()
              .toLowerCase()
            const stays = String(values[address] ?? '')
              .trim()
              .toLowerCase()
            const listed = choices.suppressed.some(
              (entry) => entry.field === field && entry.address.toLowerCase() === said,
            )
            expect(said === '' || said === stays || listed).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('only columns that may be set are set, to what some member has', () => {
    const mayBe = new Set(
      contact.fields
        .filter((field) => field.updateable && !field.system && !field.calculated)
        .map(({ name }) => name),
    )
    for (const never of ['Name', 'OwnerId', 'RecordTypeId', 'CurrencyIsoCode']) mayBe.delete(never)
    fc.assert(
      fc.property(requests, (wanted) => {
        const { set, fields } = chosen(wanted)
        expect(fields.map(({ field }) => field)).toEqual(Object.keys(set))
        for (const { field, from } of fields) {
          expect(mayBe.has(field)).toBe(true)
          const source = wanted.losers.find(({ native: { id } }) => id === from)
          if (from !== null) expect(source?.native.values[field] ?? null).toBe(set[field])
        }
      }),
      runs,
    )
  })

  it('a foreign id of the survivor stays', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const own = String(wanted.survivor.native.values.ERP_Id__c ?? '').trim()
        if (own !== '') expect(chosen(wanted).set).not.toHaveProperty('ERP_Id__c')
      }),
      runs,
    )
  })

  it('nothing points at a member, and nothing that must be filled is emptied', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const { set } = chosen(wanted)
        const ids: unknown[] = [wanted.survivor, ...wanted.losers].map(({ native: { id } }) => id)
        for (const field of contact.fields) {
          if (field.referenceTo.includes('Contact')) expect(ids).not.toContain(set[field.name])
          if (!field.nillable && field.name in set) expect(String(set[field.name] ?? '').trim()).not.toBe('')
        }
      }),
      runs,
    )
  })

  it('merging twice changes nothing', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const first = chosen(wanted)
        fc.pre(!('LeadSource' in first.set)) // a survivor of another source is another question to { source }
        const survivor = merged(wanted, first)
        expect(chosen({ ...wanted, survivor }).set).toEqual({})
      }),
      runs,
    )
  })

  it('the order of the losers does not matter', () => {
    fc.assert(
      fc.property(requests, (wanted) => {
        const losers = wanted.losers.toReversed()
        expect(JSON.stringify(chosen({ ...wanted, losers }))).toBe(JSON.stringify(chosen(wanted)))
      }),
      runs,
    )
  })
})

const canonical = fc.record({
  externalId: fc.constantFrom(null, 'E1', 'E2'),
  portalUser: fc.constantFrom(null, true, false),
  status: fc.constantFrom(null, 'customer'),
  openWork: fc.constantFrom(null, 1, 2),
  lastTouchAt: fc.constantFrom(null, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
  createdAt: fc.constantFrom(null, '2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z'),
  ownerId: fc.constantFrom('005A', '005B'),
  ownerActive: fc.constantFrom(null, true, false),
  recordType: fc.constantFrom(null, 'X', 'Y', 'Z'),
  householdId: fc.constantFrom(null, null, 'H1', 'H2'),
})
const groups = fc
  .array(fc.tuple(canonical, fc.constantFrom('contact', 'contact', 'lead')), { minLength: 2, maxLength: 7 })
  .map((all) =>
    all.map(([values, kind], at) =>
      member('abcdefg'.charAt(at), values, { kind, object: kind === 'lead' ? 'Lead' : 'Contact' }),
    ),
  )

describe('whatever the group', () => {
  it('the survivor does not depend on the order of the members', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom('escalate' as const, 'survivor' as const), (all, owners) => {
        const there = chooseSurvivor(all, policy({ owners }), null)
        expect(chooseSurvivor(all.toReversed(), policy({ owners }), null)).toEqual(there)
      }),
      runs,
    )
  })

  it('parts hold what may be merged, each member at most once, and the rest is told', () => {
    const given = policy({ recordTypes: [['X', 'Y']] })
    fc.assert(
      fc.property(groups, (all) => {
        const { parts, leftOut } = splitMergeable(candidate(all), given)
        const inParts = parts.flatMap(({ members: own }) => own)
        expect(new Set(inParts).size).toBe(inParts.length)
        const told = new Set([
          ...inParts.map(({ key }) => key.id),
          ...leftOut.flatMap(({ records }) => records),
        ])
        expect(told.size).toBe(all.length)
        for (const part of parts) {
          expect(part.members.length).toBeGreaterThan(1)
          expect(new Set(part.members.map(({ kind }) => kind)).size).toBe(1)
          expect(typesOf(part.members)).toBe(true)
          const homes = part.members.flatMap(({ values }) => values.householdId ?? [])
          expect(new Set(homes).size).toBeLessThan(2)
          for (const { a, b } of part.pairs) expect(Math.max(a, b)).toBeLessThan(part.members.length)
        }
      }),
      runs,
    )
  })
})

function typesOf(all: readonly Member[]): boolean {
  const types = [...new Set(all.map(({ values }) => values.recordType))]
  return types.length === 1 || types.every((type) => type === 'X' || type === 'Y')
}
