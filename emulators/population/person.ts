import { type Address, address } from './address.ts'
import type { Company } from './company.ts'
import { cultureDraw, cultureFacts } from './culture.ts'
import { slug } from './letters.ts'
import { type Culture, namePool } from './names/pools.ts'
import { companyMail, nameAt, type PersonName, type Seat, type SeatKind, seatKind } from './person-name.ts'
import { directDial, mobileNumber, officeNumber, type Phone } from './phone.ts'
import { type Random, random, Stream } from './random.ts'

const roles = ['info', 'sales', 'office', 'contact', 'admin'] as const
const spanishRoles = ['info', 'ventas', 'administracion', 'contacto', 'compras'] as const

/** A person in the world, as they are. */
export interface Person {
  readonly index: number
  readonly name: PersonName
  readonly seat: SeatKind
  readonly company: Company | null
  readonly household: number | null
  readonly email: string
  readonly privateEmail: string
  readonly phone: Phone | null
  readonly mobile: Phone | null
  readonly title: string
  readonly department: string
  readonly home: Address
  /** ISO date; unknown of people whom one knows from work. */
  readonly birthdate: string
}

const jobs: readonly (readonly [
  department: string,
  english: readonly string[],
  spanish: readonly string[],
])[] = [
  [
    'Management',
    ['CEO', 'Managing Director', 'Owner', 'President', 'General Manager'],
    ['Director General', 'Gerente', 'Propietario', 'Presidente'],
  ],
  [
    'Sales',
    ['Sales Manager', 'Account Executive', 'VP Sales', 'Sales Representative'],
    ['Director Comercial', 'Comercial', 'Jefe de Ventas'],
  ],
  [
    'Finance',
    ['CFO', 'Controller', 'Accountant', 'Accounts Payable Clerk'],
    ['Director Financiero', 'Contable', 'Administración'],
  ],
  [
    'IT',
    ['CTO', 'IT Manager', 'System Administrator', 'Developer'],
    ['Responsable de Informática', 'Desarrollador', 'Técnico'],
  ],
  ['Purchasing', ['Buyer', 'Purchasing Manager', 'Head of Procurement'], ['Jefe de Compras', 'Comprador']],
  [
    'Operations',
    ['COO', 'Plant Manager', 'Operations Manager', 'Logistics Coordinator'],
    ['Jefe de Producción', 'Encargado', 'Director de Operaciones'],
  ],
  [
    'Marketing',
    ['CMO', 'Marketing Manager', 'Brand Manager'],
    ['Directora de Marketing', 'Responsable de Comunicación'],
  ],
  ['HR', ['HR Director', 'Recruiter', 'People Partner'], ['Directora de RRHH', 'Técnico de Selección']],
]

/** People of a company. */
export function employee(seed: number, seat: Seat, at: Company, mailNumber: number): Person {
  const name = nameAt(seed, seat)
  const kind = seatKind(seed, seat)
  const source = random(seed, Stream.employment, seat.person)
  const privateEmail = freeMail(source, name, seat.person)
  const role = source.chance(seat.size < 4 ? 0.07 : 0.02)
  const privateOnly = source.chance(0.07)
  const own = `${companyMail(name, at.mailPattern, seat.size, mailNumber)}@${at.domain}`
  let home: Address | undefined
  const job = seat.ordinal === 0 ? jobs[0] : source.pick(jobs)
  const [department, english, spanish] = job as (typeof jobs)[number]
  return {
    index: seat.person,
    name,
    seat: kind,
    company: at,
    household: null,
    email:
      kind === 'assistant'
        ? bossMail(seed, seat, at)
        : role
          ? `${roleMailbox(source, at.culture)}@${at.domain}`
          : privateOnly
            ? privateEmail
            : own,
    privateEmail,
    phone: kind === 'assistant' ? at.switchboard : workPhone(source, at, seat.size),
    mobile: source.chance(0.62) ? mobileNumber(source, at.culture) : null,
    title:
      kind === 'assistant'
        ? assistantTitle(at.culture)
        : source.pick(at.culture.startsWith('es') ? spanish : english),
    department,
    // Rarely asked for, and drawn last.
    get home() {
      home ??= address(source, at.culture)
      return home
    },
    birthdate: '',
  }
}

