import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Site } from './site.ts'
import { open, type World } from './world.ts'

/** Dies at its nth request to merge, before the org has it. */
async function dies(site: Site, nth: number): Promise<void> {
  const match = site.kind.crm === 'salesforce' ? { operation: 'merge' } : { path: '*/merge' }
  const fault = { match, nth, action: { kind: 'hang', when: 'before' } }
  expect(await site.killedAt(fault, () => site.confirmed('apply', []))).toMatchObject({ exit: null })
}

/** What is refused to a run that goes on on another machine, whichever the CRM. */
export function refuseElsewhere(worldNow: () => Promise<World>): void {
  it('goes on once it was said that the first one is gone', async () => {
    const world = await worldNow()
    await using site = await open(world, 'apply', 'gone.sqlite')
    await dies(site, 2)
    site.move()
    const refused = await site.confirmed('apply', ['--resume'])
    expect(refused).toMatchObject({
      exit: 31,
      stderr: expect.stringContaining('--gone-host machine-1'),
    })
    const wrong = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-7'])
    expect(wrong).toMatchObject({ exit: 31 })
    const resumed = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-1'])
    const { exit } = await world.whole('apply')
    expect(resumed, resumed.stderr).toMatchObject({ exit })
  })

  it.each([
    ['its side file', 'plan.values.json'],
    ['the values of its journal', 'plan.journal/values.ndjson'],
  ])('is refused without %s', async (_, file) => {
    const world = await worldNow()
    await using site = await open(world, 'apply', 'partly.sqlite')
    await dies(site, 2)
    site.move()
    site.remove(file)
    const refused = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-1'])
    expect(refused, refused.stderr).toMatchObject({ exit: 31 })
    expect(refused.stderr).toContain(file.split('/').at(-1))
  })
}

/** What the org of each CRM is asked about. */
export function tryElsewhere(worldNow: () => Promise<World>): void {
  it('is not gone on with by an old copy of the journal', async () => {
    const world = await worldNow()
    await using site = await open(world, 'apply', 'stale.sqlite')
    await dies(site, 2)
    const old = join(world.folder, 'old')
    cpSync(site.place.folder, old, { recursive: true })
    const { exit } = await world.whole('apply')
    expect(await site.confirmed('apply', ['--resume'])).toMatchObject({ exit })
    const before = site.dump()
    site.move(old)
    const refused = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-1'])
    expect(refused).toMatchObject({
      exit: 31,
      stderr: expect.stringMatching(/knows nothing of \d+ groups/),
    })
    expect(site.dump()).toEqual(before)
  })

  it('is undone there, and only once it was said that the first one is gone', async () => {
    const world = await worldNow()
    await using site = await open(world, 'undo', 'undo.sqlite')
    const { exit, after, writes } = await world.whole('undo')
    const [write] = writes
    const fault = { match: write?.match, nth: 1, action: { kind: 'hang', when: 'after' } }
    await site.killedAt(fault, () => site.confirmed('undo', ['--all']))
    site.move()
    expect(await site.confirmed('undo', ['--all'])).toMatchObject({
      exit: 31,
      stderr: expect.stringContaining('--gone-host machine-1'),
    })
    expect(await site.confirmed('undo', ['--all', '--gone-host', 'machine-1'])).toMatchObject({ exit })
    expect(site.dump()).toEqual(after)
  })
}
