import { da, de, en, en_IN, es, fi, fr, hr, hu, it, nb_NO, nl, pl, ro, sv, tr } from '@faker-js/faker'
import { below, chance, type Draw, drawFor, pick, zipf } from './draw.ts'

/** Common given names, and what people call their bearers. */
const calledBy: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'James Jim,Robert Bob,John Jack,Michael Mike,William Bill,David Dave,Richard Rick,Joseph Joe,Thomas Tom,Charles Chuck,' +
    'Christopher Chris,Daniel Dan,Matthew Matt,Anthony Tony,Steven Steve,Andrew Andy,Kenneth Ken,Joshua Josh,Edward Ed,' +
    'Ronald Ron,Timothy Tim,Jeffrey Jeff,Gregory Greg,Benjamin Ben,Samuel Sam,Patrick Pat,Alexander Alex,Nicholas Nick,' +
    'Frederick Fred,Lawrence Larry,Gerald Jerry,Donald Don,Patricia Pat,Jennifer Jen,Elizabeth Liz,Barbara Barb,Susan Sue,' +
    'Jessica Jess,Margaret Peggy,Katherine Kate,Deborah Deb,Rebecca Becky,Christine Chris,Cynthia Cindy,Kathleen Kathy,' +
    'Pamela Pam,Samantha Sam,Victoria Vicky,Theresa Terry,Dorothy Dot,Francisco Paco,José Pepe,Ignacio Nacho,Dolores Lola'
  )
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
)

interface Names {
  readonly generic?: readonly string[] | undefined
  readonly female?: readonly string[] | undefined
  readonly male?: readonly string[] | undefined
}

function all({ generic, female, male }: Names): readonly string[] {
  return generic ?? [...(female ?? []), ...(male ?? [])]
}

/** The lists are alphabetical, and frequency goes by place. */
function mixed(list: readonly string[]): string[] {
  const draw = drawFor(list.length, 0)
  return list
    .map((text) => ({ text, place: draw() }))
    .sort((a, b) => a.place - b.place)
    .map(({ text }) => text)
}

const countries = [en, es, it, de, fr, pl, sv, da, nl, tr, ro, hu, fi, nb_NO, hr, en_IN]

function listed(part: 'first_name' | 'last_name'): readonly string[] {
  return countries.flatMap(({ person }) => all((person?.[part] ?? {}) as Names))
}

const given = [...new Set([...Object.keys(calledBy), ...mixed(listed('first_name'))])]
const family = mixed([...new Set(listed('last_name'))])
const givenAt = zipf(given.length, 8, 0.95)
const familyAt = zipf(family.length, 12, 0.85)

export function givenName(draw: Draw): string {
  return given[givenAt(draw)] as string
}

const starts =
  'Bar Ber Bran Cor Dal Dor El Far Gar Hal Har Kal Ker Lan Mar Mor Nor Pal Per Ral Sal Sor Tal Tor Val Wen'.split(
    ' ',
  )
const middles = 'a ado an ar as e el en er i ich in io o ol on or u ul'.split(' ')
const ends =
  'ade berg by dahl den der ez field ford gan hoff ic ini kin land ley man nes ov ridge sen ski son ton velt win'.split(
    ' ',
  )

/** Names in lists, and a fourth that stands in none: the tail of real populations is longer than any list. */
export function familyName(draw: Draw): string {
  if (chance(draw, 0.75)) return family[familyAt(draw)] as string
  return (
    pick(draw, starts) +
    pick(draw, middles) +
    (chance(draw, 0.4) ? pick(draw, middles) : '') +
    pick(draw, ends)
  )
}

/** Null for those whose short form nobody knows. */
export function shortName(name: string): string | null {
  return calledBy[name] ?? null
}

const trades = (
  'Software,Logistics,Foods,Medical,Insurance,Consulting,Energy,Motors,Textiles,Media,Design,Pharma,Electric,Security,' +
  'Travel,Hotels,Bank,Steel,Paper,Chemicals,Farms,Optics,Robotics,Telecom,Legal,Realty,Dental,Marine,Aviation,Furniture,' +
  'Brewing,Plastics,Packaging,Printing,Solar,Tools,Toys,Sports,Books,Pet Care'
).split(',')
const forms = ['Inc.', 'Inc', 'LLC', 'Corp.', 'Ltd', 'Ltd.', 'Co.', 'GmbH', 'Group', 'Limited', '']

export function companyName(draw: Draw): string {
  const name = chance(draw, 0.35)
    ? familyName(draw)
    : pick(draw, starts) + pick(draw, middles) + pick(draw, middles) + pick(draw, ends)
  const second = chance(draw, 0.25) ? ` & ${familyName(draw)}` : ''
  return `${name}${second} ${pick(draw, trades)} ${pick(draw, forms)}`.trimEnd()
}

const cities = mixed(en.location?.city_name ?? [])
const cityAt = zipf(cities.length, 6, 0.9)
const states = en.location?.state_abbr ?? []
const streets = en.location?.street_name ?? []

export const streetKinds: Readonly<Record<string, string>> = {
  Street: 'St',
  Avenue: 'Ave',
  Road: 'Rd',
  Boulevard: 'Blvd',
  Drive: 'Dr',
  Lane: 'Ln',
  Court: 'Ct',
  Place: 'Pl',
}

export interface Place {
  readonly street: string
  readonly city: string
  readonly state: string
  readonly zip: string
}

/** A city lies in one state and has up to sixty postal codes, large ones more than small ones. */
export function place(draw: Draw): Place {
  const at = cityAt(draw)
  const zips = Math.max(2, Math.round(60 / (1 + at / 12)))
  const zip = String(10_000 + ((at * 89 + below(draw, zips)) % 89_999))
  const street = `${1 + below(draw, 9800)} ${pick(draw, streets)}`
  return { street, city: cities[at] as string, state: states[at % states.length] as string, zip }
}

const ranks = ['', '', '', 'Senior ', 'Junior ', 'Head of ', 'Vice President ', 'Director of ']
const fields =
  'Sales,Marketing,Finance,Operations,Engineering,Purchasing,Quality,Human Resources,Research,IT'.split(',')
const roles = ['Manager', 'Analyst', 'Assistant', 'Engineer', 'Consultant', 'Specialist']

export function jobTitle(draw: Draw): string {
  const rank = pick(draw, ranks)
  const field = pick(draw, fields)
  return /of |Vice/.test(rank) ? rank + field : `${rank}${field} ${pick(draw, roles)}`
}

export const freeHosts = [
  'gmail.com',
  'gmail.com',
  'gmail.com',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'aol.com',
  'icloud.com',
  'gmx.net',
]
export const roleMailboxes = ['info', 'sales', 'office', 'contact', 'admin', 'support']
