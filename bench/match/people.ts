/**
 * A population of people in a CRM, with its truth: rows of 85 % different people and 15 % duplicates, each with one
 * to five edits. Everything follows from the seed and the row's number, so that rows can be made in pieces. Names and
 * places come from `@faker-js/faker` and lists of this folder; nothing is shared with the matcher's own tables.
 */
import { below, chance, type Draw, drawFor, pick, zipf } from './draw.ts'
import { edited } from './edits.ts'
import { type Person, phone, plain } from './person.ts'
import {
  companyName,
  familyName,
  freeHosts,
  givenName,
  jobTitle,
  type Place,
  place,
  roleMailboxes,
} from './words.ts'

export interface Row {
  readonly id: string
  /** Rows of one number are one person. */
  readonly entity: number
  readonly person: Person
}

export interface Population {
  readonly records: number
  readonly seed: number
}

const duplicates = 0.15

/** Row by row, ids ascending. */
export function* people({ records, seed }: Population): Generator<Row> {
  const world = worldOf(records, seed)
  let entities = 0
  for (let row = 0; row < records; row++) {
    const draw = drawFor(seed ^ 0x5bd1e995, row)
    const again = entities > 0 && chance(draw, duplicates)
    const entity = again ? below(draw, entities) : entities++
    const person = personOf(world, entity)
    yield {
      id: idOf(row),
      entity,
      person: again ? edited(person, draw, () => elsewhere(world, draw)) : person,
    }
  }
}

/** As an org gives them out: eighteen characters, ascending. */
function idOf(row: number): string {
  return `003${row.toString(36).toUpperCase().padStart(12, '0')}AAA`
}

interface World {
  readonly seed: number
  readonly companies: number
  readonly companyAt: (draw: Draw) => number
}

/** One company for twelve people; a few have thousands, most have one or two. */
function worldOf(records: number, seed: number): World {
  const companies = Math.max(1, Math.round(records / 12))
  return { seed, companies, companyAt: zipf(companies, 40, 0.7) }
}

interface Company {
  readonly name: string
  readonly domain: string
  readonly switchboard: string
  readonly mailStyle: number
  readonly place: Place
}

function companyOf({ seed }: World, nth: number): Company {
  const draw = drawFor(seed ^ 0x27d4eb2f, nth)
  const name = companyName(draw)
  const stem = plain(name.split(' ').slice(0, 2).join('')).slice(0, 14)
  const number = chance(draw, 0.5) ? '' : String(nth % 997)
  const ending = pick(draw, ['com', 'com', 'com', 'net', 'org', 'io', 'co.uk', 'de'])
  return {
    name,
    domain: `${stem}${number}.${ending}`,
    switchboard: phone(draw),
    mailStyle: below(draw, 4),
    place: place(draw),
  }
}

function personOf(world: World, entity: number): Person {
  const draw = drawFor(world.seed, entity)
  const first = givenName(draw)
  const last = familyName(draw)
  const company = companyOf(world, world.companyAt(draw))
  const works = chance(draw, 0.8)
  const at = works && chance(draw, 0.85) ? company.place : place(draw)
  return {
    first,
    last,
    email: emailOf(draw, first, last, works ? company : null, entity),
    phone: works && chance(draw, 0.45) ? company.switchboard : chance(draw, 0.7) ? phone(draw) : '',
    mobile: chance(draw, 0.55) ? phone(draw) : '',
    title: works ? jobTitle(draw) : '',
    company: works ? company.name : '',
    ...at,
  }
}

/** One in a hundred shares a mailbox with somebody else of another name: a family, a front desk. */
function emailOf(draw: Draw, first: string, last: string, company: Company | null, entity: number): string {
  if (chance(draw, 0.12)) return ''
  if (company !== null && chance(draw, 0.02)) return `${pick(draw, roleMailboxes)}@${company.domain}`
  const [given, family] = [plain(first), plain(last)]
  if (company === null || chance(draw, 0.2)) {
    if (chance(draw, 0.01)) return `family.${family}@${pick(draw, freeHosts)}`
    const number = chance(draw, 0.7) ? String(entity % 10_000) : String(1950 + below(draw, 55))
    return `${given}${pick(draw, ['.', '_', ''])}${family}${number}@${pick(draw, freeHosts)}`
  }
  const local = [`${given}.${family}`, `${given[0]}${family}`, `${given}${family[0]}`, `${given}_${family}`]
  return `${local[company.mailStyle]}@${company.domain}`
}

/** Where somebody works after a change of jobs. */
function elsewhere(world: World, draw: Draw): Pick<Person, 'company' | 'street' | 'city' | 'state' | 'zip'> {
  const company = companyOf(world, world.companyAt(draw))
  return { company: company.name, ...company.place }
}
