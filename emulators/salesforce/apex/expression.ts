import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { compileQuery } from '../soql/index.ts'
import { withBinds } from './bind.ts'
import type { Change, Expression, Type } from './script.ts'
import type { Source } from './source.ts'
import { checkAssignment, primitive, readType, typeOfField } from './type.ts'

/** What the script may name: the org's objects as this user sees them, and its variables, in lower case. */
export interface Known {
  readonly org: Org
  readonly session: Session
  readonly variables: Map<string, Type>
}

export interface Expressions {
  readonly read: () => Expression
  /** `Database.merge(…)` or `Database.update(…)`, when it comes next. */
  readonly readCall: () => Change | undefined
  readonly fieldOf: (type: Type, word: string) => { readonly name: string; readonly type: Type }
}

export function createExpressions(source: Source, known: Known): Expressions {
  const read = (): Expression => {
    let value = readPrimary(source, known, expressions)
    for (;;) {
      if (source.take('.')) {
        const { name, type } = fieldOf(value.type, source.word() ?? '')
        value = { kind: 'field', of: value, field: name, type }
      } else if (value.type.list && source.take('[')) {
        const at = read()
        source.expect(']')
        value = { kind: 'item', of: value, at, type: { ...value.type, list: false } }
      } else return value
    }
  }
  const fieldOf = (type: Type, word: string) => {
    const field = type.object === null || type.list ? undefined : known.org.schema.field(type.object, word)
    if (field === undefined || !known.session.access.reads(type.name, field.name))
      throw source.problem(`Variable does not exist: ${word}`)
    return { name: field.name, type: typeOfField(field) }
  }
  const expressions: Expressions = { read, fieldOf, readCall: () => readCall(source, read) }
  return expressions
}

function readCall(source: Source, read: () => Expression): Change | undefined {
  const kind = source.attempt(() => {
    if (!source.take('Database') || !source.take('.')) return undefined
    const found = source.take('merge') ? 'merge' : source.take('update') ? 'update' : undefined
    return found !== undefined && source.take('(') ? found : undefined
  })
  if (kind === undefined) return undefined
  const given = readList(source, ')', read)
  const wanted = kind === 'merge' ? 2 : 1
  const strict = given[wanted] ?? null
  if (given.length < wanted || given.length > wanted + 1 || (strict && strict.type.name !== 'Boolean'))
    throw source.problem(
      `Method does not exist or incorrect signature: void ${kind}(${given.map(({ type }) => type.name).join(', ')}) from the type Database`,
    )
  const records = given.slice(0, wanted)
  const name = kind === 'merge' ? 'Database.MergeResult' : 'Database.SaveResult'
  return { kind, records, strict, type: { name, object: null, list: records.at(-1)?.type.list ?? false } }
}

function readList(source: Source, end: string, read: () => Expression): Expression[] {
  const items: Expression[] = []
  if (source.take(end)) return items
  do items.push(read())
  while (source.take(','))
  source.expect(end)
  return items
}

function readPrimary(source: Source, known: Known, expressions: Expressions): Expression {
  const text = source.text()
  if (text !== undefined) return { kind: 'scalar', value: text, type: primitive('String') }
  const number = source.number()
  if (number !== undefined) return { kind: 'scalar', value: number, type: primitive('Integer') }
  if (source.take('null')) return { kind: 'scalar', value: null, type: primitive('null') }
  for (const value of [true, false])
    if (source.take(String(value))) return { kind: 'scalar', value, type: primitive('Boolean') }
  if (source.take('new')) return readNew(source, known, expressions)
  const call = expressions.readCall()
  if (call !== undefined) return call
  const place = source.place()
  const name = source.attempt(() => source.word())
  if (name === undefined) return readQuery(source, known)
  const type = known.variables.get(name.toLowerCase())
  if (type === undefined) throw source.problem(`Variable does not exist: ${name}`, place)
  return { kind: 'variable', name: name.toLowerCase(), type }
}

function readNew(source: Source, known: Known, expressions: Expressions): Expression {
  const place = source.place()
  const written = readType(source, known)
  const type = written?.type
  if (type === undefined) throw source.problem(`Invalid type: ${written?.spelt ?? ''}`, place)
  if (type.list) {
    if (source.take('(')) {
      source.expect(')')
      return { kind: 'list', items: [], type }
    }
    source.expect('{')
    const items = readList(source, '}', expressions.read)
    for (const item of items) checkAssignment(source, { ...type, list: false }, item)
    return { kind: 'list', items, type }
  }
  if (type.object === null) throw source.problem(`Type cannot be constructed: ${type.name}`)
  source.expect('(')
  return {
    kind: 'record',
    object: type.object,
    fields: readFields(source, known, type.object, expressions),
    type,
  }
}

function readFields(source: Source, known: Known, object: ObjectSchema, { read }: Expressions) {
  const fields: [string, Expression][] = []
  if (source.take(')')) return fields
  do {
    const place = source.place()
    const word = source.word() ?? ''
    const field = known.org.schema.field(object, word)
    if (field === undefined || !known.session.access.reads(object.name, field.name))
      throw source.problem(`Field does not exist: ${word} on ${object.name}`, place)
    source.expect('=')
    const value = read()
    checkAssignment(source, typeOfField(field), value)
    fields.push([field.name, value])
  } while (source.take(','))
  source.expect(')')
  return fields
}

/** Compiled once without the values of its variables, so that its faults show before anything runs. */
function readQuery(source: Source, known: Known): Expression {
  const soql = source.bracketed().trim()
  const probe = withBinds(soql, (name) => {
    if (!known.variables.has(name.toLowerCase())) throw source.problem(`Variable does not exist: ${name}`)
    return null
  })
  try {
    const { object, aggregate } = compileQuery(known.org, known.session, probe)
    if (aggregate) throw source.problem('Aggregate queries are not known here')
    return { kind: 'query', soql, object, type: { name: object.name, object, list: true } }
  } catch (error) {
    if (error instanceof ApiError) throw source.problem(error.message.trim())
    throw error
  }
}
