import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import type { ChildRow } from '../../../../src/kit/relationship.ts'
import { openWriter, step } from '../open-writer.ts'
import { tieRecords } from './account.ts'

/** From which member (0 to 2), to which of the others, how. */
const tie = fc.oneof(
  fc.record({
    from: fc.nat(2),
    to: fc.constantFrom('companies 81', 'companies 82', 'companies 83'),
    typeId: fc.constantFrom(1, 279),
  }),
  fc.record({ from: fc.nat(2), to: fc.constantFrom('deals 91', 'deals 92'), typeId: fc.constant(4) }),
  fc.record({ from: fc.nat(2), to: fc.constantFrom('contacts 71', 'contacts 72'), typeId: fc.constant(449) }),
)

function fill(org: Org): void {
  for (const id of ['81', '82', '83']) insertRecord(org, 'companies', { id, properties: {} })
  for (const id of ['91', '92']) insertRecord(org, 'deals', { id, properties: {} })
  for (const id of ['71', '72']) insertRecord(org, 'contacts', { id, properties: {} })
}

/** As the contract says: each row once, of those in one slot the first, between members none. */
function expected(rows: readonly ChildRow[], members: readonly string[]): readonly string[] {
  const taken = new Map<string, string>()
  const kept = new Set<string>()
  for (const member of members) {
    for (const { relationship, id, slot, member: on } of rows) {
      if (on !== member) continue
      if (relationship === 'contacts.contacts' && members.includes(id.split(':')[0] ?? '')) continue
      const place = `${relationship} ${slot}`
      if (taken.has(place) && taken.get(place) !== id) continue
      taken.set(place, id)
      kept.add(`${relationship} ${id}`)
    }
  }
  return [...kept].toSorted()
}

it('hang on the survivor afterwards as their slots say', async () => {
  await using world = await openWriter({ fill })
  const { org, writer } = world
  const inside = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(fc.array(tie, { maxLength: 8 }), inside, async (ties, among) => {
      const members = [0, 1, 2].map(() => insertRecord(org, 'contacts', { properties: {} }))
      for (const { from, to, typeId } of ties) tieRecords(org, `contacts ${members[from]}`, to, typeId)
      for (const [from, to] of among)
        if (from !== to) tieRecords(org, `contacts ${members[from]}`, `contacts ${members[to]}`, 449)
      const { rows } = await writer.children('contacts', members)
      let survivor = members[0] ?? ''
      for (const loser of members.slice(1)) {
        const [outcome] = await writer.merge('contacts', [step('contacts', survivor, loser)])
        survivor = outcome?.result === 'done' ? outcome.survivorId : ''
      }
      const after = await writer.children('contacts', [survivor])
      expect(after.rows.map(({ relationship, id }) => `${relationship} ${id}`).toSorted()).toEqual(
        expected(rows, members),
      )
    }),
    { numRuns: 25, seed: 4 },
  )
})
