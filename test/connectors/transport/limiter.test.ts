import { describe, expect, test } from 'vitest'
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

describe('a window', () => {
  const window = { starts: 2, ms: 1000 }

  test('paces starts', async () => {
    const runtime = stillRuntime()
    const limiter = createLimiter({ concurrency: 5, window, runtime })
    for (let task = 0; task < 5; task++) await limiter.run(async () => task, never)
    expect(runtime.naps).toEqual([1000, 1000])
  })

  test('counts from the end, for nobody knows when in between a request arrived', async () => {
    const runtime = stillRuntime()
    const limiter = createLimiter({ concurrency: 5, window, runtime })
    await limiter.run(() => runtime.sleep(700, never), never)
    await limiter.run(async () => {}, never)
    await limiter.run(async () => {}, never)
    expect(runtime.naps).toEqual([700, 1000])
  })

  test('never lets a server see more arrivals than it has starts', async () => {
    const runtime = stillRuntime()
    const limiter = createLimiter({ concurrency: 4, window: { starts: 3, ms: 1000 }, runtime })
    const arrivals: number[] = []
    const task = (way: number, back: number) => async () => {
      await runtime.sleep(way, never)
      arrivals.push(runtime.monotonic())
      await runtime.sleep(back, never)
    }
    await Promise.all(
      Array.from({ length: 20 }, (_, k) => limiter.run(task((k * 37) % 400, (k * 53) % 300), never)),
    )
    const sorted = arrivals.toSorted((a, b) => a - b)
    for (const [index, at] of sorted.entries())
      expect((sorted[index + 3] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(1000)
  })

  test('waits for tasks that run when all places are theirs, and can be told to stop', async () => {
    const limiter = createLimiter({ concurrency: 5, window, runtime: stillRuntime() })
    const releases: (() => void)[] = []
    const running = [0, 1].map(() =>
      limiter.run(() => new Promise<void>((done) => releases.push(done)), never),
    )
    const abort = new AbortController()
    const given = limiter.run(async () => 'given up', abort.signal)
    const next = limiter.run(async () => 'next', never)
    await new Promise((resolve) => setImmediate(resolve))
    expect(limiter.counted()).toBe(2)
    abort.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    for (const release of releases) release()
    await Promise.all(running)
    expect(await next).toBe('next')
  })

  test('can be made smaller and larger', async () => {
    const runtime = stillRuntime()
    const limiter = createLimiter({ concurrency: 5, window, runtime })
    limiter.allow(0.4)
    await limiter.run(async () => {}, never)
    await limiter.run(async () => {}, never)
    limiter.allow(3)
    await limiter.run(async () => {}, never)
    await limiter.run(async () => {}, never)
    expect(runtime.naps).toEqual([1000])
  })
})
