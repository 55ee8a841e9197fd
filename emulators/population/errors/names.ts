import { capital, plainLetters } from '../letters.ts'
import { otherSurname, type Person } from '../person.ts'
import type { Random } from '../random.ts'
import type { PersonDraft } from './draft.ts'
import type { PersonErrorKind } from './kinds.ts'
import { keyboardTypo, nickname, ocrTypo, phoneticTypo } from './typos.ts'

/** Changes the draft; false when there is nothing to spoil. */
export type Spoil = (draft: PersonDraft, random: Random, of: Person) => boolean

export const nameErrors = {
  nickname: (draft, random, of) => {
    const short = nickname(random, of.name.first)
    if (short === undefined || short === draft.firstName) return false
    draft.firstName = short
    return true
  },
  'second-first-name-dropped': (draft) => {
    const [first, second] = draft.firstName.split(/[\s-]/)
    if (!first || !second) return false
    draft.firstName = first
    return true
  },
  'middle-name-dropped': (draft) => {
    if (draft.middleName === '') return false
    draft.middleName = draft.middleName.length > 2 && draft.suffix === '' ? '' : draft.middleName.charAt(0)
    return true
  },
  'second-surname-dropped': (draft, _random, of) => {
    if (of.name.second === '') return false
    draft.lastName = of.name.particle === '' ? of.name.last : `${of.name.particle} ${of.name.last}`
    return true
  },
  'married-name': (draft, random, of) => {
    if (of.name.sex !== 'female') return false
    const other = otherSurname(random, of.name.culture)
    draft.lastName = random.chance(0.6)
      ? other
      : random.chance(0.5)
        ? `${of.name.last}-${other}`
        : `${other}-${of.name.last}`
    return true
  },
  'hyphen-changed': (draft, random) => {
    const field =
      /[-\s]/.test(draft.lastName) && !/^(van|von|de|del|di|dos)\s/i.test(draft.lastName)
        ? 'lastName'
        : 'firstName'
    const text = draft[field]
    if (text.includes('-'))
      draft[field] = random.chance(0.6) ? text.replace('-', ' ') : (text.split('-')[random.int(2)] ?? text)
    else if (text.includes(' '))
      draft[field] = random.chance(0.8) ? text.replace(' ', '-') : text.replace(' ', '')
    return draft[field] !== text
  },
  'particle-moved': (draft, random, of) => {
    const { particle } = of.name
    if (particle === '' || !draft.lastName.startsWith(particle)) return false
    const bare = draft.lastName.slice(particle.length).trim()
    const draw = random.next()
    if (draw < 0.4) draft.lastName = bare
    else if (draw < 0.7) draft.lastName = particle.replace(/\s/g, '') + bare
    else [draft.firstName, draft.lastName] = [`${draft.firstName} ${particle}`, bare]
    return true
  },
  'suffix-dropped': (draft) => {
    if (draft.suffix === '') return false
    draft.suffix = ''
    return true
  },
  'initial-only': (draft, random) => {
    if (draft.firstName === '') return false
    draft.firstName = `${draft.firstName.charAt(0)}${random.chance(0.6) ? '.' : ''}`
    draft.middleName = ''
    return true
  },
  'typo-keyboard': (draft, random) => spell(draft, random, keyboardTypo),
  'typo-phonetic': (draft, random) => spell(draft, random, phoneticTypo),
  'typo-ocr': (draft, random) => {
    draft.companyName = random.chance(0.4) ? ocrTypo(random, draft.companyName) : draft.companyName
    draft.street = random.chance(0.3) ? ocrTypo(random, draft.street) : draft.street
    return spell(draft, random, ocrTypo)
  },
  'title-in-name': (draft, random, of) => {
    const title = draft.salutation || of.name.prefix
    if (title === '' || draft.firstName === '') return false
    draft.firstName = `${title}${random.chance(0.8) ? ' ' : ''}${draft.firstName}`
    draft.salutation = ''
    return true
  },
  'names-swapped': (draft) => {
    if (draft.firstName === '') return false
    ;[draft.firstName, draft.lastName] = [draft.lastName, draft.firstName]
    return true
  },
  'one-name-field': (draft, random) => {
    if (draft.firstName === '') return false
    draft.lastName = random.chance(0.7)
      ? `${draft.firstName} ${draft.lastName}`
      : `${draft.lastName}, ${draft.firstName}`
    draft.firstName = ''
    return true
  },
  'case-lost': (draft, random) => {
    const upper = random.chance(0.45)
    const shift = (text: string): string => (upper ? text.toUpperCase() : text.toLowerCase())
    draft.firstName = shift(draft.firstName)
    draft.lastName = shift(draft.lastName)
    if (random.chance(0.6)) {
      draft.companyName = shift(draft.companyName)
      draft.city = shift(draft.city)
      draft.street = shift(draft.street)
    }
    if (!upper && random.chance(0.1)) draft.firstName = capital(draft.firstName)
    return true
  },
  'diacritics-lost': (draft) => {
    const before = draft.firstName + draft.lastName + draft.companyName + draft.city
    for (const field of ['firstName', 'lastName', 'companyName', 'city', 'street'] as const) {
      draft[field] = plainLetters(draft[field])
    }
    return before !== draft.firstName + draft.lastName + draft.companyName + draft.city
  },
} as const satisfies Partial<Record<PersonErrorKind, Spoil>>

function spell(draft: PersonDraft, random: Random, typo: (random: Random, text: string) => string): boolean {
  const field = random.chance(0.6) || draft.firstName === '' ? 'lastName' : 'firstName'
  const before = draft[field]
  draft[field] = typo(random, before)
  return draft[field] !== before
}
