import { address } from '../address.ts'
import { type Company, initials } from '../company.ts'
import { plainLetters } from '../letters.ts'
import { phoneStyles, writePhone } from '../phone.ts'
import type { Random } from '../random.ts'
import type { CompanyDraft } from './draft.ts'
import { type CompanyErrorKind, companyErrors, probability } from './kinds.ts'
import { otherLegalForm, shortStreet, shortWords } from './places.ts'
import { keyboardTypo } from './typos.ts'

type Spoil = (draft: CompanyDraft, random: Random, of: Company) => boolean

const spoils: Readonly<Record<CompanyErrorKind, Spoil>> = {
  'legal-form-changed': (draft, random, of) =>
    set(draft, 'name', random.chance(0.45) ? of.brand : otherLegalForm(random, of)),
  'name-abbreviated': (draft, random, of) =>
    set(draft, 'name', random.chance(0.7) ? shortWords(draft.name) : initials(of.brand)),
  'trading-name': (draft, _random, of) => set(draft, 'name', of.tradingName),
  'name-typo': (draft, random) => set(draft, 'name', keyboardTypo(random, draft.name)),
  'case-lost': (draft, random) =>
    set(draft, 'name', random.chance(0.75) ? draft.name.toUpperCase() : draft.name.toLowerCase()),
  'diacritics-lost': (draft) => {
    const street = set(draft, 'street', plainLetters(draft.street))
    return set(draft, 'name', plainLetters(draft.name)) || street
  },
  'site-added': (draft) =>
    set(draft, 'name', draft.city === '' ? draft.name : `${draft.name} - ${draft.city}`),
  'website-lost': (draft) => set(draft, 'website', ''),
  'phone-lost': (draft) => set(draft, 'phone', ''),
  'phone-reformatted': (draft, random, of) =>
    draft.phone !== '' && set(draft, 'phone', writePhone(of.switchboard, 1 + random.int(phoneStyles - 1))),
  moved: (draft, random, of) =>
    draft.street !== '' && Boolean(Object.assign(draft, address(random, of.culture))),
  'street-abbreviated': (draft, random) => set(draft, 'street', shortStreet(random, draft.street)),
  'address-lost': (draft) => {
    draft.postalCode = ''
    return set(draft, 'street', '')
  },
  placeholder: (draft, random) =>
    random.chance(0.6)
      ? set(draft, 'phone', random.pick(['0000000000', '111111111', 'n/a']))
      : set(draft, 'website', random.pick(['n/a', 'www.test.com', '-'])),
}

function set(draft: CompanyDraft, field: keyof CompanyDraft, value: string): boolean {
  if (draft[field] === value) return false
  draft[field] = value
  return true
}

/** In the order of the table; returns what really changed the row. */
export function spoilCompany(
  draft: CompanyDraft,
  random: Random,
  of: Company,
  repeated: boolean,
): readonly CompanyErrorKind[] {
  const done: CompanyErrorKind[] = []
  for (const kind of Object.keys(companyErrors) as CompanyErrorKind[]) {
    if (!random.chance(probability(companyErrors[kind], repeated, 'manual'))) continue
    if (spoils[kind](draft, random, of)) done.push(kind)
  }
  return done
}
