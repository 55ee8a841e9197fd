import { expect, it } from 'vitest'
import { reasonOf } from '../../../src/plan/undo/reasons.ts'

it.each([
  ['only by hand: restore it from the recycle bin, then undo again', 'by hand'],
  ['its record does not come back', 'no record'],
  ['the record that it came from does not come back', 'only copy'],
  ['merged into another record since', 'merged elsewhere'],
  ['the CRM neither moves nor creates such rows', 'neither way'],
  ['moved back as a new row with a new id', 'moved anew'],
  ['a new row with a new id; the survivor keeps the moved one', 'moved one kept'],
  ['changed since the merge', undefined],
])('reads the reason in journals that have %j', (why, reason) => {
  expect(reasonOf({ why })).toBe(reason)
})
