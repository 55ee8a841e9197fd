import { cultureDraw, cultureFacts } from './culture.ts'
import { slug } from './letters.ts'
import { particles } from './names/common.ts'
import { type Culture, namePool } from './names/pools.ts'
import { hash, type Random, random, Stream } from './random.ts'

/** A person's place in a company or a household; what they share with others follows from it. */
export interface Seat {
  readonly person: number
  /** First person of the same company or household. */
  readonly first: number
  readonly ordinal: number
  readonly size: number
  readonly culture: Culture
  readonly household?: boolean
}

export interface PersonName {
  readonly culture: Culture
  readonly sex: 'female' | 'male'
  readonly prefix: string
  readonly first: string
  readonly middle: string
  readonly particle: string
  readonly last: string
  readonly second: string
  readonly suffix: string
}

/** What a seat is beside an ordinary one; the deliberate look-alikes of the population. */
export type SeatKind = 'plain' | 'assistant' | 'namesake' | 'junior' | 'partner' | 'child'

export function seatKind(seed: number, seat: Seat): SeatKind {
  if (seat.ordinal === 0) return 'plain'
  const draw = hash(seed, Stream.layout, seat.first, 4) / 4294967296
  if (seat.household) {
    if (seat.ordinal === 1) return 'partner'
    return seat.ordinal === 2 && draw < 0.25 ? 'junior' : 'child'
  }
  if (seat.ordinal === 1 && draw < 0.12) return 'assistant'
  if (seat.ordinal !== seat.size - 1) return 'plain'
  if (seat.size >= 4 && draw > 0.85) return 'namesake'
  return seat.size >= 3 && draw > 0.78 ? 'junior' : 'plain'
}

export function nameAt(seed: number, seat: Seat): PersonName {
  const own = freeName(seed, seat.person, seat.culture, seat.household === true)
  const kind = seatKind(seed, seat)
  if (kind === 'plain' || kind === 'assistant') return own
  const head = freeName(seed, seat.first, seat.culture, seat.household === true)
  if (kind === 'namesake') return { ...head, prefix: '', middle: own.middle, suffix: '' }
  if (kind === 'junior') {
    const marked = hash(seed, Stream.layout, seat.person, 5) % 10 < 6 && !cultureFacts[head.culture].double
    return { ...head, prefix: '', second: head.second === '' ? '' : own.second, suffix: marked ? 'Jr.' : '' }
  }
  if (kind === 'partner') return spouse(head, own, hash(seed, Stream.layout, seat.person, 5))
  return { ...own, culture: head.culture, particle: head.particle, last: head.last, suffix: '' }
}

/** Spouses keep both their names in Spain and Portugal, elsewhere mostly share one. */
function spouse(head: PersonName, own: PersonName, draw: number): PersonName {
  if (cultureFacts[head.culture].double || draw % 10 < 2) return own
  return { ...own, particle: head.particle, last: draw % 10 < 3 ? `${own.last}-${head.last}` : head.last }
}

function freeName(seed: number, person: number, home: Culture, household: boolean): PersonName {
  const source = random(seed, Stream.person, person)
  const culture = household || source.chance(0.86) ? home : cultureDraw.draw(source)
  const sex = source.chance(0.48) ? 'female' : 'male'
  const pool = namePool(culture)
  const english = culture === 'en-US' || culture === 'en-GB'
  const first = pool[sex].draw(source)
  const last = surname(source, culture)
  return {
    culture,
    sex,
    first,
    prefix: source.chance(0.03) ? source.skewed(['Dr.', 'Prof.', 'Dr.', 'Ing.']) : '',
    middle: english && source.chance(0.22) ? pool[sex].draw(source) : '',
    particle: source.chance(english ? 0.008 : 0.025) ? source.pick(particles) : '',
    last,
    second: cultureFacts[culture].double && source.chance(0.82) ? pool.last.draw(source) : '',
    suffix: english && source.chance(0.012) ? source.pick(['Jr.', 'Sr.', 'III', 'PhD']) : '',
  }
}

function surname(source: Random, culture: Culture): string {
  const pool = namePool(culture)
  const last = pool.last.draw(source)
  return !cultureFacts[culture].double && source.chance(0.025) ? `${last}-${pool.last.draw(source)}` : last
}

export function fullLast(name: PersonName): string {
  const last = name.particle === '' ? name.last : `${name.particle} ${name.last}`
  return name.second === '' ? last : `${last} ${name.second}`
}

/** Left side of a work address. Only small houses can afford plain first names. */
export function companyMail(name: PersonName, pattern: number, size: number, number: number): string {
  const first = slug(name.first.split(/[\s-]/)[0] ?? name.first) || 'x'
  const last = slug(name.particle + name.last.split('-')[0]) || 'x'
  const suffix = number > 1 ? String(number) : ''
  const style = size > 12 && (pattern === 2 || pattern === 5) ? 0 : pattern
  return `${local(first, last, style)}${suffix}`
}

function local(first: string, last: string, style: number): string {
  if (style === 1) return `${first.charAt(0)}${last}`
  if (style === 2) return first
  if (style === 3) return `${first}_${last}`
  if (style === 4) return `${last}.${first}`
  if (style === 5) return `${first}${last.charAt(0)}`
  return `${first}.${last}`
}
