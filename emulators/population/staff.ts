import { day } from './calendar.ts'
import { namePool } from './names/pools.ts'
import { type Random, random, Stream } from './random.ts'
import type { World } from './world.ts'

export type Job =
  | 'admin'
  | 'sales'
  | 'service'
  | 'marketing'
  | 'finance'
  | 'manager'
  | 'imports'
  | 'integration'

/** Somebody who works with the org. */
export interface Employee {
  readonly id: string
  readonly first: string
  readonly last: string
  readonly job: Job
  readonly from: number
  /** When they left; null while they are here. */
  readonly until: number | null
}

export interface Staff {
  readonly all: readonly Employee[]
  readonly admin: Employee
  readonly imports: Employee
  /** Who owned what was created then; now and then somebody who has left since. */
  readonly owner: (moment: number, random: Random) => Employee
  readonly agent: (moment: number, random: Random) => Employee
}

const administrators = 9
const others: readonly Job[] = [
  'sales',
  'sales',
  'sales',
  'service',
  'service',
  'sales',
  'marketing',
  'manager',
  'finance',
  'sales',
]

/** The same people work with both CRMs; `idOf` makes an id from a serial. */
export function staffOf(world: World, idOf: (serial: number) => string): Staff {
  const size = 30 + Math.floor(Math.sqrt(world.layout.rows) / 2.2)
  const all = Array.from({ length: size }, (_, index) => employee(world, index, idOf))
  const pick = (jobs: readonly Job[]) => {
    const team = all.filter(({ job }) => jobs.includes(job))
    return (moment: number, source: Random): Employee => {
      for (let attempt = 0; attempt < 6; attempt++) {
        const one = source.skewed(team)
        const gone = one.until !== null && one.until < world.calendar.asOf
        if (one.from <= moment && (one.until === null || one.until > moment) && (!gone || source.chance(0.4)))
          return one
      }
      return team.find(({ until }) => until === null) as Employee
    }
  }
  return {
    all,
    admin: all[0] as Employee,
    imports: all[administrators] as Employee,
    owner: pick(['sales', 'manager']),
    agent: pick(['service', 'sales']),
  }
}

function employee(world: World, index: number, idOf: (serial: number) => string): Employee {
  const source = random(world.seed, Stream.user, index)
  const { start, asOf } = world.calendar
  const pool = namePool(source.chance(0.6) ? 'en-US' : 'es-ES')
  const named = {
    first: pool[source.chance(0.5) ? 'female' : 'male'].draw(source),
    last: pool.last.draw(source),
  }
  const base = { id: idOf(index + 1), from: start - 30 * day, until: null }
  if (index === 0) return { ...base, first: 'Ada', last: 'Admin', job: 'admin' }
  if (index < administrators) return { ...base, ...named, from: start + index * 120 * day, job: 'admin' }
  if (index === administrators) return { ...base, first: 'Imports', last: 'API', job: 'imports' }
  if (index === administrators + 1)
    return { ...base, first: 'Website', last: 'Integration', job: 'integration' }
  const from = start - 30 * day + Math.floor(source.next() ** 1.5 * (asOf - start) * 0.95)
  const left = index > administrators + 7 && source.chance(0.28)
  const until = left
    ? Math.min(asOf - day, from + Math.floor((0.15 + source.next() * 0.85) * (asOf - from)))
    : null
  const job = others[(index - administrators - 2) % others.length] as Job
  return { ...base, ...named, from: index <= administrators + 7 ? base.from : from, until, job }
}
