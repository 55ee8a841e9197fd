import { isKitError, type KitError } from '../../src/kit/index.ts'
import { verifyJournal } from '../../src/plan/journal/index.ts'
import { reasons } from '../../src/plan/undo/reasons.ts'
import type { Fault } from './faults.ts'
import { type Missed, missedBy } from './missed.ts'
import { type Scene, Site } from './site.ts'
import type { Command, Step, Undisturbed } from './steps.ts'

/** How a command ended. */
export interface Ending {
  readonly is: 'done' | 'partly' | 'stopped' | 'refused' | 'failed'
  readonly exit: number
  readonly code: string | null
  readonly message: string | null
  /** The journal's last entry, and whether the journal verifies; null without a journal. */
  readonly journal: string | null
  readonly verified: boolean
  /** True once this command has put something into the journal. */
  readonly begun: boolean
  readonly actions: readonly string[]
  /** Ids of groups that it says are not as planned, or of which something is not. */
  readonly told: ReadonlySet<string>
  /** Ids of rows of which it says that a new one stands for them, and that they stay on the survivor. */
  readonly stays: ReadonlySet<string>
}

export interface Cell {
  readonly first: Ending
  /** What the messages said to do, and how that ended. */
  readonly ways: readonly WayOut[]
  /** True when the org is as after a run that nothing disturbed. */
  readonly same: boolean
  /** Rows that are not, and that nobody said anything of. */
  readonly missed: readonly Missed[]
}

export interface WayOut {
  readonly way: 'resume' | 'again'
  readonly ending: Ending
}

export interface Place {
  readonly scene: Scene
  readonly whole: Undisturbed
}

/** Runs a command with a fault at one of its requests, then what its message says to do. */
export async function runCell(
  { scene, whole }: Place,
  step: Step,
  fault: Fault,
  lasting: boolean,
): Promise<Cell> {
  await using site = await Site.open(scene)
  const rule = { match: {}, action: fault.action, after: step.nth - 1, ...(lasting ? {} : { times: 1 }) }
  await site.control('POST', '/faults', rule)
  const first = await faulty(site, step.command, fault)
  await site.control('DELETE', '/faults')
  const ways: WayOut[] = []
  for (let last = first; ways.length < mostWays; ) {
    const way = wayOut(step.command, last)
    if (way === null || (last.is === 'partly' && ways.length > 0)) break
    last = await endingOf(site, step.command, way === 'resume')
    ways.push({ way, ending: last })
  }
  const missed = missedBy(site, whole, ways.at(-1)?.ending ?? first)
  return { first, ways, same: missed.same, missed: missed.rows }
}

/** A run that stops twice for different reasons is gone on with twice. */
const mostWays = 3

async function faulty(site: Site, command: Command, fault: Fault): Promise<Ending> {
  if (fault.action.kind !== 'hang') return await endingOf(site, command, false)
  await using _ = site.runtime.endDeadlines(async () => {
    const { faults } = (await site.control('GET', '/faults')) as { faults: readonly { fired: number }[] }
    return faults.reduce((sum, { fired }) => sum + fired, 0)
  })
  return await endingOf(site, command, false)
}

/** By the message, and by nothing else. */
function wayOut(command: Command, { is, actions, begun }: Ending): 'resume' | 'again' | null {
  if (is === 'done' || (is === 'partly' && command === 'apply')) return null
  if (!begun) return 'again' // nothing was written: once what the message names is mended
  const said = actions.join('\n')
  const way = command === 'apply' ? 'resume' : 'again'
  const named =
    way === 'resume' ? said.includes('--resume') : is === 'partly' || said.includes('same command again')
  if (!named) throw new Error(`no way out is named: ${said}`)
  return way
}

async function endingOf(site: Site, command: Command, resume: boolean): Promise<Ending> {
  try {
    if (command === 'undo') {
      const outcome = await site.undo()
      const short = outcome.groups.filter(
        ({ refused, items }) =>
          refused !== null || items.some(({ fidelity }) => fidelity === 'impossible' || fidelity === 'kept'),
      )
      return await ended(site, outcome.exit, outcome.error, {
        told: short.map(({ action }) => action),
        stays: outcome.groups.flatMap(({ items }) =>
          items.flatMap(({ why, id }) => (why === reasons['moved one kept'] ? [id] : [])),
        ),
      })
    }
    const outcome = await site.apply(resume)
    const told = outcome.skipped.map(({ action }) => action)
    return await ended(site, outcome.exit, outcome.error, { told: [...told, ...differentIn(site)] })
  } catch (error) {
    if (!isKitError(error)) throw error
    return await ended(site, error.exit, error, { told: differentIn(site) })
  }
}

function differentIn(site: Site): readonly string[] {
  return site.entries().flatMap((entry) => (entry.type === 'verified' && !entry.ok ? [entry.action] : []))
}

async function ended(
  site: Site,
  exit: number,
  error: KitError | null,
  { told, stays = [] }: { readonly told: readonly string[]; readonly stays?: readonly string[] },
): Promise<Ending> {
  const entries = site.entries()
  const last = entries.at(-1)
  const begun = entries.length > site.entriesBefore
  return {
    is: words[exit] ?? 'failed',
    exit,
    code: error?.code ?? null,
    message: error?.message ?? null,
    journal:
      !begun || last === undefined ? null : last.type === 'close' ? `${last.reason} ${last.code}` : last.type,
    begun,
    verified: last !== undefined && (await verifyJournal(site.journal)).ok,
    actions: error?.actions ?? [],
    told: new Set(told),
    stays: new Set(stays),
  }
}

const words: Readonly<Record<number, Ending['is']>> = {
  0: 'done',
  31: 'refused',
  68: 'partly',
  69: 'stopped',
}
