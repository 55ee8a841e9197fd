import { expect, it } from 'vitest'
import { createClock } from '../../../../emulators/clock.ts'
import { dayOf, nextMidnight } from '../../../../emulators/hubspot/limits/day.ts'
import { allowancesOf, createLimits } from '../../../../emulators/hubspot/limits/quota.ts'
import type { Session } from '../../../../emulators/hubspot/org.ts'
import { openAccount } from '../open-account.ts'

const path = '/crm/v3/objects/contacts?limit=1'

function session(appId: string, kind: Session['kind'] = 'service-key'): Session {
  return { token: 't', appId, kind, userId: '1', scopes: 'all' }
}

it('says on every answer how much of the burst and of the day is left', async () => {
  await using account = await openAccount({}, { burst: 190, ticks: () => 0 })
  await account.call('GET', path)
  const { headers } = await account.call('GET', '/crm/v3/objects/nonsense')
  const rate = [...headers].filter(([name]) => name.startsWith('x-hubspot-ratelimit'))
  expect(Object.fromEntries(rate)).toEqual({
    'x-hubspot-ratelimit-max': '190',
    'x-hubspot-ratelimit-remaining': '188',
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-secondly': '19',
    'x-hubspot-ratelimit-secondly-remaining': '18',
    'x-hubspot-ratelimit-daily': '625000',
    'x-hubspot-ratelimit-daily-remaining': '624998',
  })
})

it('answers 429 above the burst, by real time although the clock stands still', async () => {
  let now = 0
  await using account = await openAccount({}, { burst: 3, ticks: () => now })
  const codes: number[] = []
  for (const tick of [0, 4000, 8000, 9999, 10_000, 10_001, 14_000, 14_001]) {
    now = tick
    codes.push((await account.call('GET', path)).status)
  }
  expect(codes).toEqual([200, 200, 200, 429, 200, 429, 200, 429])
  const { body, headers } = await account.call('GET', path)
  expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('0')
  expect(headers.get('retry-after')).toBe(null)
  expect(headers.get('x-hubspot-correlation-id')).toBe(body.correlationId)
  expect(body).toMatchObject({
    status: 'error',
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
  })
  expect(body.correlationId).toMatch(/^[\da-f-]{36}$/)
})

it('gives every app a window of its own, and OAuth apps no daily headers', () => {
  const clock = createClock(new Date('2026-01-31T09:00:00Z'), 'frozen')
  const limits = createLimits(
    clock,
    'Europe/Berlin',
    { ...allowancesOf('free'), burst: 1, oauthBurst: 2 },
    () => 0,
  )
  limits.take(session('a'))
  expect(() => limits.take(session('a'))).toThrow('ten_secondly_rolling')
  limits.take(session('b'))
  const headers = limits.take(session('c', 'oauth'))
  expect(headers).toMatchObject({ 'x-hubspot-ratelimit-max': '2', 'x-hubspot-ratelimit-remaining': '1' })
  expect(headers).not.toHaveProperty('x-hubspot-ratelimit-daily')
  expect(limits.daily().used).toBe(3)
})

it('holds searches of the whole account to five a second, and says nothing about it', () => {
  const clock = createClock(new Date('2026-01-31T09:00:00Z'), 'frozen')
  let now = 0
  const limits = createLimits(clock, 'UTC', allowancesOf('enterprise'), () => now)
  for (const app of ['a', 'b', 'a', 'b', 'a']) expect(limits.take(session(app), 'search')).toEqual({})
  expect(() => limits.take(session('c'), 'search')).toThrow('You have reached your secondly limit.')
  now = 1000
  limits.take(session('c'), 'search')
  expect(limits.daily().used).toBe(6)
})

it('shares the day among all apps, until midnight of the account', async () => {
  await using account = await openAccount({}, { daily: 2, asOf: new Date('2026-03-28T22:30:00Z') })
  const codes: number[] = []
  for (let call = 0; call < 3; call += 1) codes.push((await account.call('GET', path)).status)
  const { body } = await account.call('GET', path)
  expect([codes, body.policyName, body.message]).toEqual([
    [200, 200, 429],
    'DAILY',
    'You have reached your daily limit.',
  ])
  await account.control('/clock', { advance: 30 * 60_000 })
  expect((await account.call('GET', path)).status).toBe(200)
})

it.each([
  ['2026-03-29T10:00:00Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2026-01-01T00:00:00Z', 'UTC', '2026-01-02T00:00:00.000Z'],
  ['2026-01-01T03:00:00Z', 'America/New_York', '2026-01-01T05:00:00.000Z'],
  ['2026-01-01T12:00:00Z', 'Asia/Kolkata', '2026-01-01T18:30:00.000Z'],
])('after %s midnight in %s is %s', (moment, zone, midnight) => {
  expect(nextMidnight(new Date(moment), zone).toISOString()).toBe(midnight)
  expect(dayOf(new Date(Date.parse(midnight) - 1), zone)).toBe(dayOf(new Date(moment), zone))
})
