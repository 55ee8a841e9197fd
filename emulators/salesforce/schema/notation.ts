import type { FieldSchema, FieldType } from './types.ts'

/**
 * One field a line: `Name type:length flags… "Label" = value|value`.
 * Types are describe's, `ref:Account,Contact` for references, `number:18.2` style precision for numbers.
 * Flags: `!` required, `ro` never written, `once` only on create, `late` only on update, `nofilter`, `nogroup`,
 * `nosort`, `unique`, `ext` external id, `lookup` idLookup, `name`, `auto` auto-number, `restricted`,
 * `in=Compound`, `rel=Name` (`rel=-` for none), `default=value`,
 * and for references `kids=Name` (relationship on the parent), `cascade`, `restrict`.
 * `@audit`, `@deleted`, `@modstamp`, `@viewed`, `@address Prefix` stand for the usual groups.
 */
export interface ParsedField extends FieldSchema {
  readonly kids: string | null
  readonly cascade: boolean
  readonly restrict: boolean
}

const NUMERIC: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent'])
const DEFAULT_LENGTH: Readonly<Record<string, number>> = {
  id: 18,
  reference: 18,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
  combobox: 255,
  textarea: 255,
  string: 255,
  encryptedstring: 175,
}
const STAMPED = /^(Created|LastModified)(Date|ById)$|^SystemModstamp$|^IsDeleted$/
const ACCURACY = 'Address|NearAddress|Block|Street|ExtendedZip|Zip|Neighborhood|City|County|State|Unknown'

function address(prefix: string): string[] {
  const compound = `${prefix}Address`
  return [
    `${prefix}Street textarea:255 in=${compound}`,
    `${prefix}City string:40 in=${compound}`,
    `${prefix}State string:80 in=${compound} "${`${prefix} State/Province`.trim()}"`,
    `${prefix}PostalCode string:20 in=${compound} "${`${prefix} Zip/Postal Code`.trim()}"`,
    `${prefix}Country string:80 in=${compound}`,
    `${prefix}Latitude double:18.15 in=${compound}`,
    `${prefix}Longitude double:18.15 in=${compound}`,
    `${prefix}GeocodeAccuracy picklist:40 restricted in=${compound} = ${ACCURACY}`,
    `${compound} address ro`,
  ]
}

const GROUPS: Readonly<Record<string, (argument: string) => string[]>> = {
  '@audit': () => [
    'CreatedDate datetime ! ro',
    'CreatedById ref:User ! ro',
    'LastModifiedDate datetime ! ro',
    'LastModifiedById ref:User ! ro',
    'SystemModstamp datetime ! ro "System Modstamp"',
  ],
  '@deleted': () => ['IsDeleted boolean ro "Deleted"'],
  '@modstamp': () => ['SystemModstamp datetime ! ro "System Modstamp"'],
  '@viewed': () => ['LastViewedDate datetime ro', 'LastReferencedDate datetime ro'],
  '@address': address,
}

export function expand(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.flatMap((line) => {
    const [word = '', argument = ''] = line.split(' ')
    return GROUPS[word]?.(argument) ?? [line]
  })
}

function wordsOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/ Id$/, ' ID')
}

function relationship(name: string, given: string | undefined): string | null {
  if (given === '-') return null
  if (given !== undefined) return given
  if (name.endsWith('__c')) return name.replace(/__c$/, '__r')
  return name.replace(/Id$/, '')
}

function defaultOf(type: FieldType, given: string | undefined): string | number | boolean | null {
  if (type === 'boolean') return given === 'true'
  if (given === undefined) return null
  return NUMERIC.has(type) ? Number(given) : given.replaceAll('_', ' ')
}

interface Head {
  readonly name: string
  readonly type: FieldType
  readonly argument: string
  readonly label: string | undefined
  readonly picklist: readonly string[]
  readonly has: (flag: string) => boolean
  readonly value: (key: string) => string | undefined
}

function headOf(line: string): Head {
  const [left = '', values = ''] = line.split(' = ')
  const label = /"([^"]*)"/.exec(left)?.[1]
  const [name = '', kind = '', ...flags] = left
    .replace(/"[^"]*"/, '')
    .trim()
    .split(/\s+/)
  const [word = '', argument = ''] = kind.split(':')
  return {
    name,
    type: (word === 'ref' ? 'reference' : word) as FieldType,
    argument,
    label,
    picklist: values === '' ? [] : values.split('|').map((value) => value.trim()),
    has: (flag) => flags.includes(flag),
    value: (key) => flags.find((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1),
  }
}

function numbers(head: Head): { length: number; precision: number; scale: number } {
  if (NUMERIC.has(head.type)) {
    const [precision = head.type === 'int' ? 8 : 18, scale = 0] = head.argument
      .split('.')
      .filter((part) => part !== '')
      .map(Number)
    return { length: 0, precision, scale }
  }
  const given = head.type === 'reference' ? Number.NaN : Number.parseInt(head.argument, 10)
  return { length: Number.isNaN(given) ? (DEFAULT_LENGTH[head.type] ?? 0) : given, precision: 0, scale: 0 }
}

/** Long text can neither be filtered, grouped nor sorted; numbers and moments cannot be grouped. */
function searchable(head: Head, length: number): Pick<FieldSchema, 'filterable' | 'groupable' | 'sortable'> {
  const long = head.type === 'textarea' && length > 255
  const blind = head.type === 'base64' || long
  const ungrouped = ['double', 'currency', 'percent', 'datetime', 'address', 'multipicklist'].includes(
    head.type,
  )
  return {
    filterable: !blind && !head.has('nofilter'),
    groupable: !blind && !ungrouped && !head.has('nogroup'),
    sortable: !blind && head.type !== 'address' && !head.has('nosort'),
  }
}

export function parseField(line: string): ParsedField {
  const head = headOf(line)
  const size = numbers(head)
  const reference = head.type === 'reference'
  const readOnly = head.has('ro') || head.type === 'id' || head.type === 'address'
  const fallback = defaultOf(head.type, head.value('default'))
  return {
    name: head.name,
    type: head.type,
    label: head.label ?? wordsOf(head.name),
    ...size,
    nillable: !head.has('!') && head.type !== 'boolean' && head.type !== 'id',
    createable: !readOnly && !head.has('late'),
    updateable: !readOnly && !head.has('once'),
    ...searchable(head, size.length),
    calculated: head.has('calc'),
    unique: head.has('unique'),
    externalId: head.has('ext'),
    idLookup: head.has('lookup') || head.has('ext') || head.type === 'id',
    nameField: head.has('name'),
    autoNumber: head.has('auto'),
    custom: head.name.endsWith('__c'),
    defaultedOnCreate: fallback !== null || head.type === 'id' || head.has('auto') || STAMPED.test(head.name),
    defaultValue: fallback,
    referenceTo: reference ? head.argument.split(',') : [],
    relationshipName: reference ? relationship(head.name, head.value('rel')) : null,
    picklist: head.picklist,
    restrictedPicklist: head.has('restricted'),
    compound: head.value('in') ?? null,
    generated: null,
    derived: null,
    kids: head.value('kids') ?? null,
    cascade: head.has('cascade'),
    restrict: head.has('restrict'),
  }
}
