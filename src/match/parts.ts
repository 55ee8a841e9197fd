import { type FieldDefinition, fieldDictionary, KitError, type MatchRule } from '../kit/index.ts'
import { companyNameOf } from '../terms/company-name.ts'
import { fold, sound, words } from '../terms/letters.ts'
import { companyDomainOf, mailOf } from '../terms/mail.ts'
import { givenNameRoots } from '../terms/nicknames.ts'
import { familyNameOf, givenNameOf } from '../terms/person-name.ts'
import { phoneOf } from '../terms/phone.ts'
import { postalCodeOf, streetOf } from '../terms/street.ts'
import { dayOf } from './compare/dates.ts'
import { type Comparisons, fieldsOf } from './compare/index.ts'
import { partsOfList } from './compare/set.ts'
import { phraseOf } from './compare/text.ts'
import { type CodedSet, type Column, emptyColumn, encodeSet, recode } from './kernel/coded.ts'
import type { RecordTable } from './table.ts'
import { wholeNames } from './whole-names.ts'

const shape = /^([^[\]]+)(?:\[(?:(\d+)\.\.(\d+)|(sound)|(words))\])?$/

/** The canonical field or comparison that a part names, without its cut. */
export function baseOf(part: string): string {
  return shape.exec(part)?.[1] ?? part
}

export function buildPart(
  part: string,
  rule: MatchRule,
  table: RecordTable,
  comparisons: Comparisons,
): CodedSet {
  const found = shape.exec(part)
  if (found === null) {
    throw new KitError('BAD_BLOCKING_PART', `${rule.meta.id}: "${part}" is no part of a blocking key.`, {
      actions: [
        'Write a field, its first characters as `companyName[0..4]`, its sound as `lastName[sound]`, or each of its words as `title[words]`.',
      ],
    })
  }
  const [, base = '', from, to, asSound, asWords] = found
  const cut = (text: string): string => {
    if (asSound !== undefined) return sound(text)
    return from === undefined ? text : text.replaceAll(' ', '').slice(Number(from), Number(to))
  }
  const known = comparisons.sets.get(base)
  if (known !== undefined) {
    const { set, key } = known
    if (key === undefined && from === undefined && asSound === undefined) return set
    return recode(set, (text) => cut(key === undefined ? text : key(text)))
  }
  const whole = rule.compare[base]
  if (whole?.type === 'personName') {
    const cutting = [from, asSound, asWords].some((mark) => mark !== undefined)
    return cutting
      ? nameWords(whole.first, whole.last, table, cut)
      : wholeNames(columnOf(whole.first, table), columnOf(whole.last, table))
  }
  const field = whole !== undefined && 'field' in whole ? whole.field : base
  const read = asWords === undefined ? reader(field, rule) : singleWords
  const all = readOnce(columnOf(field, table), read, table.rows)
  return from === undefined && asSound === undefined ? all : recode(all, cut)
}

/** Parts that are cut out of one field, whose values are read once as long as the field is there. */
const readings = new WeakMap<Column, Map<Reader, CodedSet>>()

function readOnce(column: Column, read: Reader, rows: number): CodedSet {
  const known = readings.get(column) ?? new Map<Reader, CodedSet>()
  readings.set(column, known)
  const set = known.get(read) ?? encodeSet([column], rows, read)
  known.set(read, set)
  return set
}

function columnOf(field: string, table: RecordTable): Column {
  return table.columns.get(field) ?? emptyColumn(table.rows)
}

/** Every word of a person's name, whichever column it stands in. */
function nameWords(first: string, last: string, table: RecordTable, cut: (word: string) => string): CodedSet {
  const columns = [first, last].flatMap((field) => table.columns.get(field) ?? [])
  const read = (text: string): string[] =>
    singleWords(text).flatMap((word) => cut(givenNameRoots(word)[0] ?? word) || [])
  return encodeSet(columns, table.rows, read)
}

type Reader = (text: string) => readonly string[]

function reader(field: string, rule: MatchRule): Reader {
  for (const comparison of Object.values(rule.compare)) {
    if (comparison.type === 'personName' && comparison.first === field) return givenKeys
    if (comparison.type === 'personName' && comparison.last === field) return familyKeys
    if (comparison.type === 'companyName' && comparison.field === field) return companyKeys
    if (comparison.type === 'text' && comparison.field === field) return phraseKeys
    if (comparison.type === 'site' && comparison.company === field) return companyKeys
    if (comparison.type === 'site' && comparison.street === field) return streetKeys
    if (comparison.type === 'site' && comparison.postalCode === field) return postalKeys
  }
  const dictionary = fieldDictionary[rule.entity] as Readonly<Record<string, FieldDefinition>>
  const type = dictionary[field]?.type
  return type === undefined ? readerByUse(field, rule) : byType[type]
}

/** A column that only the rule knows is read as the comparison reads it. */
function readerByUse(field: string, rule: MatchRule): Reader {
  const uses = Object.values(rule.compare).filter((comparison) => fieldsOf(comparison).includes(field))
  for (const { type } of uses) {
    if (type === 'code') return codeKeys
    if (type === 'date') return dayKeys
    if (type === 'number') return byType.number
    if (type === 'set') return partsOfList
    if (type === 'email') return byType.email
    if (type === 'phones') return byType.phone
    if (type === 'domain') return byType.url
  }
  return byType.text
}

const wordsPerText = 12

function singleWords(text: string): readonly string[] {
  return words(text)
    .filter((word) => word.length > 1)
    .slice(0, wordsPerText)
}

const byType: Readonly<Record<FieldDefinition['type'], Reader>> = {
  text: one((text) => words(text).join(' ')),
  email: one((text) => mailOf(text)?.address),
  phone: one((text) => phoneOf(text)?.slice(-7)),
  url: one(companyDomainOf),
  id: one((text) => fold(text.trim())),
  number: one((text) => (Number.isFinite(Number(text)) ? String(Math.round(Number(text))) : null)),
  boolean: one((text) => text),
  date: one((text) => text.slice(0, 10)),
  datetime: one((text) => text.slice(0, 10)),
  list: (text) => text.split(';').map((part) => words(part).join(' ')),
}

function one(read: (text: string) => string | null | undefined): Reader {
  return (text) => {
    const found = read(text)
    return found === null || found === undefined || found === '' ? [] : [found]
  }
}

const streetKeys = one((text) => streetOf(text)?.joined)
const postalKeys = one(postalCodeOf)
const codeKeys = one((text) => words(text).join(''))
const dayKeys = one(dayOf)
const phraseKeys = one(phraseKey)

function givenKeys(text: string): readonly string[] {
  const first = givenNameOf(text)?.words[0]
  return first === undefined ? [] : givenNameRoots(first).slice(0, 3)
}

function familyKeys(text: string): readonly string[] {
  const family = familyNameOf(text)
  if (family === null) return []
  return family.words.length === 1 ? family.words : [...family.words.slice(0, 3), family.joined]
}

/** As it is compared: `RE:` is none of it. */
function phraseKey(text: string): string | null {
  const phrase = phraseOf(text)
  return phrase === null ? null : `${phrase.joined} ${phrase.numbers}`.trim()
}

function companyKeys(text: string): readonly string[] {
  const name = companyNameOf(text)
  return name === null ? [] : [name.strong.join('')]
}
