import { type Entity, type FieldDefinition, fieldDictionary, type Value } from '../kit/index.ts'
import { companyNameOf } from '../terms/company-name.ts'
import { words } from '../terms/letters.ts'
import { callingCodeOf, extensionOf, phoneOf } from '../terms/phone.ts'
import { postalCodeOf, streetOf } from '../terms/street.ts'

/** True when two values say the same, however each CRM spells it: case, accents, legal forms, prefixes of numbers. */
export function agrees(entity: Entity, field: string, one: Value, other: Value): boolean {
  if (one === other) return true
  const spell = spelling(entity, field)
  if (spell === types.phone) return samePhone(String(one), String(other))
  const [a, b] = [spell(String(one)), spell(String(other))]
  return a === b && a !== ''
}

export function isBlank(value: Value | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

type Spelling = (text: string) => string

function spelling(entity: Entity, field: string): Spelling {
  const own = fields[field]
  if (own !== undefined && !(field === 'name' && entity !== 'company')) return own
  const definition = (fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>)[field]
  if (definition?.type === 'url' && entity === 'company') return host
  return types[definition?.type ?? 'text']
}

const types: Readonly<Record<FieldDefinition['type'], Spelling>> = {
  text: (text) => letters(text.replace(/\+/g, ' plus ').replace(/#/g, ' sharp ')),
  email: (text) => text.trim().toLowerCase(),
  phone: (text) => phoneOf(text) ?? text.replace(/\D/g, ''),
  url: (text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^\w+:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/+$/, ''),
  id: letters,
  number: (text) => String(Math.round(Number(text) * 1e6) / 1e6),
  boolean: (text) => text,
  date: (text) => text.slice(0, 10),
  datetime: (text) => String(Date.parse(text)),
  list: (text) => [...new Set(text.split(';').map(letters))].sort().join(';'),
}

const fields: Readonly<Record<string, Spelling>> = {
  name: company,
  companyName: company,
  street: (text) => streetOf(text)?.joined ?? letters(text),
  postalCode: (text) => postalCodeOf(text) ?? letters(text),
  country,
  domain: host,
}

/** The same national number; extensions and, where both have one, calling codes speak as well. */
function samePhone(one: string, other: string): boolean {
  const [a, b] = [types.phone(one), types.phone(other)]
  if (a !== b || a === '' || extensionOf(one) !== extensionOf(other)) return false
  const [from, to] = [callingCodeOf(one), callingCodeOf(other)]
  return from === null || to === null || from === to
}

/** Signs that are no letters of any script still count when there is nothing else. */
function letters(text: string): string {
  return words(text).join('') || text.trim()
}

function company(text: string): string {
  return companyNameOf(text)?.joined ?? letters(text)
}

function host(text: string): string {
  return types.url(text).replace(/[/?#:].*$/, '')
}

/** What languages and people call countries beyond their names of CLDR. */
const countryAliases: Readonly<Record<string, string>> = {
  uk: 'GB',
  england: 'GB',
  greatbritain: 'GB',
  usa: 'US',
  unitedstatesofamerica: 'US',
  czechrepublic: 'CZ',
  turkey: 'TR',
  holland: 'NL',
}
const countryLanguages = ['en', 'de', 'fr', 'es', 'it']

/** Codes by folded name; built once it is needed. */
let codes: ReadonlyMap<string, string> | undefined

function countryCodes(): ReadonlyMap<string, string> {
  if (codes !== undefined) return codes
  const found = new Map<string, string>()
  for (const language of countryLanguages) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of regionCodes()) {
      const name = names.of(code)
      const plain = name === undefined ? '' : letters(name)
      if (plain !== '' && !found.has(plain)) found.set(plain, code)
    }
  }
  for (const [name, code] of Object.entries(countryAliases)) found.set(name, code)
  codes = found
  return found
}

/** All of two letters; those that stand for nothing have no name. The second codes of a country are left out. */
function regionCodes(): readonly string[] {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const all = alphabet.flatMap((one) => alphabet.map((other) => one + other))
  return all.filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
}

/** `DE`, `Germany` and `Deutschland` are one. */
function country(text: string): string {
  const plain = letters(text.trim().replace(/^the\s+/i, ''))
  const code = countryCodes().get(plain)
  if (code !== undefined) return code
  return /^[a-z]{2}$/.test(plain) ? plain.toUpperCase() : plain
}
