import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KindName, kinds, type Match, writesOf } from './kinds.ts'
import type { FileKill } from './orders.ts'
import { Site } from './site.ts'

export type Phase = 'apply' | 'undo'

/** What an undisturbed run did, to choose instants from, and what it left. */
export interface Undisturbed {
  readonly exit: number
  readonly requests: number
  readonly writes: readonly { readonly match: Match; readonly count: number }[]
  readonly files: readonly { readonly file: string; readonly op: FileKill['op']; readonly count: number }[]
  readonly after: readonly string[]
}

/** One kind of plan, ready to be applied or undone as often as wanted. */
export interface World {
  readonly name: KindName
  /** Where a run begins: a database, and a folder with the plan and perhaps its journal. */
  readonly begins: Readonly<Record<Phase, { readonly database: string; readonly folder: string }>>
  readonly undisturbed: Readonly<Record<Phase, Undisturbed>>
  readonly folder: string
}

export async function makeWorld(name: KindName): Promise<World> {
  const kind = kinds[name]
  const folder = mkdtempSync(join(tmpdir(), 'steward-kills-'))
  const at = (file: string) => join(folder, file)
  await using _seeded = await Site.open({ kind, database: at('start.sqlite') })
  await using planned = await Site.open({ kind, database: at('plan.sqlite'), copyOf: at('start.sqlite') })
  const plan = await planned.planned()
  if (plan.actions.length < 2) throw new Error(`${name}: too small a plan`)
  keep(planned, at('planned'))
  const begins = {
    apply: { database: at('start.sqlite'), folder: at('planned') },
    undo: { database: at('applied.sqlite'), folder: at('applied') },
  }
  await using whole = await open({ name, begins, folder }, 'apply', 'applied.sqlite')
  const applied = await undisturbed(whole, 'apply')
  keep(whole, at('applied'))
  await using back = await open({ name, begins, folder }, 'undo', 'undone.sqlite')
  return { name, begins, folder, undisturbed: { apply: applied, undo: await undisturbed(back, 'undo') } }
}

export function closeWorld({ folder }: World): void {
  rmSync(folder, { recursive: true, force: true })
}

/** The org as it was before, and a machine with the plan. */
export function open(
  { name, begins, folder }: Pick<World, 'name' | 'begins' | 'folder'>,
  phase: Phase,
  database: string,
): Promise<Site> {
  const from = begins[phase]
  return Site.open({
    kind: kinds[name],
    database: join(folder, database),
    copyOf: from.database,
    from: from.folder,
  })
}

function keep(site: Site, folder: string): void {
  mkdirSync(folder)
  for (const name of ['plan.json', 'plan.values.json', 'plan.journal']) {
    const path = join(site.place.folder, name)
    if (existsSync(path)) cpSync(path, join(folder, name), { recursive: true })
  }
}

async function undisturbed(site: Site, phase: Phase): Promise<Undisturbed> {
  const matches: readonly Match[] = [{}, ...writesOf[site.kind.crm]]
  const never = { action: { kind: 'delay', milliseconds: 0 }, nth: 1_000_000 }
  for (const match of matches) await site.control('POST', '/faults', { match, ...never })
  const notes = site.notes()
  const ran = await site.confirmed(phase, phase === 'undo' ? ['--all'] : [], { notes: notes.path })
  if (ran.exit !== 0 && ran.exit !== 68) throw new Error(`${phase}: ${ran.exit}\n${ran.stdout}${ran.stderr}`)
  const { faults } = await site.control<{ faults: readonly { match: Match; seen: number }[] }>(
    'GET',
    '/faults',
  )
  await site.control('DELETE', '/faults')
  const done = notes.read().filter((noted) => noted.is === 'done')
  const byFile = Map.groupBy(done, ({ file, op }) => `${file} ${op}`)
  return {
    exit: ran.exit,
    requests: faults[0]?.seen ?? 0,
    writes: faults.slice(1).flatMap(({ match, seen }) => (seen === 0 ? [] : [{ match, count: seen }])),
    files: [...byFile.values()].flatMap((some) =>
      some.slice(0, 1).map(({ file, op }) => ({ file, op, count: some.length })),
    ),
    after: site.dump(),
  }
}
