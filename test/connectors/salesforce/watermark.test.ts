import { expect, test } from 'vitest'
import {
  isTooOld,
  later,
  readWatermark,
  startOfChanges,
  writeWatermark,
} from '../../../connectors/salesforce/watermark.ts'

const watermark = { stamp: new Date('2026-01-10T12:00:00Z'), readAt: new Date('2026-01-20T12:00:00Z') }

test('is read back as it was written', () => {
  expect(readWatermark(writeWatermark(watermark), 'Contact')).toEqual(watermark)
})

test.each(['', 'yesterday', '2026-01-10T12:00:00Z'])('%j is refused', (text) => {
  expect(() => readWatermark(text, 'Contact')).toThrow(expect.objectContaining({ code: 'BAD_WATERMARK' }))
})

test.each([
  ['a stamp long before the read', '2026-01-10T12:00:00Z', '2026-01-20T12:00:00Z', '2026-01-10T12:00:00Z'],
  ['a stamp just before it', '2026-01-20T11:59:00Z', '2026-01-20T12:00:00Z', '2026-01-20T11:55:00Z'],
  ['a stamp after it', '2026-01-20T12:01:00Z', '2026-01-20T12:00:00Z', '2026-01-20T11:55:00Z'],
])('where changes are asked for from: %s', (_, stamp, readAt, expected) => {
  expect(startOfChanges({ stamp: new Date(stamp), readAt: new Date(readAt) })).toEqual(new Date(expected))
})

test.each([
  ['2026-02-04T10:00:00Z', false],
  ['2026-02-04T11:30:00Z', true],
])('at %s the recycle bin may have been emptied since: %j', (now, expected) => {
  expect(isTooOld(watermark, new Date(now))).toBe(expected)
})

test.each([
  [null, null, null],
  ['a', null, 'a'],
  [null, 'b', 'b'],
  ['a', 'b', 'b'],
])('of %j and %j the later is %j', (one, other, expected) => {
  expect(later(one, other)).toBe(expected)
})
