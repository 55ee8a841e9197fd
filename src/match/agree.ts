import { type Entity, type FieldDefinition, fieldDictionary, type Value } from '../kit/index.ts'
import { companyNameOf } from '../terms/company-name.ts'
import { words } from '../terms/letters.ts'
import { phoneOf } from '../terms/phone.ts'
import { postalCodeOf, streetOf } from '../terms/street.ts'

/** True when two values say the same, however each CRM spells it: case, accents, legal forms, prefixes of numbers. */
export function agrees(entity: Entity, field: string, one: Value, other: Value): boolean {
  if (one === other) return true
  const spell = spelling(entity, field)
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
  text: letters,
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

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const countryCodes: Readonly<Record<string, string>> = { uk: 'GB', usa: 'US', unitedstatesofamerica: 'US' }

/** `DE` and `Germany` are one; names in other languages are taken as they stand. */
function country(text: string): string {
  const plain = letters(text)
  const code = countryCodes[plain] ?? plain.toUpperCase()
  return /^[A-Z]{2}$/.test(code) ? letters(countryNames.of(code) ?? code) : plain
}
