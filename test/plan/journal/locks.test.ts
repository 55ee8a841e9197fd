import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunLock, readRegistry, register } from '../../../src/plan/journal/index.ts'
import { scratch } from './fixture.ts'

const org = '00D000000000001AAA'
const now = new Date('2026-11-02T09:00:00Z')
const module = JSON.stringify(new URL('../../../src/plan/journal/index.ts', import.meta.url).href)

describe('the lock of an org', () => {
  it('is one run at a time, names who has it, and is free afterwards', () => {
    using folder = scratch()
    const path = join(folder.path, 'locks', `${org}.lock`)
    {
      using _ = new RunLock(folder.path, org, now)
      expect(() => new RunLock(folder.path, org, now)).toThrow(
        expect.objectContaining({
          code: 'ORG_BUSY',
          exit: 31,
          message: expect.stringContaining(`process ${process.pid} on `),
        }),
      )
      using other = new RunLock(folder.path, '00D000000000002AAA', now)
      expect(other).toBeDefined()
    }
    expect(existsSync(path)).toBe(false)
    using again = new RunLock(folder.path, org, now)
    expect(again).toBeDefined()
  })

  it('holds against another process, and is taken over when that was killed', async () => {
    using folder = scratch()
    const program = `
      const { RunLock } = await import(${module})
      const lock = new RunLock(${JSON.stringify(folder.path)}, ${JSON.stringify(org)}, new Date(0))
      console.log('held')
      setInterval(() => lock, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    await once(child.stdout, 'data')
    expect(() => new RunLock(folder.path, org, now)).toThrow(expect.objectContaining({ code: 'ORG_BUSY' }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    using _ = new RunLock(folder.path, org, now)
    expect(JSON.parse(readFileSync(join(folder.path, 'locks', `${org}.lock`), 'utf8')).pid).toBe(process.pid)
  })

  it('goes to one of many that find it stale at once', async () => {
    using folder = scratch()
    const locks = join(folder.path, 'locks')
    new RunLock(folder.path, org, now)[Symbol.dispose]()
    const stale = {
      pid: 2 ** 22 + 1,
      host: (await import('node:os')).hostname(),
      processStart: '1',
      since: '',
    }
    writeFileSync(join(locks, `${org}.lock`), JSON.stringify(stale))
    const program = `
      const { RunLock } = await import(${module})
      await new Promise((go) => process.stdin.once('data', go))
      try {
        const lock = new RunLock(${JSON.stringify(folder.path)}, ${JSON.stringify(org)}, new Date())
        process.stdout.write('held')
        process.stdin.once('end', () => lock)
      } catch (error) {
        process.stdout.write(error.code)
      }`
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', program]),
    )
    const said = children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]))
    for (const { stdin } of children) stdin.write('go\n')
    const words = (await Promise.all(said)).sort()
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
    expect(words).toEqual([...Array.from({ length: 5 }, () => 'ORG_BUSY'), 'held'])
    expect(readdirSync(locks)).toEqual([`${org}.lock`])
  })

  it('of another machine is taken over only when that is said to be gone', () => {
    using folder = scratch()
    const path = join(folder.path, 'locks', `${org}.lock`)
    new RunLock(folder.path, org, now)[Symbol.dispose]()
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: 'far-away', processStart: '1', since: '' }))
    for (const gone of [null, 'near-by', hostname()])
      expect(() => new RunLock(folder.path, org, now, gone)).toThrow(
        expect.objectContaining({
          code: 'ORG_BUSY',
          actions: [expect.any(String), expect.stringContaining('--gone-host far-away')],
        }),
      )
    using _ = new RunLock(folder.path, org, now, 'far-away')
    expect(JSON.parse(readFileSync(path, 'utf8')).host).toBe(hostname())
  })

  it('of this machine is not taken over by saying that it is gone', () => {
    using folder = scratch()
    using _ = new RunLock(folder.path, org, now)
    expect(() => new RunLock(folder.path, org, now, hostname())).toThrow(
      expect.objectContaining({ code: 'ORG_BUSY' }),
    )
  })

  it('is not taken away by who no longer has it', () => {
    using folder = scratch()
    const path = join(folder.path, 'locks', `${org}.lock`)
    const mine = new RunLock(folder.path, org, now)
    const other = JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), token: 'other' })
    writeFileSync(path, other)
    mine[Symbol.dispose]()
    expect(readFileSync(path, 'utf8')).toBe(other)
  })
})

describe('the list of plans', () => {
  const listed = (path: string) =>
    ({ type: 'plan', path, plan: '5f2c0000', connection: 'acme', at: now.toISOString() }) as const

  it('names each path once, absolute, and survives a torn line', async () => {
    using folder = scratch()
    for (const path of ['/a.json', '/b.json', '/a.json']) await register(folder.path, listed(path))
    writeFileSync(join(folder.path, 'plans.ndjson'), '{"type":"pl', { flag: 'a' })
    await register(folder.path, listed('c.json'))
    const { listed: found, unreadable } = await readRegistry(folder.path)
    expect(found.map(({ path }) => path)).toEqual(['/a.json', '/b.json', join(process.cwd(), 'c.json')])
    expect(unreadable).toBe(1)
  })

  it('is empty where nothing was planned', async () => {
    using folder = scratch()
    expect(await readRegistry(folder.path)).toEqual({ listed: [], unreadable: 0 })
  })

  it.skipIf(!existsSync('/dev/full'))('says when it cannot be written', async () => {
    using folder = scratch()
    execFileSync('ln', ['-s', '/dev/full', join(folder.path, 'plans.ndjson')])
    await expect(register(folder.path, listed('/a.json'))).rejects.toMatchObject({
      code: 'CANNOT_LIST',
      exit: 1,
    })
  })
})
