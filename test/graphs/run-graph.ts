import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packs } from '../../plugins/index.ts'
import { isKitError } from '../../src/kit/index.ts'
import { buildPlan } from '../../src/plan/build/index.ts'
import { carryOut } from '../../src/plan/carry-out.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import type { ValuesFile } from '../../src/plan/files/values-file.ts'
import { type TakeBackRequest, takeBack } from '../../src/plan/take-back.ts'
import type { GroupUndo } from '../../src/plan/undo/index.ts'
import { loadPolicy } from '../../src/policy/index.ts'
import { chanceOf } from './chance.ts'
import { withChanges } from './differences.ts'
import { undeclared } from './judge.ts'
import { lostBy } from './lost.ts'
import { renamed } from './renamed.ts'
import type { World } from './world.ts'

export interface GraphRun {
  readonly seed: number
  /** Differences that nobody declared, and whatever else is not as it has to be. */
  readonly problems: readonly string[]
  readonly applied: number
  /** By code. */
  readonly leftOut: readonly string[]
  readonly items: readonly GroupUndo['items'][number][]
  readonly refusals: readonly string[]
  /** What was done to the graph, for whoever looks into a problem. */
  readonly story: readonly string[]
}

const now = () => new Date('2026-02-01T09:00:00Z')

interface Stage {
  readonly world: World
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly losses: ReadonlySet<string>
  readonly base: Omit<TakeBackRequest, 'groups' | 'consent'>
}

/** Merges, undoes, and compares what there is with what there was. */
export async function runGraph(seed: number, open: (seed: number) => Promise<World>): Promise<GraphRun> {
  await using world = await open(seed)
  const chance = chanceOf(~seed)
  const story: string[] = []
  const stage = await plan(world)
  const leftOut = stage.plan.leftOut.map(({ code }) => code)
  const before = await world.dump()
  const nothing = { seed, problems: [], applied: 0, leftOut, items: [], refusals: [], story }
  if (stage.plan.actions.length === 0) return nothing
  const carried = await apply(stage)
  story.push(`apply: ${carried.exit} ${carried.error?.code ?? ''} ${carried.error?.message ?? ''}`)
  for (const one of [...carried.skipped, ...carried.differences]) story.push(JSON.stringify(one))
  for (const { id, kind, object } of stage.plan.actions) story.push(`${id}: ${kind} ${object}`)
  const look = async () => renamed({ ...stage, dir: stage.base.dir }, await world.dump())
  const applied = await look()
  const lost = await lostBy(world, { ...stage, dir: stage.base.dir }, before, applied)
  const meddled = chance.is(0.4)
  if (meddled) story.push(await world.meddle())
  const found = meddled ? await look() : applied
  const expected = withChanges(before, applied, found)
  const told: GroupUndo[] = []
  const ids = stage.plan.actions.map(({ id }) => id)
  const rounds = chance.is(0.3) ? [chance.some(ids, 0.5), null] : chance.is(0.2) ? [null, null] : [null]
  const byHand = world.bringBack !== undefined && chance.is(0.5)
  for (const groups of rounds) {
    if (groups?.length === 0) continue
    const { groups: done, exit } = await undo(stage, groups, !byHand)
    story.push(`undo of ${groups ?? 'all'}: ${exit}`)
    told.push(...done)
  }
  if (byHand && (await bringBack(stage, told))) told.push(...(await undo(stage, null, false)).groups)
  const after = await look()
  const items = told.flatMap((one) => one.items)
  const problems = [
    ...brokeOff(carried),
    ...lost,
    ...undeclared(world, { items, losses: stage.losses }, expected, after),
  ]
  const refusals = told.flatMap(({ refused }) => (refused === null ? [] : [refused.code]))
  return { seed, problems, applied: ids.length, leftOut, items, refusals, story }
}

/** A run that stops because the CRM refused so much is as it has to be. */
function brokeOff({ error }: Awaited<ReturnType<typeof apply>>): readonly string[] {
  return error === null || error.code === 'TOO_MANY_REFUSED'
    ? []
    : [`apply ended with ${error.code}: ${error.message}`]
}

async function plan(world: World): Promise<Stage> {
  const cwd = join(world.tempDir, 'desk')
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'steward.yml'), world.policy)
  const policy = await loadPolicy({ cwd, packs, connectors: [world.connector] })
  await using connection = await world.connect()
  if (connection.writer === undefined) throw new Error('there is no writer')
  const { plan, values } = await buildPlan({
    connection,
    writer: connection.writer,
    name: 'acme',
    decided: world.groups,
    leftOut: [],
    policy: policy.policy,
    policyHash: policy.hash,
    scan: { run: 1, asOf: now().toISOString(), selectors: ['duplicates'] },
    tool: '0.1.0',
    createdAt: now(),
    key: '0f'.repeat(32),
    valuesFile: 'plan.values.json',
  })
  const base = {
    home: join(world.tempDir, 'home'),
    policy,
    target: {
      name: 'acme',
      connector: world.connector,
      settings: world.connector.settings.parse(world.settings),
    },
    dir: join(world.tempDir, 'journal'),
    confirmOrg: plan.connection.host,
    tool: '0.1.0',
    env: {},
    now,
    pause: async () => undefined,
    signal: new AbortController().signal,
    progress: () => undefined,
    log: () => undefined,
  }
  const objects = [...new Set(plan.actions.map(({ object }) => object))]
  const abilities = await Promise.all(objects.map(connection.writer.abilities))
  const losses = new Set(abilities.flatMap((one) => (one.losses ?? []).map(({ what }) => what)))
  return { world, plan, values, losses, base: { ...base, plan, values, valuesNow: () => values } }
}

function apply({ world, base, plan }: Stage) {
  return carryOut({
    ...base,
    env: { ...world.env }, // a token is taken out once it was read
    journal: { dir: base.dir, named: true },
    resume: false,
    unattended: false,
    beyondBin: true,
    confirmPlan: plan.id,
    consent: async () => '--confirm-plan',
  })
}

type Undone = Pick<Awaited<ReturnType<typeof takeBack>>, 'groups' | 'exit'>

/** Nothing to take back is a result, too: the CRM refuses some merges, and those may be all. */
async function undo(
  { world, base }: Stage,
  groups: readonly string[] | null,
  recreate: boolean,
): Promise<Undone> {
  const consent = async () => '--confirm-plan' as const
  try {
    return await takeBack({ ...base, env: { ...world.env }, groups, recreate, consent })
  } catch (error) {
    if (isKitError(error) && error.code === 'NOTHING_APPLIED') return { groups: [], exit: error.exit }
    throw error
  }
}

/** Restores by hand what undo said only a person can; true when there was any. */
async function bringBack({ world }: Stage, told: readonly GroupUndo[]): Promise<boolean> {
  const items = told.flatMap((one) => one.items)
  const lost = items.filter(({ what, why }) => what === 'record' && why.startsWith('only by hand'))
  for (const { object, id } of lost) await world.bringBack?.(object, [id])
  return lost.length > 0
}
