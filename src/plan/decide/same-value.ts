import { type Entity, type FieldDefinition, fieldDictionary, type Value } from '../../kit/index.ts'
import { companyNameOf } from '../../terms/company-name.ts'
import { words } from '../../terms/letters.ts'
import {
  companyDomainOf,
  isDisposableHost,
  isPlaceholderMail,
  isRoleMailbox,
  mailOf,
} from '../../terms/mail.ts'
import { extensionOf, phoneOf } from '../../terms/phone.ts'
import { isPlaceholder } from '../../terms/placeholders.ts'
import { postalCodeOf, streetOf } from '../../terms/street.ts'

/**
 * A value for comparing: equal keys are one value, unless a detail that only some of them state contradicts, such
 * as a calling code or a legal form.
 */
interface Normal {
  readonly key: string
  readonly detail?: string
}

type Reader = (text: string) => Normal | string | null | undefined

/**
 * True when all are there and the same after normalisation. What identifies nobody counts as missing:
 * placeholders, mailboxes of a function, throw-away addresses, an initial instead of a name.
 */
export function sameValue(entity: Entity, field: string, values: readonly (Value | undefined)[]): boolean {
  const read = readerOf(entity, field)
  const details = new Set<string>()
  let known: string | null = null
  for (const value of values) {
    if (value === null || value === undefined) return false
    const found = read(String(value))
    const { key, detail } = typeof found === 'string' ? { key: found, detail: '' } : (found ?? { key: '' })
    if (key === '' || (known !== null && key !== known)) return false
    known = key
    if (detail) details.add(detail)
  }
  return known !== null && details.size < 2
}

function readerOf(entity: Entity, field: string): Reader {
  if (entity === 'company' && field === 'name') return company
  const special = byField[field]
  if (special !== undefined) return special
  if (entity === 'company' && field === 'website') return companyDomainOf
  const dictionary = fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>
  return byType[dictionary[field]?.type ?? 'text']
}

/** Ids of records of the same org; letters of either case differ. */
const ownIds = 'ownerId createdBy modifiedBy companyId householdId reportsToId parentId personId relatedId'

const byField: Readonly<Record<string, Reader>> = {
  companyName: company,
  domain: companyDomainOf,
  street: (text) => streetOf(text)?.joined,
  postalCode: postalCodeOf,
  firstName: (text) => (words(text).every((word) => word.length === 1) ? null : phrase(text)),
  ...Object.fromEntries(ownIds.split(' ').map((field) => [field, (text: string) => text.trim()])),
}

const byType: Readonly<Record<FieldDefinition['type'], Reader>> = {
  text: phrase,
  email: address,
  phone,
  url: (text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^[a-z]+:\/\/(www\.)?|^www\./, '')
      .replace(/\/+$/, ''),
  id: (text) => (isPlaceholder(text) ? null : words(text).join('')),
  number: (text) => text,
  boolean: (text) => text,
  date: (text) => text.slice(0, 10),
  datetime: (text) => text,
  list: (text) => [...new Set(text.split(';').map((part) => words(part).join(' ')))].sort().join(';'),
}

function phrase(text: string): string | null {
  return isPlaceholder(text) ? null : words(text).join(' ')
}

function address(text: string): string | null {
  const mail = mailOf(text)
  if (mail === null || isRoleMailbox(mail.local) || isPlaceholderMail(mail)) return null
  return isDisposableHost(mail.host) ? null : mail.address
}

/** A number without a calling code meets any; two different calling codes, or extensions, are two numbers. */
function phone(text: string): Normal | null {
  const national = phoneOf(text)
  if (national === null) return null
  const extension = extensionOf(text)
  return { key: `${national}x${extension}`, detail: callingCode(text, national + extension) }
}

function company(text: string): Normal | null {
  const name = companyNameOf(text)
  return name === null ? null : { key: name.joined, detail: name.forms.join(' ') }
}

/** What stands before the national number when it is written for callers from abroad. */
function callingCode(text: string, rest: string): string {
  const digits = text.replace(/\(0\)/, '').replace(/\D/g, '')
  if (!/^\s*(\+|00)/.test(text) || !digits.endsWith(rest)) return ''
  return digits.slice(0, digits.length - rest.length).replace(/^00/, '')
}
