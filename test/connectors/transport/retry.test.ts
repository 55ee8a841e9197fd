import { describe, expect, test } from 'vitest'
import { backoff, type Judgement, retryAfterMs, withRetries } from '../../../connectors/transport/retry.ts'
import { stillRuntime } from './still-runtime.ts'

const never = new AbortController().signal
const unknown: Judgement = { kind: 'unknown' }

function failing(times: number): { task: () => Promise<string>; calls: () => number } {
  let calls = 0
  return {
    calls: () => calls,
    task: async () => {
      if (++calls <= times) throw new Error(`failure ${calls}`)
      return 'done'
    },
  }
}

describe('what may be repeated', () => {
  test.each<[string, 'read' | 'write', Judgement, number]>([
    ['a read after a broken line', 'read', { kind: 'unknown' }, 3],
    ['a read that was refused for now', 'read', { kind: 'refused' }, 3],
    ['a write that was refused for now', 'write', { kind: 'refused' }, 3],
    ['a write with unknown outcome: never', 'write', { kind: 'unknown' }, 1],
    ['a final error: never', 'read', { kind: 'final' }, 1],
  ])('%s', async (_, requestClass, judgement, expectedCalls) => {
    const { task, calls } = failing(2)
    const options = {
      class: requestClass,
      tries: 5,
      judge: () => judgement,
      runtime: stillRuntime(),
      signal: never,
    }
    const outcome = await withRetries(options, task).catch((error: Error) => error.message)
    expect(calls()).toBe(expectedCalls)
    expect(outcome).toBe(expectedCalls === 3 ? 'done' : 'failure 1')
  })
})

test('gives up after so many tries with the last error', async () => {
  const runtime = stillRuntime()
  const { task, calls } = failing(99)
  const options = {
    class: 'read',
    tries: 4,
    judge: () => unknown,
    runtime,
    signal: never,
  } as const
  await expect(withRetries(options, task)).rejects.toThrow('failure 4')
  expect(calls()).toBe(4)
  expect(runtime.naps).toEqual([375, 750, 1500])
})

test('tries more often after some errors than after others', async () => {
  const { task, calls } = failing(99)
  const options = {
    class: 'read',
    tries: (error: unknown) => (/failure [1-5]$/.test(String(error)) ? 10 : 6),
    judge: () => unknown,
    runtime: stillRuntime(),
    signal: never,
  } as const
  await expect(withRetries(options, task)).rejects.toThrow('failure 6')
  expect(calls()).toBe(6)
})

test('waits as long as it was asked to, but not for hours', async () => {
  const runtime = stillRuntime()
  const asked = (afterMs: number) => ({
    class: 'read' as const,
    tries: 3,
    judge: () => ({ kind: 'refused' as const, afterMs }),
    runtime,
    signal: never,
  })
  expect(await withRetries(asked(7000), failing(1).task)).toBe('done')
  expect(runtime.naps).toEqual([7000])
  await expect(withRetries(asked(3_600_000), failing(1).task)).rejects.toThrow('failure 1')
  expect(runtime.naps).toEqual([7000])
})

test('an aborted signal ends it with its own reason', async () => {
  const abort = new AbortController()
  const task = async (): Promise<never> => {
    abort.abort(new Error('interrupted'))
    throw new Error('broken line')
  }
  const options = {
    class: 'read' as const,
    tries: 3,
    judge: () => ({ kind: 'unknown' as const }),
    runtime: stillRuntime(),
    signal: abort.signal,
  }
  await expect(withRetries(options, task)).rejects.toThrow('interrupted')
})

test('backoff doubles, is spread, and has an end', () => {
  expect([1, 2, 3, 4].map((attempt) => backoff(attempt, () => 0))).toEqual([250, 500, 1000, 2000])
  expect([1, 2, 3].map((attempt) => backoff(attempt, () => 0.999))).toEqual([500, 1000, 1999])
  expect(backoff(20, () => 0.999)).toBeLessThanOrEqual(30_000)
})

test.each<[string | null, number | undefined]>([
  ['3', 3000],
  ['Wed, 21 Oct 2026 07:28:10 GMT', 10_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ['soon', undefined],
  [null, undefined],
])('Retry-After %s', (header, expected) => {
  expect(retryAfterMs(header, new Date('2026-10-21T07:28:00Z'))).toBe(expected)
})
