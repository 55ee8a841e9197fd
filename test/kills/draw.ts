import type { Chance } from './chance.ts'
import type { Match } from './kinds.ts'
import type { FileKill } from './orders.ts'
import type { Phase, Undisturbed, World } from './world.ts'

/** The instant at which a process ends. `before` and `after` what the server does about a request. */
export type Kill =
  | { readonly at: 'request'; readonly match: Match; readonly nth: number; readonly when: 'before' | 'after' }
  /** The server carries the request out when so many more have come in, which the next attempt sends. */
  | { readonly at: 'late request'; readonly match: Match; readonly nth: number; readonly requests: number }
  | ({ readonly at: 'file' } & FileKill)

/** What happens between a kill and the next attempt. */
export interface Blow {
  readonly kill: Kill
  /** The machine loses power, and what was not synced is gone. */
  readonly powerCut: boolean
  /** The next attempt is made on another machine. */
  readonly moves: boolean
}

export interface Drawn {
  readonly phase: Phase
  readonly blows: readonly Blow[]
}

/**
 * The first blow of every third run falls between what the server did and its answer; that of every seventh at a request
 * that the server carries out when the next attempt has begun.
 */
export async function draw(chance: Chance, world: World, n: number): Promise<Drawn> {
  const phase = chance.pick(['apply', 'apply', 'undo'] as const)
  const whole = await world.whole(phase)
  const count = chance.happens(0.35) ? 2 : 1
  const blows = Array.from({ length: count }, (_, place) => ({
    kill: place === 0 && n % 3 === 0 ? committed(chance, whole) : anyKill(chance, whole),
    powerCut: chance.happens(0.4),
    moves: chance.happens(0.5),
  }))
  const [first, ...rest] = blows
  if (first === undefined || n % 7 !== 5) return { phase, blows }
  return { phase, blows: [{ ...first, kill: lateCommit(chance, whole) }, ...rest] }
}

/** Within the time for which an attempt looks what became of a request. */
const mostRequestsLate = 12

function lateCommit(chance: Chance, whole: Undisturbed): Kill {
  const { match, nth } = committed(chance, whole)
  return { at: 'late request', match, nth, requests: 1 + chance.below(mostRequestsLate) }
}

function anyKill(chance: Chance, whole: Undisturbed): Kill {
  if (chance.happens(0.6)) return fileKill(chance, whole)
  if (chance.happens(0.3)) {
    const when = chance.pick(['before', 'after'] as const)
    return { at: 'request', match: {}, nth: 1 + chance.below(whole.requests), when }
  }
  return { ...committed(chance, whole), when: chance.pick(['before', 'after'] as const) }
}

function committed(chance: Chance, { writes, requests }: Undisturbed): Extract<Kill, { at: 'request' }> {
  if (writes.length === 0) return { at: 'request', match: {}, nth: 1 + chance.below(requests), when: 'after' }
  const { match, count } = chance.pick(writes)
  return { at: 'request', match, nth: 1 + chance.below(count), when: 'after' }
}

function fileKill(chance: Chance, { files }: Undisturbed): Kill {
  const { file, op, count } = chance.pick(files)
  const when = chance.pick(
    op === 'write' ? (['before', 'after', 'torn'] as const) : (['before', 'after'] as const),
  )
  return { at: 'file', file, op, nth: 1 + chance.below(count), when }
}
