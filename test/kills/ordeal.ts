import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { notCarriedOut } from '../../src/plan/journal/entry.ts'
import { hasJournal, verifyJournal } from '../../src/plan/journal/index.ts'
import type { Ran } from '../scenarios/steward.ts'
import type { Blow, Drawn, Kill } from './draw.ts'
import { missing } from './missing.ts'
import type { Site } from './site.ts'
import { open, type Phase, type World } from './world.ts'

export interface Outcome {
  /** Blows that fell while the command was at it. */
  readonly killed: number
  readonly exit: number | null
  /** What is not as it has to be; empty when all is well. */
  readonly wrong: readonly string[]
}

/** Applies or undoes a plan, is killed, goes on as the messages say, and is compared with an undisturbed run. */
export async function suffer(world: World, { phase, blows }: Drawn, n: number): Promise<Outcome> {
  const database = `run-${n}.sqlite`
  await using site = await open(world, phase, database)
  const { exit, after } = await world.whole(phase)
  const wrong: string[] = []
  let killed = 0
  for (const blow of blows) {
    const { ran, fell } = await strike(site, phase, blow)
    if (fell) killed++
    else if (ran.exit !== exit) wrong.push(`a blow that did not fall: ${told(ran)}`)
    if (blow.moves) site.move()
  }
  const ran = await lastAttempt(site, phase)
  if (ran.exit !== exit) wrong.push(`the last attempt: ${told(ran)}`)
  wrong.push(...missing(site.dump(), after))
  wrong.push(...sentTwice(site))
  const { problems, close } = await verifyJournal(site.journal)
  wrong.push(...problems.map(({ file, where, what }) => `journal: ${file} ${where} ${what}`))
  if (close?.reason !== 'finished') wrong.push(`the journal ends with ${close?.reason}`)
  if (phase === 'apply' && close?.left !== 0) wrong.push(`${close?.left} groups are left`)
  rmSync(join(world.folder, database), { force: true })
  return { killed, exit: ran.exit, wrong }
}

async function strike(
  site: Site,
  phase: Phase,
  { kill, powerCut }: Blow,
): Promise<{ readonly ran: Ran; readonly fell: boolean }> {
  const notes = site.notes()
  const sizes = site.sizes()
  const ran = await killedBy(site, phase, kill, notes.path)
  const fell = ran.exit === null
  if (fell && powerCut) site.cutPower(notes.read(), sizes)
  return { ran, fell }
}

function killedBy(site: Site, phase: Phase, kill: Kill, notes: string): Promise<Ran> {
  if (kill.at === 'file') return attempt(site, phase, { notes, kill })
  const { match, nth } = kill
  const action =
    kill.at === 'request' ? { kind: 'hang', when: kill.when } : { kind: 'late', requests: kill.requests }
  const fault = { match, nth, action }
  return site.killedAt(fault, () => attempt(site, phase, { notes }))
}

/** What `plan apply` says is to be done about a run that broke off; an undo is simply given again. */
function attempt(site: Site, phase: Phase, orders: Parameters<Site['confirmed']>[2] = {}): Promise<Ran> {
  const gone = site.lockedElsewhere
  const args = [
    ...(phase === 'undo' ? site.undoAll : hasJournal(site.journal) ? ['--resume'] : []),
    ...(gone === null ? [] : ['--gone-host', gone]),
  ]
  return site.confirmed(phase, args, orders)
}

const quarterOfAnHour = 16 * 60_000

/** Where it says that it can be told later what became of a request, it is given once more by then. */
async function lastAttempt(site: Site, phase: Phase): Promise<Ran> {
  const ran = await attempt(site, phase)
  const said = ran.stdout.replaceAll(/\s+/g, ' ')
  return /undo again in a quarter of an hour|: undo again, which/.test(said)
    ? await attempt(site, phase, { ahead: quarterOfAnHour })
    : ran
}

/** Losers that were sent once more after a request that the server had carried out, by the journal. */
function sentTwice(site: Site): readonly string[] {
  const done = new Map<string, number>()
  const open = new Map<number, readonly (readonly string[])[]>()
  const wrong: string[] = []
  for (const entry of site.entries()) {
    if (entry.type === 'intent') {
      open.set(
        entry.step,
        entry.items.map(({ losers, object }) => (losers ?? []).map((id) => `${object} ${id}`)),
      )
      if (entry.verb !== 'merge') continue
      for (const id of open.get(entry.step)?.flat() ?? [])
        if (done.has(id)) wrong.push(`${id} was merged by step ${done.get(id)} and sent again`)
    }
    if (entry.type !== 'outcome' && entry.type !== 'read-back') continue
    for (const [at, outcome] of entry.outcomes.entries()) {
      const ids = open.get(entry.step)?.[at] ?? []
      if (outcome.result === 'done') for (const id of ids) done.set(id, entry.step)
      if (outcome.result === 'refused' && outcome.code === notCarriedOut)
        for (const id of ids) done.delete(id)
    }
  }
  return wrong
}

function told({ exit, stdout, stderr }: Ran): string {
  return `exit ${exit}\n${stdout.slice(0, 2000)}\n${stderr.slice(-2000)}`
}
