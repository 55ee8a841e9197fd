import { expect, test } from 'vitest'
import { createMeter } from '../../../connectors/transport/meter.ts'

const allowance = { period: 'of the last 24 hours', renewal: 'it renews at midnight' }

test('counts by purpose', () => {
  const meter = createMeter(0.5, 'acme', allowance)
  for (const purpose of ['query', 'bulk', 'query']) meter.spend(purpose)
  expect(meter.read()).toEqual({ total: 3, byPurpose: { bulk: 1, query: 2 }, org: null })
})

test('stops at the share of the daily calls, counting its own that are under way', () => {
  const meter = createMeter(0.5, 'acme', allowance)
  meter.observe(48, 100)
  meter.spend('query')
  meter.spend('query')
  expect(() => meter.spend('query')).toThrow(
    expect.objectContaining({
      code: 'QUOTA_REACHED',
      exit: 69,
      message: 'acme has used 50 of its 100 API calls of the last 24 hours; this connection stops at 50 %.',
    }),
  )
  expect(meter.read()).toEqual({ total: 2, byPurpose: { query: 2 }, org: { used: 50, limit: 100 } })
})

test('knows beforehand whether so many calls fit', () => {
  const meter = createMeter(0.8, 'acme', allowance)
  meter.ensureRoom(1_000_000)
  meter.observe(70, 100)
  meter.ensureRoom(10)
  expect(() => meter.ensureRoom(11)).toThrow(/About 11 more are needed/)
})