function bossMail(seed: number, seat: Seat, at: Company): string {
  const boss = nameAt(seed, { ...seat, person: seat.first, ordinal: 0 })
  return `${companyMail(boss, at.mailPattern, seat.size, 1)}@${at.domain}`
}

/** People at home; everybody in a household has the same telephone, and some one mailbox. */
export function resident(
  seed: number,
  household: number,
  first: number,
  ordinal: number,
  size: number,
): Person {
  const shared = random(seed, Stream.household, household)
  const culture = cultureDraw.draw(shared)
  const home = address(shared, culture)
  const landline = shared.chance(0.7) ? officeNumber(shared, culture) : null
  const oneMailbox = size > 1 && shared.chance(0.35)
  const seat: Seat = { person: first + ordinal, first, ordinal, size, culture, household: true }
  const name = nameAt(seed, seat)
  const source = random(seed, Stream.employment, seat.person)
  const privateEmail = freeMail(source, name, seat.person)
  const familyEmail = `${slug(nameAt(seed, { ...seat, person: first, ordinal: 0 }).last)}${household % 10_000}@${shared.skewed(cultureFacts[culture].freeMail)}`
  return {
    index: seat.person,
    name,
    seat: seatKind(seed, seat),
    company: null,
    household,
    email: oneMailbox ? familyEmail : privateEmail,
    privateEmail,
    phone: landline,
    mobile: source.chance(0.7) ? mobileNumber(source, culture) : null,
    title: '',
    department: '',
    home,
    birthdate: ordinal < 2 ? birthdate(source, 30, 80) : birthdate(source, 18, 30),
  }
}

/** A job elsewhere: what stays is the person. */
export function atNewEmployer(random: Random, of: Person, at: Company): Person {
  return {
    ...of,
    company: at,
    email: `${companyMail(of.name, at.mailPattern, 2, 1)}@${at.domain}`,
    phone: workPhone(random, at, 10),
    mobile: random.chance(0.7) ? of.mobile : mobileNumber(random, at.culture),
    title: random.pick(random.pick(jobs)[at.culture.startsWith('es') ? 2 : 1]),
  }
}

export function differentTitle(random: Random, culture: Culture): string {
  return random.pick(random.pick(jobs)[culture.startsWith('es') ? 2 : 1])
}

export function roleMailbox(random: Random, culture: Culture): string {
  return random.skewed(culture.startsWith('es') ? spanishRoles : roles)
}

function workPhone(random: Random, at: Company, size: number): Phone | null {
  const draw = random.next()
  if (draw < 0.1) return null
  if (draw < (size < 4 ? 0.7 : 0.45)) return at.switchboard
  if (draw < 0.6) return { ...at.switchboard, extension: String(100 + random.int(800)) }
  return directDial(random, at.switchboard)
}

function assistantTitle(culture: Culture): string {
  return culture.startsWith('es') ? 'Secretaria de Dirección' : 'Executive Assistant'
}

function freeMail(random: Random, name: PersonName, person: number): string {
  const first = slug(name.first.split(/[\s-]/)[0] ?? '') || 'x'
  const last = slug(name.last) || 'x'
  const number = person % 10_000
  const draw = random.next()
  const local =
    draw < 0.4
      ? `${first}.${last}${number}`
      : draw < 0.7
        ? `${first}${last}${number}`
        : `${first.charAt(0)}${last}${number}`
  return `${local}@${random.skewed(cultureFacts[name.culture].freeMail)}`
}

function birthdate(random: Random, youngest: number, oldest: number): string {
  const year = 2026 - youngest - random.int(oldest - youngest)
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${year}-${part(1 + random.int(12))}-${part(1 + random.int(28))}`
}

/** Somebody's maiden or married name. */
export function otherSurname(random: Random, culture: Culture): string {
  return namePool(culture).last.draw(random)
}
