import type { FieldSchema } from '../schema/types.ts'
import type { Known } from './expression.ts'
import type { Expression, Type } from './script.ts'
import type { Source } from './source.ts'

const PRIMITIVES = ['Id', 'String', 'Boolean', 'Integer', 'Decimal', 'Date', 'Datetime']
const RESULTS = ['MergeResult', 'SaveResult']
/** Words that begin something which the emulated org does not run. */
const RESERVED: ReadonlySet<string> = new Set(
  `abstract break catch class continue delete do else enum final finally for global if insert interface new null
   private protected public return static super switch this throw transient trigger try undelete upsert virtual void
   while with without true false`.split(/\s+/),
)

export function primitive(name: string): Type {
  return { name, object: null, list: false }
}

/** `Case`, `Case[]`, `List<Case>`; `type` is missing when the language knows no such word. */
export function readType(
  source: Source,
  known: Known,
): { readonly spelt: string; readonly type: Type | undefined } | undefined {
  const place = source.place()
  const first = source.word()
  if (first === undefined) return undefined
  if (RESERVED.has(first.toLowerCase())) throw source.problem(`Unexpected token '${first}'.`, place)
  if (first.toLowerCase() === 'list' && source.take('<')) {
    const inner = readType(source, known)
    if (inner === undefined || !source.take('>')) throw source.unexpected()
    return { spelt: `List<${inner.spelt}>`, type: inner.type && { ...inner.type, list: true } }
  }
  const member = first.toLowerCase() === 'database' && source.take('.') ? source.word() : undefined
  const spelt = member === undefined ? first : `${first}.${member}`
  const type = member === undefined ? plain(known, first) : result(member)
  const array = source.attempt(() => (source.take('[') && source.take(']') ? true : undefined))
  return { spelt, type: type !== undefined && array === true ? { ...type, list: true } : type }
}

function plain(known: Known, word: string): Type | undefined {
  const name = PRIMITIVES.find((each) => each.toLowerCase() === word.toLowerCase())
  if (name !== undefined) return primitive(name)
  const object = known.org.schema.object(word)
  if (object === undefined || object.api === 'tooling' || !known.session.access.sees(object.name))
    return undefined
  return { name: object.name, object, list: false }
}

function result(member: string): Type | undefined {
  const name = RESULTS.find((each) => each.toLowerCase() === member.toLowerCase())
  return name === undefined ? undefined : primitive(`Database.${name}`)
}

export function typeOfField(field: FieldSchema): Type {
  switch (field.type) {
    case 'boolean':
      return primitive('Boolean')
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return primitive('Decimal')
    case 'id':
    case 'reference':
      return primitive('Id')
    default:
      return primitive('String')
  }
}

const spelling = ({ name, list }: Type) => (list ? `List<${name}>` : name)

/** Ids and texts are taken for each other, whole numbers for decimals, and a query of one row for a record. */
export function checkAssignment(source: Source, target: Type, value: Expression): void {
  const { type } = value
  const loose = (name: string) => (name === 'String' ? 'Id' : name === 'Integer' ? 'Decimal' : name)
  const same = loose(type.name) === loose(target.name)
  const shape = type.list === target.list || (value.kind === 'query' && type.list)
  if (type.name === 'null' || (same && shape)) return
  throw source.problem(`Illegal assignment from ${spelling(type)} to ${spelling(target)}`)
}
