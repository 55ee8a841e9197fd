import { splitLegalForm, withoutEasternForm } from './legal-forms.ts'
import { nativeOf, words } from './letters.ts'
import { isPlaceholder } from './placeholders.ts'

/** Short forms of words in company names, in English, Spanish, German and French. */
const abbreviations: Readonly<Record<string, string>> = Object.fromEntries(
  `
international intl int internacional internationale
manufacturing mfg manuf
manufacturer mfr
university univ universidad
association assoc assn asociacion
national natl nacional
service svc svcs services servicios servicio serv
technology tech technologies tecnologia tecnologias techs technologie
system sys systems sistemas syst
solution solutions soluciones
group grp grupo gruppe groupe
holding hldg hldgs holdings
brother bros brothers hermanos hnos gebruder gebr fratelli flli freres
management mgmt mgt
engineering eng engr ingenieria
industry ind inds industries industrial industrias
center ctr cntr centre centro zentrum
saint st ste
mount mt
fort ft
school sch schl
electric elec electrical electrics
financial fin finance
insurance ins seguros
marketing mktg mkt
medical med
hospital hosp
pharmaceutical pharm pharma pharmaceuticals
product prod products productos
resource res resources recursos
telecommunication telecom telecommunications
transportation transport trans transportes
construction const constr construcciones construction
consulting consultores consultants consultoria consult
distribution dist distr distribuciones distribuidora
associate associates assocs asociados
department dept
development dev develop
enterprise ent enterprises empresas
laboratory lab labs laboratories laboratorios laboratorio
partner partners ptnrs
communication comm communications comunicaciones
community cmty comunidad
america americas
company cia
`
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [whole = '', ...short] = line.split(' ')
      return short.map((word) => [word, whole])
    }),
)

/** Words that say little about who a company is; they are weighed down, not stripped. */
const weak = new Set(
  (
    'group holding international global worldwide venture ventures partner consulting solution technology ' +
    'system service studio studios enterprise industry associate management company digital online ' +
    'the and of de la el los las del y e et und der die das des du le les i for'
  ).split(' '),
)

/** Names of countries and regions as they stand in the names of subsidiaries. */
const regions = new Set(
  (
    'usa us uk espana iberica iberia spain france francia italia italy italiana deutschland germany alemania osterreich ' +
    'austria schweiz suisse switzerland portugal brasil brazil mexico argentina chile colombia peru canada australia ' +
    'india china japan japon nederland netherlands belgium belgique belgie polska poland sweden sverige norge norway ' +
    'denmark danmark finland ireland irlanda europe europa european emea apac latam asia africa nordic nordics benelux dach ' +
    'america north south east west norte sur este oeste nord sud ouest ost northern southern eastern western'
  ).split(' '),
)

/** Lines of business that stand behind the name of a group to name one of its companies. */
const branches = new Set(
  (
    'energy energia energie energies health healthcare salud sante gesundheit saude salute research investigacion forschung ' +
    'recherche ricerca logistics logistica logistik logistique logistiek digital retail capital pharma automotive ' +
    'aerospace defense defence biotech robotics mobility'
  ).split(' '),
)

/** True for a word that makes another company of a name: a region, a line of business. */
export function isRegion(word: string): boolean {
  return regions.has(word) || branches.has(word)
}

/** Words in the core of a name that tell companies of one group apart, sorted. */
function regionsOf(core: readonly string[]): string {
  return core.length < 2 ? '' : core.filter(isRegion).sort().join(' ')
}

export interface CompanyName {
  /** Words without the legal form, short forms spelled out. */
  readonly core: readonly string[]
  /** `core` without weak words; `core` when nothing else is left. */
  readonly strong: readonly string[]
  /** Classes of legal forms, sorted. */
  readonly forms: readonly string[]
  /** `core` and `strong` without spaces, and the numbers in `core`, sorted. */
  readonly joined: string
  readonly strongJoined: string
  readonly numbers: string
  readonly regions: string
  /** What stands before a dash, when something stands behind it: `Acme` of `Acme - Madrid`. */
  readonly main: CompanyName | null
  /** Words before the first `and` when one stands there: `Meunier` of `Meunier & Wisozk`. */
  readonly leading: string
  /** As it is written in Han, kana or hangul without its legal form; else empty. */
  readonly native: string
}

const behindDash = /^(.*?[^\s-])\s+[-–—|]\s+\S.*$/u

/** Null when there is no name: empty or a placeholder. */
export function companyNameOf(text: string): CompanyName | null {
  const name = wholeNameOf(text)
  const main = behindDash.exec(text)?.[1]
  return name === null || main === undefined ? name : { ...name, main: wholeNameOf(main) }
}

function wholeNameOf(text: string): CompanyName | null {
  if (isPlaceholder(text)) return null
  const named = withoutEasternForm(text)
  const plain = words(named.replace(/&|\+/g, ' and ').replace(/\b(\p{L})\./gu, '$1 '))
  const { core, forms } = splitLegalForm(joinLetters(plain))
  const spelled = core.map((word) => abbreviations[word] ?? word)
  if (spelled.length === 0) return null
  const telling = spelled.filter((word) => !weak.has(word))
  const strong = telling.length === 0 ? spelled : telling
  const numbers = spelled.filter((word) => /^\d+$/.test(word)).sort()
  return {
    core: spelled,
    strong,
    forms,
    joined: spelled.join(''),
    strongJoined: strong.join(''),
    numbers: numbers.join(' '),
    regions: regionsOf(spelled),
    main: null,
    leading: leadingOf(spelled),
    native: nativeOf(named),
  }
}

const ands = new Set('and y et und e i og och en'.split(' '))

function leadingOf(core: readonly string[]): string {
  const until = core.findIndex((word) => ands.has(word))
  return until < 1 ? '' : core.slice(0, until).join('')
}

/** `s r o` becomes `sro`: runs of single letters are one word. */
function joinLetters(list: readonly string[]): string[] {
  const out: string[] = []
  let run = ''
  for (const word of list) {
    if (word.length === 1 && /[a-z]/.test(word)) {
      run += word
      continue
    }
    if (run !== '') out.push(run)
    run = ''
    out.push(word)
  }
  if (run !== '') out.push(run)
  return out
}

/** True when one name is the initials of the other: `ibm`, `international business machines`. */
export function isAcronymOf(short: readonly string[], long: readonly string[]): boolean {
  return long.length >= 3 && hasInitials(short, long, 3)
}

/** As `isAcronymOf`, of two letters and more: `gs` may be Goller Software, and much else. */
export function mayBeInitialsOf(short: readonly string[], long: readonly string[]): boolean {
  const place = long.findLastIndex((word) => !regions.has(word))
  return hasInitials(short, long, 2) || hasInitials(short, long.slice(0, place + 1), 2)
}

function hasInitials(short: readonly string[], long: readonly string[], least: number): boolean {
  const letters = short.length === 1 ? (short[0] ?? '') : ''
  if (letters.length < least || long.length < 2) return false
  const initials = long.map((word) => word[0]).join('')
  const strongInitials = long
    .filter((word) => !weak.has(word) || word.length > 3)
    .map((word) => word[0])
    .join('')
  return letters === initials || letters === strongInitials
}
