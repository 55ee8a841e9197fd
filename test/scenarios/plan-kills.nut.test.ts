import { afterAll, describe, expect, it } from 'vitest'
import { differing } from './foreign-client.ts'
import { asOf, bySurvivor, openTrial, type Trial, TwinMaker } from './plan-trial.ts'
import type { Ran } from './steward.ts'

const kinds = {
  people: { selector: 'duplicates/people', policy: bySurvivor, people: 220 },
  'merged cases': { selector: 'duplicates/cases', policy: '', people: 400 },
} as const
type Kind = keyof typeof kinds

interface World {
  readonly maker: TwinMaker
  /** What an undisturbed run left, and what an undisturbed undo of it left. */
  readonly applied: readonly string[]
  readonly undone: readonly string[]
  readonly pristine: readonly string[]
}
const worlds = new Map<Kind, Promise<World>>()

/** Sessions are no data, and the order of merges, which a new canary changes, shows in numbers of history rows. */
const without = /^OauthToken\.|History\.Id$/
const dump = (trial: Trial) => trial.client.dump({ without })

/** Made once, when it is first asked for. */
function world(kind: Kind): Promise<World> {
  const made = worlds.get(kind) ?? makeWorld(kind)
  worlds.set(kind, made)
  return made
}

async function makeWorld(kind: Kind): Promise<World> {
  const { selector, policy, people } = kinds[kind]
  const maker = new TwinMaker({ people, seed: 7 }, policy)
  const plan = await maker.plan(selector, '0.9')
  expect(plan.actions.length, kind).toBeGreaterThan(1)
  await using twin = await maker.twin()
  const pristine = await dump(twin)
  const ran = await twin.apply()
  expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 0 })
  const applied = await dump(twin)
  const back = await twin.undo(['--all'])
  expect([0, 68], back.stdout + back.stderr).toContain(back.exit)
  return { maker, pristine, applied, undone: await dump(twin) }
}

afterAll(async () => {
  for (const made of worlds.values()) await (await made).maker[Symbol.asyncDispose]()
})

function expectNoMergeTwice(trial: Trial): void {
  const sent = trial.sentLosers()
  expect(new Set(sent).size).toBe(sent.length)
}

const merges = { operation: 'merge' }
const creates = { method: 'POST', path: '*/composite/sobjects' }
const restores = { operation: 'undelete' }
const scripts = { path: '*/executeAnonymous*' }

/** Kills at instants of all kinds are in `test/kills`; these say what is in the journal and what is refused then. */
describe('killed between the commit of the org and its answer', () => {
  it.each([
    ['later merges', 'people', merges, 2],
    ['a program that merges cases', 'merged cases', scripts, 1],
  ] as const)('at %s of %s, a run ends as if undisturbed', async (_, kind, match, nth) => {
    const { maker, pristine, applied } = await world(kind)
    await using trial = await maker.twin()
    const fault = { match, action: { kind: 'hang', when: 'after' }, nth }
    const killed = await trial.signalled('SIGKILL', fault, (options) => trial.apply([], options))
    expect(killed.exit, killed.stdout + killed.stderr).toBe(null)
    expect(differing(await dump(trial), pristine)).not.toEqual([])
    expect(trial.journal().at(-1)?.type).toBe('intent')

    const refused = await trial.apply()
    expect(refused).toMatchObject({ exit: 31, stderr: expect.stringContaining('--resume') })
    const resumed = await trial.apply(['--resume'])
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ exit: 0 })
    expect(differing(await dump(trial), applied)).toEqual([])
    expectNoMergeTwice(trial)
    expect((await trial.place.run(['journal', 'verify', 'plan.journal'])).exit).toBe(0)
  })

  it.each([
    ['restored records', 'people', restores, 1],
    ['rows made anew', 'people', creates, 1],
  ] as const)('at %s of %s, an undo ends as if undisturbed', async (_, kind, match, nth) => {
    const { maker, applied, undone } = await world(kind)
    await using trial = await maker.twin()
    expect(await trial.apply()).toMatchObject({ exit: 0 })
    const fault = { match, action: { kind: 'hang', when: 'after' }, nth }
    const killed = await trial.signalled('SIGKILL', fault, (options) => trial.undo(['--all'], options))
    expect(killed.exit, killed.stdout + killed.stderr).toBe(null)
    expect(differing(await dump(trial), applied)).not.toEqual([])
    expect(trial.journal().at(-1)?.type).toBe('intent')

    const again: Ran = await trial.undo(['--all'])
    expect(again.stderr).not.toMatch(/\n\s+at /)
    expect(differing(await dump(trial), undone), again.stdout + again.stderr).toEqual([])
    expect((await trial.place.run(['journal', 'verify', 'plan.journal'])).exit).toBe(0)
  })
})

