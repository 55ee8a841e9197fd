import type { Value } from '../../kit/index.ts'
import type { Now } from './look.ts'

/** Of a column that nobody can write: what it gathered of others stays in it. */
export const staysGathered = 'the CRM lets nobody take from it what was gathered there'

export interface Three {
  readonly was: Value | undefined
  readonly left: Value | undefined
  readonly is: Value | undefined
}

/**
 * Where a merge gathers the addresses of all its members: those that the run put there go, and whatever somebody added or
 * took away since stays so.
 */
export function gatheredBack({ was, left, is }: Three): Value {
  const [before, merged] = [parts(was), parts(left)]
  const kept = parts(is).filter((one) => before.includes(one) || !merged.includes(one))
  const taken = before.filter((one) => !merged.includes(one) && !kept.includes(one))
  const all = [...kept, ...taken]
  return all.length === 0 ? null : all.join(';')
}

export function isGathered({ view }: Pick<Now, 'view'>, field: string): boolean {
  return (view.abilities.traits.gathers ?? []).some(({ further }) => further === field)
}

function parts(value: Value | undefined): readonly string[] {
  if (typeof value !== 'string') return []
  return [...new Set(value.split(';').map((part) => part.trim().toLowerCase()))].filter((part) => part !== '')
}
