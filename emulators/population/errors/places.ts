import { address } from '../address.ts'
import { type Company, initials } from '../company.ts'
import { cultureFacts } from '../culture.ts'
import { differentTitle } from '../person.ts'
import type { Random } from '../random.ts'
import type { PersonErrorKind } from './kinds.ts'
import type { Spoil } from './names.ts'
import { digitTypo, keyboardTypo } from './typos.ts'

/** Work and place. */
export const placeErrors = {
  'company-variant': (draft, random, of) => {
    if (draft.companyName === '' || of.company === null) return false
    const fresh = companyVariant(random, of.company)
    if (fresh === draft.companyName) return false
    draft.companyName = fresh
    return true
  },
  'title-lost': (draft) => {
    if (draft.title === '') return false
    draft.title = ''
    return true
  },
  'title-changed': (draft, random, of) => {
    if (draft.title === '') return false
    draft.title = differentTitle(random, of.name.culture)
    return true
  },
  'address-lost': (draft, random) => {
    if (draft.street === '' && draft.city === '') return false
    draft.street = ''
    draft.postalCode = ''
    if (random.chance(0.6)) draft.city = ''
    if (draft.city === '') draft.state = ''
    if (draft.city === '' && random.chance(0.5)) draft.country = ''
    return true
  },
  moved: (draft, random, of) => {
    if (draft.street === '') return false
    Object.assign(draft, address(random, of.company?.culture ?? of.name.culture))
    return true
  },
  'street-abbreviated': (draft, random) => {
    const fresh = shortStreet(random, draft.street)
    if (fresh === draft.street) return false
    draft.street = fresh
    return true
  },
  'postal-code-typo': (draft, random) => {
    const fresh = digitTypo(random, draft.postalCode)
    if (fresh === draft.postalCode) return false
    draft.postalCode = fresh
    return true
  },
} as const satisfies Partial<Record<PersonErrorKind, Spoil>>

/** Other ways to write the same firm. */
function companyVariant(random: Random, of: Company): string {
  const draw = random.next()
  if (draw < 0.36) return otherLegalForm(random, of)
  if (draw < 0.6) return of.brand
  if (draw < 0.72) return of.tradingName
  if (draw < 0.8) return initials(of.brand)
  if (draw < 0.9) return keyboardTypo(random, of.brand)
  return shortWords(of.brand)
}

export function otherLegalForm(random: Random, of: Company): string {
  if (of.legalForm === '') return `${of.brand} ${random.skewed(cultureFacts[of.culture].legalForms)}`
  const form = of.legalForm
  const ways = [
    form.replace(/\./g, ''),
    form.toUpperCase(),
    form.toLowerCase(),
    spelledOut[form] ?? form.replace(/\s/g, ''),
  ]
  return `${of.brand}${random.pick([' ', ', '])}${random.pick(ways)}`
}

const spelledOut: Readonly<Record<string, string>> = {
  'Inc.': 'Incorporated',
  'Corp.': 'Corporation',
  'Co.': 'Company',
  'Ltd.': 'Limited',
  Ltd: 'Limited',
  Limited: 'Ltd.',
  PLC: 'plc',
  'S.L.': 'Sociedad Limitada',
  'S.A.': 'Sociedad Anónima',
  'S.L.U.': 'S.L. Unipersonal',
  GmbH: 'Gesellschaft mbH',
  SARL: 'S.A.R.L.',
}

const shorter: readonly (readonly [RegExp, string])[] = [
  [/Manufacturing/, 'Mfg'],
  [/Construcciones/, 'Constr.'],
  [/Construction/, 'Constr.'],
  [/Industr(ies|ias)/, 'Ind.'],
  [/Services/, 'Svcs'],
  [/Servicios/, 'Serv.'],
  [/Group|Grupo/, 'Grp'],
  [/Transportes/, 'Transp.'],
  [/Hermanos/, 'Hnos.'],
  [/Distribuciones/, 'Dist.'],
  [/International/, 'Intl'],
  [/ (&|y) /, ' and '],
]

export function shortWords(text: string): string {
  return shorter.reduce((result, [long, short]) => result.replace(long, short), text)
}

const streetWords: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bStreet\b/, ['St', 'St.', 'Str']],
  [/\bAvenue\b/, ['Ave', 'Ave.', 'Av']],
  [/\bRoad\b/, ['Rd', 'Rd.']],
  [/\bDrive\b/, ['Dr', 'Dr.']],
  [/\bLane\b/, ['Ln']],
  [/\bBoulevard\b/, ['Blvd', 'Blvd.']],
  [/\bCourt\b/, ['Ct']],
  [/\bSuite\b/, ['Ste', '#']],
  [/\bNorth\b/, ['N', 'N.']],
  [/\bSouth\b/, ['S', 'S.']],
  [/\bCalle\b/, ['C/', 'C.', 'Cl.']],
  [/\bAvenida\b/, ['Avda.', 'Av.', 'Avd']],
  [/\bPlaza\b/, ['Pza.', 'Pl.']],
  [/\bPaseo\b/, ['Pº', 'P.º']],
  [/\bCarretera\b/, ['Ctra.']],
  [/\bCalzada\b/, ['Calz.']],
  [/\bav?enue\b/, ['av.']],
  [/\bboulevard\b/, ['bd', 'blvd']],
  [/Straße/, ['Str.']],
  [/straße/, ['str.']],
  [/Str\./, ['Strasse']],
  [/str\./, ['straße', 'strasse']],
  [/\bViale\b/, ['V.le']],
  [/\bPiazza\b/, ['P.za']],
  [/\bRua\b/, ['R.']],
]

export function shortStreet(random: Random, street: string): string {
  let result = street
  for (const [long, short] of streetWords) result = result.replace(long, () => random.pick(short))
  if (result === street) return street.replace(', ', ' ')
  return random.chance(0.3) ? result.replace(/, (\d)/, ' $1') : result
}
