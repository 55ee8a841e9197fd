import { keyboardTypo } from './errors/typos.ts'
import type { PeopleRow } from './people-row.ts'
import { random, Stream } from './random.ts'
import type { World } from './world.ts'

/** A world whose system has no two people rows with one e-mail address, additional addresses included. */
export interface UniqueAddresses extends World {
  readonly additionalAddresses: (row: number) => readonly string[]
}

/** How a row came to another address than its person's, and how often; the rest has none. */
const own = { 'email-private': 0.34, 'email-plus': 0.14, 'email-typo': 0.2 } as const
const others = { 'email-private': 0.45, 'email-plus': 0, 'email-typo': 0 } as const

/** Share of the rows with an address that know a second one. */
const secondAddress = 0.06

type Kind = keyof typeof own

interface Changed {
  readonly email: string
  readonly kind: Kind | 'email-lost' | null
}

/**
 * Whoever comes first keeps the address. Later rows of the same person have a private or a misspelt one, one with a
 * tag, or none; other people who use the same mailbox have a private one or none.
 */
export function uniqueAddresses(world: World): UniqueAddresses {
  const owners = new Map<string, number>()
  const changed = new Map<number, Changed>()
  const additional = new Map<number, readonly string[]>()
  for (let position = 0; position < world.layout.rows; position++) {
    const row = world.peopleOrder.backward(position)
    const made = world.peopleRow(row)
    const wanted = made.email.toLowerCase()
    const free = wanted === '' || !owners.has(wanted)
    const result = free ? { email: wanted, kind: null } : another(world, owners, row, made)
    if (result.email !== made.email || result.kind !== null) changed.set(row, result)
    if (result.email === '') continue
    owners.set(result.email, made.person.index)
    const more = secondOf(world, owners, row, made)
    if (more === '') continue
    owners.set(more, made.person.index)
    additional.set(row, [more])
  }
  return {
    ...world,
    peopleRow: (row) => applied(world.peopleRow(row), changed.get(row)),
    additionalAddresses: (row) => additional.get(row) ?? [],
  }
}

function applied(made: PeopleRow, change: Changed | undefined): PeopleRow {
  if (change === undefined) return made
  const { email, kind } = change
  return { ...made, email, errors: kind === null ? made.errors : [...made.errors, kind] }
}

function another(world: World, owners: ReadonlyMap<string, number>, row: number, made: PeopleRow): Changed {
  const source = random(world.rowSeed, Stream.second, row, 10)
  const shares = owners.get(made.email.toLowerCase()) === made.person.index ? own : others
  let draw = source.next()
  for (const [kind, share] of Object.entries(shares) as [Kind, number][]) {
    draw -= share
    if (draw >= 0) continue
    const email = candidate(kind, made, source)
    return email === '' || owners.has(email) ? { email: '', kind: 'email-lost' } : { email, kind }
  }
  return { email: '', kind: 'email-lost' }
}

function candidate(kind: Kind, made: PeopleRow, source: ReturnType<typeof random>): string {
  const [local = '', domain = ''] = made.email.toLowerCase().split('@')
  if (kind === 'email-private') return made.person.privateEmail
  if (kind === 'email-plus') return `${local}+${source.pick(['news', 'web', 'crm', '2'])}@${domain}`
  return `${keyboardTypo(source, local)}@${domain}`
}

/** The private address beside the one at work, or the one at work beside the private one. */
function secondOf(world: World, owners: ReadonlyMap<string, number>, row: number, made: PeopleRow): string {
  const { company, email, privateEmail, seat } = made.person
  const work = company !== null && seat !== 'assistant' ? email : ''
  if (!random(world.rowSeed, Stream.second, row, 11).chance(secondAddress)) return ''
  return [privateEmail, work].find((one) => one !== '' && !owners.has(one)) ?? ''
}
