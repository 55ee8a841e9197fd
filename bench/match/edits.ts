import { below, chance, type Draw, pick } from './draw.ts'
import { type Person, phone, plain } from './person.ts'
import { familyName, freeHosts, jobTitle, shortName, streetKinds } from './words.ts'

type Edit = (person: Person, draw: Draw, elsewhere: () => Partial<Person>) => Person

/** One to five edits, each of a kind that sellers, forms and imports make. */
export function edited(person: Person, draw: Draw, elsewhere: () => Partial<Person>): Person {
  let out = person
  for (let left = 1 + Math.min(below(draw, 5), below(draw, 5)); left > 0; left--) {
    out = pick(draw, edits)(out, draw, elsewhere)
  }
  return out
}

const edits: readonly Edit[] = [
  (person, draw) => ({ ...person, first: slip(person.first, draw) }),
  (person, draw) => ({ ...person, last: slip(person.last, draw) }),
  (person, draw) => ({ ...person, last: misheard(person.last, draw) }),
  (person) => ({ ...person, first: shortName(person.first) ?? person.first }),
  (person) => ({ ...person, first: shortName(person.first) ?? `${person.first[0]}.` }),
  (person) => ({ ...person, first: person.last, last: person.first }),
  (person, draw) => ({
    ...person,
    last: chance(draw, 0.5) ? familyName(draw) : `${person.last}-${familyName(draw)}`,
  }),
  (person) => ({ ...person, first: person.first.toUpperCase(), last: person.last.toUpperCase() }),
  (person) => ({ ...person, last: bare(person.last), first: bare(person.first) }),
  (person) => ({ ...person, email: '' }),
  (person, draw) => ({ ...person, email: privateMail(person, draw) }),
  (person, draw) => ({ ...person, email: slip(person.email, draw) }),
  (person) => ({ ...person, email: person.email.toUpperCase() }),
  (person) => ({ ...person, phone: rewritten(person.phone), mobile: rewritten(person.mobile) }),
  (person) => ({ ...person, phone: person.mobile, mobile: person.phone }),
  (person) => ({ ...person, phone: '' }),
  (person, draw) => ({ ...person, mobile: phone(draw) }),
  (person, draw) => ({ ...person, company: renamed(person.company, draw) }),
  (person, draw, elsewhere) => ({ ...person, ...elsewhere(), title: jobTitle(draw), phone: '' }),
  (person) => ({ ...person, street: shortStreet(person.street) }),
  (person) => ({ ...person, street: '', city: '', state: '', zip: '' }),
  (person, draw) => ({ ...person, zip: slip(person.zip, draw) }),
]

/** A letter left out, doubled, swapped with its neighbour or replaced. */
function slip(text: string, draw: Draw): string {
  if (text.length < 3) return text
  const at = 1 + below(draw, text.length - 2)
  const letter = text[at] ?? ''
  if (letter === '@') return text
  switch (below(draw, 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + letter + text.slice(at)
    case 2:
      return text.slice(0, at) + (text[at + 1] ?? '') + letter + text.slice(at + 2)
    default:
      return text.slice(0, at) + neighbour(letter, draw) + text.slice(at + 1)
  }
}

const keyboard = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

function neighbour(letter: string, draw: Draw): string {
  const row = keyboard.find((keys) => keys.includes(letter.toLowerCase()))
  if (row === undefined) return letter
  const at = row.indexOf(letter.toLowerCase())
  return row[chance(draw, 0.5) && at > 0 ? at - 1 : Math.min(at + 1, row.length - 1)] ?? letter
}

const sounds = [
  ['ph', 'f'],
  ['ck', 'k'],
  ['c', 'k'],
  ['y', 'i'],
  ['ie', 'y'],
  ['z', 's'],
  ['th', 't'],
  ['nn', 'n'],
  ['ss', 's'],
  ['ei', 'ie'],
] as const

function misheard(text: string, draw: Draw): string {
  const fitting = sounds.filter(([from]) => text.includes(from))
  if (fitting.length === 0) return text
  const [from, to] = pick(draw, fitting)
  return text.replace(from, to)
}

function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function privateMail({ first, last }: Person, draw: Draw): string {
  return `${plain(first)}${plain(last)}${below(draw, 1000)}@${pick(draw, freeHosts)}`
}

function rewritten(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits === '' ? '' : `+1 ${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}`
}

function renamed(company: string, draw: Draw): string {
  const words = company.split(' ')
  if (words.length < 2) return company
  if (chance(draw, 0.3)) return slip(company, draw)
  return chance(draw, 0.5) ? words.slice(0, -1).join(' ') : company.replace(' & ', ' and ').toUpperCase()
}

function shortStreet(street: string): string {
  return street.replace(/\w+$/, (kind) => streetKinds[kind] ?? kind)
}
