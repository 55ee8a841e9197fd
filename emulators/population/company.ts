import { type Address, address } from './address.ts'
import { cultureDraw, cultureFacts } from './culture.ts'
import { capital, slug } from './letters.ts'
import { type Culture, namePool } from './names/pools.ts'
import { officeNumber, type Phone } from './phone.ts'
import { type Random, random, Stream } from './random.ts'

type CompanyKind = 'root' | 'subsidiary' | 'division' | 'near-name' | 'practice'

/** A company in the world, whatever any system says about it. */
export interface Company {
  readonly index: number
  readonly kind: CompanyKind
  readonly culture: Culture
  /** What people call it; without legal form. */
  readonly brand: string
  readonly legalForm: string
  readonly tradingName: string
  readonly domain: string
  readonly address: Address
  readonly switchboard: Phone
  readonly mailPattern: number
  readonly industry: string
  readonly employees: number
  readonly revenue: number
  readonly founded: number
}

const industries = [
  'Manufacturing',
  'Construction',
  'Healthcare',
  'Retail',
  'Technology',
  'Finance',
  'Consulting',
  'Hospitality',
  'Education',
  'Transportation',
  'Agriculture',
  'Energy',
  'Insurance',
  'Media',
] as const
const sectors: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Manufacturing',
    'Construction',
    'Logistics',
    'Solutions',
    'Group',
    'Industries',
    'Partners',
    'Systems',
    'Foods',
    'Consulting',
    'Services',
    'Labs',
    'Supply',
    'Energy',
    'Medical',
    'Holdings',
    'Trading',
    'Insurance',
    'Software',
    'Electric',
  ],
  es: [
    'Construcciones',
    'Transportes',
    'Talleres',
    'Industrias',
    'Distribuciones',
    'Grupo',
    'Servicios',
    'Comercial',
    'Asesoría',
    'Clínica',
    'Alimentación',
    'Muebles',
    'Suministros',
    'Ingeniería',
    'Inmobiliaria',
    'Hermanos',
    'Bodegas',
    'Consultores',
  ],
  de: ['Maschinenbau', 'Logistik', 'Bau', 'Technik', 'Handel', 'Werke', 'Systeme', 'Elektro'],
  fr: ['Services', 'Industries', 'Transports', 'Conseil', 'Bâtiment', 'Distribution'],
  it: ['Costruzioni', 'Trasporti', 'Industrie', 'Servizi', 'Alimentari'],
  pt: ['Construções', 'Transportes', 'Serviços', 'Indústrias', 'Comércio'],
}
const openings =
  'ac al ar bel bri cal cor del dex el fen gal hel in jor kin lum mar nex nor om or pan pri qua ren sol syn tal tri ul val ven vis xan zen'.split(
    ' ',
  )
const closings =
  'ado ara bit cor dex dor ent era fin gen ian ica ido ion ita lan lex lia mar nia nix nova on ora pax qua ria sol tec tia tor ura va vex via zon'.split(
    ' ',
  )
const regions: readonly Culture[] = ['es-ES', 'en-GB', 'de-DE', 'es-MX', 'fr-FR', 'it-IT']
const regionNames: Readonly<Record<Culture, string>> = {
  'en-US': 'America',
  'en-GB': 'UK',
  'es-ES': 'Ibérica',
  'es-MX': 'México',
  'de-DE': 'Deutschland',
  'fr-FR': 'France',
  'it-IT': 'Italia',
  'pt-PT': 'Portugal',
}
const divisions = [
  'Services',
  'Logistics',
  'Retail',
  'Digital',
  'Energy',
  'Health',
  'Research',
  'North',
  'South',
]

/** `part` of a group of companies: 0 is the parent, the others are made from it. */
export function company(
  seed: number,
  group: number,
  part: number,
  index: number,
  domainNumber: number,
): Company {
  const root = rootCompany(random(seed, Stream.group, group), index, domainNumber)
  if (part === 0) return root
  const source = random(seed, Stream.company, index)
  if (root.kind === 'practice') return practiceNextDoor(source, root, index)
  const draw = source.next()
  if (draw < 0.4) return subsidiary(source, root, index, part)
  if (draw < 0.7) return division(source, root, index, part)
  return nearName(source, root, index)
}

function rootCompany(source: Random, index: number, domainNumber: number): Company {
  const culture = cultureDraw.draw(source)
  const practice = source.chance(0.04)
  const brand = practice ? practiceName(source, culture) : brandName(source, culture)
  const facts = cultureFacts[culture]
  const top = source.chance(0.45) ? 'com' : facts.topLevel
  const stem = slug(brand).slice(0, 24) || 'firm'
  const employees = Math.ceil(3 * source.next() ** -1.1)
  return {
    index,
    kind: practice ? 'practice' : 'root',
    culture,
    brand,
    legalForm: practice || source.chance(0.12) ? '' : source.skewed(facts.legalForms),
    tradingName: source.chance(0.6) ? distinctive(brand) : initials(brand),
    domain: `${stem}${domainNumber > 1 ? domainNumber : ''}.${top}`,
    address: address(source, culture),
    switchboard: officeNumber(source, culture),
    mailPattern: Math.floor(source.next() ** 1.6 * 6),
    industry: practice ? 'Healthcare' : source.pick(industries),
    employees: Math.min(180_000, employees),
    revenue: Math.round(employees * (60 + source.next() * 240)) * 1000,
    founded: 1920 + Math.floor(100 * source.next() ** 0.5),
  }
}

