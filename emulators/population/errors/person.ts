import type { Person } from '../person.ts'
import type { Random } from '../random.ts'
import type { PersonDraft } from './draft.ts'
import { type Origin, type PersonErrorKind, personErrors, probability } from './kinds.ts'
import { nameErrors, type Spoil } from './names.ts'
import { placeErrors } from './places.ts'
import { textErrors } from './texts.ts'
import { wayErrors } from './ways.ts'

/** Decided before the draft is filled in: they are about the world or about links, not about spelling. */
type Earlier = 'job-change' | 'other-company-row'

const spoils: Readonly<Record<Exclude<PersonErrorKind, Earlier>, Spoil>> = {
  ...placeErrors,
  ...nameErrors,
  ...wayErrors,
  ...textErrors,
}

/** The order matters: what replaces a value comes before what misspells or loses it. */
const order = Object.keys(spoils) as (keyof typeof spoils)[]

export function spoilPerson(
  draft: PersonDraft,
  random: Random,
  of: Person,
  repeated: boolean,
  origin: Origin,
): readonly PersonErrorKind[] {
  const done: PersonErrorKind[] = []
  for (const kind of order) {
    if (!random.chance(probability(personErrors[kind], repeated, origin))) continue
    if (spoils[kind](draft, random, of)) done.push(kind)
  }
  return done
}
