import { expect, test } from 'vitest'
import { createLimiter } from '../../../connectors/transport/limiter.ts'
import { stillRuntime } from './still-runtime.ts'

const never = new AbortController().signal

test('lets only so many tasks run at once, in order', async () => {
  const limiter = createLimiter({ concurrency: 2, runtime: stillRuntime() })
  const order: string[] = []
  let running = 0
  let most = 0
  const task = (name: string) => async () => {
    order.push(name)
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return name
  }
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => limiter.run(task(name), never)))
  expect(results).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(most).toBe(2)
})

test('a task that fails makes room', async () => {
  const limiter = createLimiter({ concurrency: 1, runtime: stillRuntime() })
  const failing = limiter.run(() => Promise.reject(new Error('no')), never)
  const next = limiter.run(async () => 'yes', never)
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})

test('a task that waits when the signal is aborted never starts', async () => {
  const limiter = createLimiter({ concurrency: 1, runtime: stillRuntime() })
  const abort = new AbortController()
  let release = (): void => {}
  const first = limiter.run(() => new Promise<void>((resolve) => (release = resolve)), never)
  let started = false
  const waiting = limiter.run(async () => (started = true), abort.signal)
  expect(limiter.waiting()).toBe(1)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  release()
  await first
  expect(started).toBe(false)
  expect(await limiter.run(async () => 'free', never)).toBe('free')
})

test('paces starts within a second', async () => {
  const runtime = stillRuntime()
  const limiter = createLimiter({ concurrency: 5, perSecond: 2, runtime })
  for (let task = 0; task < 5; task++) await limiter.run(async () => task, never)
  expect(runtime.naps).toEqual([1000, 1000])
})
