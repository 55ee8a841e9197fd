import type { JournalEntry } from '../../src/plan/journal/entry.ts'
import type { Dump } from './dump.ts'
import { type Scene, Site } from './site.ts'
import type { Tapped } from './tap.ts'

export type Command = 'apply' | 'undo'

/** A request at which a fault can occur. */
export interface Step {
  readonly command: Command
  readonly name: string
  /** Which request of the undisturbed command it is. */
  readonly nth: number
  readonly writes: boolean
}

export interface Undisturbed {
  readonly steps: readonly Step[]
  readonly begin: Dump
  readonly end: Dump
  readonly exit: number
  readonly newIds: readonly NewId[]
}

/** An id that was made, by the journal: for what, by which write of a group. */
export interface NewId {
  readonly action: string
  readonly item: string
  readonly id: string
}

/** Runs a command to its end and tells apart what it does with its requests: the first one of each step. */
export async function undisturbed(scene: Scene, command: Command): Promise<Undisturbed> {
  await using site = await Site.open(scene)
  const begin = site.dump()
  const steps = new Map<string, Step>()
  let nth = 0
  let purposes: Readonly<Record<string, number>> | null = null
  using _ = site.tap((request) => {
    nth++
    const now = site.connection?.calls().byPurpose ?? null
    const before = purposes ?? site.connecting
    const purpose = now === null ? undefined : Object.keys(now).find((one) => now[one] !== before[one])
    purposes = now
    const { name, writes } = nameOf(site, command, purpose, request)
    if (!steps.has(name)) steps.set(name, { command, name, nth, writes })
  })
  const outcome = command === 'apply' ? await site.apply(false) : await site.undo()
  return {
    steps: [...steps.values()],
    begin,
    end: site.dump(),
    exit: outcome.exit,
    newIds: newIdsIn(site.entries()),
  }
}

export function newIdsIn(entries: readonly JournalEntry[]): readonly NewId[] {
  const items = new Map(
    entries.flatMap((entry) => (entry.type === 'intent' ? [[entry.step, entry.items]] : [])),
  )
  return entries.flatMap((entry) => {
    if (entry.type !== 'outcome' && entry.type !== 'read-back') return []
    return entry.outcomes.flatMap((outcome, n) => {
      const of = items.get(entry.step)?.[n]
      return outcome.result === 'done' && outcome.id !== undefined && of !== undefined
        ? [{ action: of.action, item: of.item, id: outcome.id }]
        : []
    })
  })
}

function nameOf(
  site: Site,
  command: Command,
  purpose: string | undefined,
  request: Tapped,
): { readonly name: string; readonly writes: boolean } {
  if (purpose === undefined)
    return { name: `connect: ${/token/.test(request.path) ? 'login' : 'describe'}`, writes: false }
  if (purpose === 'strays') return { name: 'end: strays', writes: false }
  const entries = site.entries()
  const last = entries.at(-1)
  if (last === undefined || (command === 'undo' && last.type === 'close'))
    return { name: `before: ${purpose}`, writes: false }
  if (last.type === 'intent' && purpose !== 'read-back') {
    const [item] = last.items
    return {
      name: `${last.verb} ${item?.object}${last.verb === 'update' ? ` (${kindOf(item?.item)})` : ''}`,
      writes: true,
    }
  }
  const sent = entries.findLast((entry) => entry.type === 'intent')
  const after = last.type === 'outcome' && sent?.type === 'intent' ? `after ${sent.verb}` : phases[last.type]
  return {
    name: `${after ?? `before ${last.type === 'intent' ? last.verb : last.type}`}: ${purpose}`,
    writes: false,
  }
}

const phases: Readonly<Record<string, string>> = {
  open: 'begin of a group',
  stage: 'begin of a group',
  verified: 'begin of a group',
  undone: 'begin of a group',
  'pre-image': 'last look',
}

/** `link` of `link:005…` */
function kindOf(item = ''): string {
  return item.replace(/[\d:].*/, '')
}
