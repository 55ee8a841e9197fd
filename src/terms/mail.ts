import { disposableEmailBlocklistSet } from 'disposable-email-domains-js'
import providers from 'email-providers'
import { getDomain, getDomainWithoutSuffix } from 'tldts'

const free = new Set(providers)
let disposable: ReadonlySet<string> | undefined
/** Names that no mail ever reaches (RFC 2606), which samples and sandboxes are full of. */
const reserved = /(^|\.)(example|invalid|test|localhost)(\.(com|org|net|edu))?$/

const roles = new Set(
  (
    'info information sales ventas vertrieb vente ventes commercial comercial admin administrator administration ' +
    'administracion verwaltung administratif support soporte help helpdesk hilfe ayuda contact contacto contactus kontakt ' +
    'hello hola hallo hi office oficina buero buro bureau team equipo mail email post postmaster webmaster hostmaster root ' +
    'abuse noreply donotreply nichtantworten billing facturacion factura facturas rechnung rechnungen buchhaltung invoice ' +
    'invoices accounts account accounting accountspayable accountsreceivable ap ar finance finanzas finanzen jobs careers ' +
    'hr rrhh recruiting personal bewerbung empleo marketing press prensa presse media pr newsletter news service services ' +
    'servicio servicios customerservice customercare atencioncliente atencionalcliente clientes orders order pedidos ' +
    'bestellung purchasing procurement compras einkauf reception recepcion empfang enquiries inquiries enquiry inquiry ' +
    'feedback general legal privacy security it itsupport shop store tienda webshop reservations reservas booking bookings ' +
    'events frontdesk secretary sekretariat secretaria secretariat direccion gerencia'
  ).split(' '),
)

export interface Mail {
  /** Lower case; `+tag` dropped, dots dropped where the provider ignores them. */
  readonly address: string
  readonly local: string
  readonly host: string
}

/** Null when the text is no address. */
export function mailOf(text: string): Mail | null {
  const trimmed = text
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')
    .replace(/^.*<(.+)>$/, '$1')
    .replace(/[.;,]+$/, '')
  const match = /^([^\s@<>,;"]{1,64})@((?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,})$/u.exec(trimmed)
  if (match === null) return null
  const host = match[2] === 'googlemail.com' ? 'gmail.com' : (match[2] ?? '')
  const plain = (match[1] ?? '').replace(/(?!^)\+.*$/, '')
  const local = host === 'gmail.com' ? plain.replaceAll('.', '') : plain
  return local === '' ? null : { address: `${local}@${host}`, local, host }
}

/** True for `info@`, `sales@`, `no-reply@`: a mailbox of a function. */
export function isRoleMailbox(local: string): boolean {
  const bare = local.replace(/[._-]/g, '').replace(/\d+$/, '')
  if (roles.has(bare)) return true
  const parts = local.split(/[._-]/)
  return parts.length > 1 && roles.has(parts[0] ?? '') && (parts[0] ?? '').length > 3
}

const fillers =
  /^(no|none|na|n\/a|nomail|noemail|nobody|unknown|test\d*|testing|a+|x+|asdf\w*|abc|123\d*|example|user|name|email|your-?name|your-?email|sample|dummy|placeholder|no-?reply|first\.?last|firstname\.?lastname|john\.?doe|jane\.?doe|sin-?correo|keine|anonymous|fake)$/

/**
 * True for an address that stands for none: `none@…`, `test@example.com`, `ana@noemail.com`. A name at a reserved
 * domain, `ana@acme.example`, is an address like any other: it tells the people of a sample apart.
 */
export function isPlaceholderMail(mail: Mail): boolean {
  return fillers.test(mail.local) || /^(none|no|noemail|nomail|unknown|test|fake)\.\w+$/.test(mail.host)
}

export function isFreeMailHost(host: string): boolean {
  return free.has(host)
}

export function isDisposableHost(host: string): boolean {
  disposable ??= disposableEmailBlocklistSet() // the package builds the set anew at each call
  return disposable.has(host)
}

const labels = new Map<string, string>()

/** The part of a host that its owner chose: `acme` of `mail.acme.co.uk`; empty when there is none. */
export function labelOfHost(host: string): string {
  const known = labels.get(host)
  if (known !== undefined) return known
  const label = getDomainWithoutSuffix(host) ?? ''
  if (labels.size < remembered) labels.set(host, label)
  return label
}

const pages = new Set(
  'facebook.com linkedin.com twitter.com x.com instagram.com google.com youtube.com wordpress.com wixsite.com blogspot.com etsy.com ebay.com amazon.com'.split(
    ' ',
  ),
)

const companyDomains = new Map<string, string | null>()
/** Hosts that are remembered: looking one up takes longer than all the rest of reading an address. */
const remembered = 100_000

/**
 * The registrable domain of a host name, an address of a page or an e-mail address, as a sign of one organisation:
 * null for free and throw-away mail, social pages, reserved names.
 */
export function companyDomainOf(text: string): string | null {
  const trimmed = text.trim().toLowerCase()
  const host = trimmed.slice(trimmed.lastIndexOf('@') + 1)
  const known = companyDomains.get(host)
  if (known !== undefined) return known
  const found = ownDomain(getDomain(host))
  if (companyDomains.size < remembered) companyDomains.set(host, found)
  return found
}

function ownDomain(domain: string | null): string | null {
  if (domain === null || free.has(domain) || pages.has(domain) || reserved.test(domain)) return null
  return isDisposableHost(domain) ? null : domain
}
