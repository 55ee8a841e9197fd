import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KindName } from './kinds.ts'
import type { Site } from './site.ts'
import { closeWorld, makeWorld, open, type World } from './world.ts'

/** Dies at its nth request to merge, before the org has it. */
async function dies(site: Site, nth: number): Promise<void> {
  const match = site.kind.crm === 'salesforce' ? { operation: 'merge' } : { path: '*/merge' }
  const fault = { match, nth, action: { kind: 'hang', when: 'before' } }
  const args = site.entriesOrNone().length === 0 ? [] : ['--resume']
  expect(await site.killedAt(fault, () => site.confirmed('apply', args))).toMatchObject({ exit: null })
}

describe.each(['merged people', 'HubSpot contacts'] as const satisfies readonly KindName[])(
  'on another machine, a plan of %s',
  (name) => {
    let world: World
    beforeAll(async () => {
      world = await makeWorld(name)
    })
    afterAll(() => closeWorld(world))

    it('goes on once it was said that the first one is gone', async () => {
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
      expect(resumed, resumed.stderr).toMatchObject({ exit: world.undisturbed.apply.exit })
    })

    it('is not gone on with by an old copy of the journal', async () => {
      await using site = await open(world, 'apply', 'stale.sqlite')
      await dies(site, 2)
      const old = join(world.folder, `${name}-old`)
      cpSync(site.place.folder, old, { recursive: true })
      expect(await site.confirmed('apply', ['--resume'])).toMatchObject({
        exit: world.undisturbed.apply.exit,
      })
      const before = site.dump()
      site.move(old)
      const refused = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-1'])
      expect(refused).toMatchObject({
        exit: 31,
        stderr: expect.stringMatching(/knows nothing of \d+ groups/),
      })
      expect(site.dump()).toEqual(before)
    })

    it.each([
      ['its side file', 'plan.values.json', 2],
      ['the values of its journal', 'plan.journal/values.ndjson', 31],
    ])('is refused without %s', async (_, file, exit) => {
      await using site = await open(world, 'apply', 'partly.sqlite')
      await dies(site, 2)
      site.move()
      site.remove(file)
      const refused = await site.confirmed('apply', ['--resume', '--gone-host', 'machine-1'])
      expect(refused, refused.stderr).toMatchObject({ exit })
      expect(refused.stderr).toContain(file.split('/').at(-1))
    })

    it('is undone there, and only once it was said that the first one is gone', async () => {
      if (world.undisturbed.undo.writes.length === 0) return
      await using site = await open(world, 'undo', 'undo.sqlite')
      const [write] = world.undisturbed.undo.writes
      const fault = { match: write?.match, nth: 1, action: { kind: 'hang', when: 'after' } }
      await site.killedAt(fault, () => site.confirmed('undo', ['--all']))
      site.move()
      expect(await site.confirmed('undo', ['--all'])).toMatchObject({
        exit: 31,
        stderr: expect.stringContaining('--gone-host machine-1'),
      })
      expect(await site.confirmed('undo', ['--all', '--gone-host', 'machine-1'])).toMatchObject({
        exit: world.undisturbed.undo.exit,
      })
      expect(site.dump()).toEqual(world.undisturbed.undo.after)
    })
  },
)