describe('Ctrl-C', () => {
  /** Slow enough that the signal comes while the request is under way. */
  const slow = { kind: 'delay', milliseconds: 1500, when: 'before' }
  const reads = { method: 'POST', path: '*/composite/sobjects/*' }

  it('while groups are looked at leaves no plan', async () => {
    await using trial = await openTrial({ people: 60, seed: 5 })
    expect(await trial.place.run(['scan', 'duplicates/people', '--as-of', asOf])).toMatchObject({ exit: 0 })
    const create = ['plan', 'create', 'duplicates/people', '--min-score', '0.9']
    const { stderr } = await trial.place.run(create)
    const all = [...create, '--confirm-groups', /--confirm-groups (\d+)/.exec(stderr)?.[1] ?? '']
    const ran = await trial.signalled('SIGINT', { match: reads, action: slow }, (options) =>
      trial.place.run(all, options),
    )
    expect(ran, ran.stderr).toMatchObject({ exit: 130 })
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    expect([...trial.place.files().keys()].filter((path) => /plan\..*json/.test(path))).toEqual([])
    expect((await trial.place.run(all)).exit).toBe(0)
  })

  it('before anything was asked of a person leaves no journal', async () => {
    await using trial = await (await world('people')).maker.twin()
    const fault = { match: { path: '*/limits*' }, action: slow }
    const ran = await trial.signalled('SIGINT', fault, (options) => trial.apply([], options))
    expect(ran, ran.stderr).toMatchObject({ exit: 130 })
    expect(await trial.writes()).toEqual([])
    expect([...trial.place.files().keys()].filter((path) => path.includes('plan.journal'))).toEqual([])
    expect(await trial.apply()).toMatchObject({ exit: 0 })
  })

  it.each([
    ['while values are read again', reads, 1],
    ['at the canary', merges, 1],
    ['at a later chunk', merges, 3],
  ] as const)('%s ends the request, closes the journal, and the rest is resumed', async (_, match, nth) => {
    const { maker, applied } = await world('people')
    await using trial = await maker.twin()
    const fault = { match, action: slow, nth }
    const ran = await trial.signalled('SIGINT', fault, (options) => trial.apply([], options))
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 130 })
    expect(ran.stderr).toContain('Interrupted')
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    expect(trial.journal().at(-1)).toMatchObject({ type: 'close', reason: 'interrupted' })
    const left = trial.journal().filter(({ type }) => type === 'intent').length
    expect(trial.journal().filter(({ type }) => type === 'outcome')).toHaveLength(left)

    const resumed = await trial.apply(['--resume'])
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ exit: 0 })
    expect(differing(await dump(trial), applied)).toEqual([])
    expectNoMergeTwice(trial)
    expect(trial.journal().at(-1)).toMatchObject({ type: 'close', reason: 'finished', left: 0 })
  })

  it('during an undo finishes the group, and the same command takes back the rest', async () => {
    const { maker, undone } = await world('people')
    await using trial = await maker.twin()
    expect(await trial.apply()).toMatchObject({ exit: 0 })
    const ran = await trial.signalled('SIGINT', { match: restores, action: slow }, (options) =>
      trial.undo(['--all'], options),
    )
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 130 })
    expect(trial.journal().at(-1)).toMatchObject({ type: 'close', reason: 'interrupted' })
    await trial.undo(['--all'])
    expect(differing(await dump(trial), undone)).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  it.each([4, 16, 64])('after %i KiB ends the run before anything is lost', async (kib) => {
    const { maker, applied } = await world('people')
    await using trial = await maker.twin()
    const through = ['bash', '-c', `ulimit -f ${kib}; exec "$0" "$@"`]
    const ran = await trial.apply([], { through })
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 1 })
    expect(ran.stderr).toMatch(/^error {2}The journal cannot be written \(EFBIG\)/m)
    expect(ran.stderr).not.toMatch(/\n\s+at /)

    const resumed = await trial.apply(['--resume'])
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ exit: 0 })
    expect(differing(await dump(trial), applied)).toEqual([])
    expectNoMergeTwice(trial)
  })
})
