import type { Company } from './company.ts'
import { legalName } from './company.ts'
import { cultureFacts } from './culture.ts'
import type { PersonDraft } from './errors/draft.ts'
import {
  type Origin,
  originShare,
  origins,
  type PersonErrorKind,
  personErrors,
  probability,
} from './errors/kinds.ts'
import { spoilPerson } from './errors/person.ts'
import { atNewEmployer, type Person } from './person.ts'
import { fullLast } from './person-name.ts'
import { writePhone } from './phone.ts'
import { type Random, random, Stream, weighted } from './random.ts'

export type PeopleKind = 'contact' | 'lead' | 'person'

/** A person as one row of a CRM says they are. */
export interface PeopleRow extends Readonly<PersonDraft> {
  readonly person: Person
  /** 0 for the row that was there first. */
  readonly copy: number
  readonly kind: PeopleKind
  /** A lead that has become a contact already: a trace, not a duplicate. */
  readonly converted: boolean
  readonly origin: Origin
  /** The employer that this row knows, which a job change makes another one. */
  readonly company: Company | null
  /** Linked to a second row of the same company. */
  readonly otherCompanyRow: boolean
  readonly birthdate: string
  /** `email-plus`: only where a system refuses two rows with one address. */
  readonly errors: readonly (PersonErrorKind | 'email-plus')[]
  /** Goes on where the corruption stopped: further fields are drawn from it. */
  readonly source: Random
}

export interface RowPlace {
  readonly copy: number
  /** Entered by somebody who did not know of another row about the same person. */
  readonly repeated: boolean
  readonly kind: PeopleKind
  readonly converted: boolean
  /** Asked for only when the person has changed jobs. */
  readonly newEmployer: (random: Random) => Company | null
  readonly hasOtherCompanyRow: boolean
}

const originDraw = weighted(origins, (origin) => originShare[origin])

/** Where a row says that somebody works. */
export interface Employment {
  readonly origin: Origin
  /** Another company than the person's own. */
  readonly moved: Company | null
  readonly otherCompanyRow: boolean
}

/** Drawn before everything else about a row, so that it can be known without the rest. */
export function employment(source: Random, atWork: boolean, place: RowPlace): Employment {
  const origin = originDraw.draw(source)
  const { repeated } = place
  const changed = repeated && atWork && source.chance(probability(personErrors['job-change'], true, origin))
  const moved = changed ? place.newEmployer(source) : null
  const linked =
    moved === null &&
    repeated &&
    place.hasOtherCompanyRow &&
    source.chance(personErrors['other-company-row'].share)
  return { origin, moved, otherCompanyRow: linked }
}

export function rowSource(seed: number, person: number, copy: number): Random {
  return random(seed, Stream.copy, person, copy)
}

export function peopleRow(seed: number, of: Person, place: RowPlace): PeopleRow {
  const source = rowSource(seed, of.index, place.copy)
  const { origin, moved, otherCompanyRow } = employment(source, of.company !== null, place)
  const known = moved === null ? of : atNewEmployer(source, of, moved)
  const draft = written(source, known, place.kind)
  const errors: PersonErrorKind[] = []
  if (moved !== null) errors.push('job-change')
  if (otherCompanyRow) errors.push('other-company-row')
  errors.push(...spoilPerson(draft, source, known, place.repeated, origin))
  return {
    ...draft,
    person: of,
    copy: place.copy,
    kind: place.kind,
    converted: place.converted,
    origin,
    company: known.company,
    otherCompanyRow,
    birthdate: of.company === null && source.chance(0.6) ? of.birthdate : '',
    errors,
    source,
  }
}

/** What a careful clerk would write. */
function written(source: Random, of: Person, kind: PeopleKind): PersonDraft {
  const facts = cultureFacts[of.name.culture]
  const place = of.company !== null && source.chance(0.92) ? of.company.address : of.home
  return {
    salutation: of.name.prefix || (source.chance(0.4) ? facts.salutation[of.name.sex] : ''),
    firstName: of.name.first,
    middleName: of.name.middle,
    lastName: fullLast(of.name),
    suffix: of.name.suffix,
    email: of.email,
    phone: of.phone === null ? '' : writePhone(of.phone, 0),
    mobile: of.mobile === null ? '' : writePhone(of.mobile, 0),
    title: of.title,
    department: of.department,
    companyName: of.company === null ? '' : legalName(of.company),
    website: kind === 'lead' && of.company !== null && source.chance(0.3) ? `www.${of.company.domain}` : '',
    ...place,
  }
}