/** Same group, own country: own legal form, domain, house. */
function subsidiary(source: Random, root: Company, index: number, part: number): Company {
  const culture = regions[(part + source.int(2)) % regions.length] as Culture
  const facts = cultureFacts[culture]
  return {
    ...root,
    index,
    kind: 'subsidiary',
    culture,
    brand: `${root.brand} ${regionNames[culture]}`,
    legalForm: source.skewed(facts.legalForms),
    domain: source.chance(0.5) ? root.domain : root.domain.replace(/\.[a-z.]+$/, `.${facts.topLevel}`),
    address: address(source, culture),
    switchboard: officeNumber(source, culture),
    employees: Math.ceil(root.employees * 0.2),
  }
}

/** Same house or another one, same domain, mostly the same switchboard. */
function division(source: Random, root: Company, index: number, part: number): Company {
  const name = divisions[(part * 4 + source.int(3)) % divisions.length] as string
  return {
    ...root,
    index,
    kind: 'division',
    brand: `${root.brand} ${name}`,
    address: source.chance(0.5) ? root.address : address(source, root.culture),
    switchboard: source.chance(0.7) ? root.switchboard : officeNumber(source, root.culture),
    employees: Math.ceil(root.employees * 0.3),
  }
}

/** Another company altogether whose name differs by a word or only by town: not a duplicate. */
function nearName(source: Random, root: Company, index: number): Company {
  const place = address(source, root.culture)
  return {
    ...root,
    index,
    kind: 'near-name',
    brand: source.chance(0.5)
      ? root.brand
      : `${root.brand} ${source.pick(['& Sons', 'II', 'Holding', place.city])}`,
    legalForm: source.pick(cultureFacts[root.culture].legalForms),
    domain: `${slug(root.brand).slice(0, 18)}${slug(place.city).slice(0, 8)}.${cultureFacts[root.culture].topLevel}`,
    address: place,
    switchboard: officeNumber(source, root.culture),
  }
}

/** Several doctors behind one door with one telephone at the desk. */
function practiceNextDoor(source: Random, root: Company, index: number): Company {
  const brand = practiceName(source, root.culture)
  return {
    ...root,
    index,
    brand,
    tradingName: brand,
    domain: source.chance(0.5) ? root.domain : `${slug(brand)}.com`,
  }
}

function practiceName(source: Random, culture: Culture): string {
  const last = namePool(culture).last.draw(source)
  if (culture === 'es-ES' || culture === 'es-MX') return source.pick([`Clínica Dr. ${last}`, `Dr. ${last}`])
  return source.pick([`Dr. ${last}`, `Dr. ${last} Dental Practice`, `${last} Medical Practice`])
}

function brandName(source: Random, culture: Culture): string {
  const pool = namePool(culture)
  const words = sectors[culture.slice(0, 2)] as readonly string[]
  const draw = source.next()
  const word = source.pick(words)
  const spanish = culture.startsWith('es') || culture === 'it-IT' || culture === 'pt-PT'
  if (draw < 0.36) return ordered(coined(source), word, spanish && source.chance(0.6))
  if (draw < 0.62) return ordered(pool.last.draw(source), word, spanish)
  if (draw < 0.72) return `${pool.last.draw(source)} ${spanish ? 'y' : '&'} ${pool.last.draw(source)}`
  if (draw < 0.84) return coined(source)
  if (draw < 0.94) return ordered(pool.city.draw(source), word, spanish)
  return `${source.pick(letters)}${source.pick(letters)}${source.pick(letters)} ${word}`
}

const letters = [...'ABCDEFGHILMNPRSTV']

function ordered(name: string, word: string, wordFirst: boolean): string {
  return wordFirst ? `${word} ${name}` : `${name} ${word}`
}

function coined(source: Random): string {
  const middle = source.chance(0.35) ? source.pick(openings) : ''
  return capital(source.pick(openings) + middle + source.pick(closings))
}

const common = new Set(Object.values(sectors).flat())

/** What is left of a name when it has to be short. */
function distinctive(brand: string): string {
  return brand.split(' ').find((word) => word.length > 3 && !common.has(word)) ?? brand
}

export function initials(brand: string): string {
  const words = brand.split(/[\s&-]+/).filter((word) => word.length > 1)
  return words.length < 2 ? brand : words.map((word) => word.charAt(0).toUpperCase()).join('')
}

export function legalName(of: Company): string {
  if (of.legalForm === '') return of.brand
  return of.culture === 'es-ES' && of.index % 2 === 0
    ? `${of.brand}, ${of.legalForm}`
    : `${of.brand} ${of.legalForm}`
}
