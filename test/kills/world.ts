import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kind, type KindName, type Match, writesOf } from './kinds.ts'
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
  readonly kind: Kind
  readonly folder: string
  /** Where a run begins: a database, and a folder with the plan and perhaps its journal. */
  readonly begins: Readonly<Record<Phase, { readonly database: string; readonly folder: string }>>
  /** Found out when it is first asked for. */
  readonly whole: (phase: Phase) => Promise<Undisturbed>
}

/** Worlds of several kinds, each made when it is first asked for; kinds on the same org share its scan. */
export class Worlds implements AsyncDisposable {
  readonly #kinds: Readonly<Record<KindName, Kind>>
  readonly #folder = mkdtempSync(join(tmpdir(), 'steward-kills-'))
  readonly #scanned = new Map<string, Promise<Site>>()
  readonly #made = new Map<KindName, Promise<World>>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(kinds: Readonly<Record<KindName, Kind>>) {
    this.#kinds = kinds
  }

  /** One after another, for a scan and plans of it share a home. */
  of(name: KindName): Promise<World> {
    const before = this.#last.catch(() => {})
    const made = this.#made.get(name) ?? before.then(() => this.#make(name))
    this.#made.set(name, made)
    this.#last = made
    return made
  }

  async #make(name: KindName): Promise<World> {
    const kind = this.#kinds[name]
    const site = await this.#scan(kind)
    const folder = join(this.#folder, name.replaceAll(' ', '-'))
    const at = (file: string) => join(folder, file)
    mkdirSync(at('planned'), { recursive: true })
    await site.planInto(at('planned'), kind)
    const begins = {
      apply: { database: site.database, folder: at('planned') },
      undo: { database: at('applied.sqlite'), folder: at('applied') },
    }
    const found = new Map<Phase, Promise<Undisturbed>>()
    const whole = (phase: Phase): Promise<Undisturbed> => {
      const one = found.get(phase) ?? (phase === 'apply' ? applied(world) : undone(world))
      found.set(phase, one)
      return one
    }
    const world: World = { kind, folder, begins, whole }
    return world
  }

  #scan(kind: Kind): Promise<Site> {
    const name = groundOf(kind)
    const same = Object.values(this.#kinds).filter((one) => groundOf(one) === name)
    const scan = async () => {
      const site = await Site.open({ kind, database: join(this.#folder, `${name}.sqlite`) })
      await site.scan([...new Set(same.map(({ selector }) => selector))])
      return site
    }
    const scanned = this.#scanned.get(name) ?? scan()
    this.#scanned.set(name, scanned)
    return scanned
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const scanned of this.#scanned.values()) await (await scanned)[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function groundOf({ crm, people, seed }: Kind): string {
  return `${crm}-${people}-${seed}`
}

async function applied(world: World): Promise<Undisturbed> {
  await using site = await open(world, 'apply', 'applied.sqlite')
  const whole = await undisturbed(site, 'apply')
  keep(site, join(world.folder, 'applied'))
  return whole
}

async function undone(world: World): Promise<Undisturbed> {
  await world.whole('apply')
  await using site = await open(world, 'undo', 'undone.sqlite')
  return await undisturbed(site, 'undo')
}

/** The org as it was before, and a machine with the plan. */
export async function open(world: World, phase: Phase, database: string): Promise<Site> {
  const { kind, folder, begins } = world
  if (phase === 'undo') await world.whole('apply')
  const from = begins[phase]
  return Site.open({ kind, database: join(folder, database), copyOf: from.database, from: from.folder })
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
  const ran = await site.confirmed(phase, phase === 'undo' ? site.undoAll : [], { notes: notes.path })
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
