import type { Org, Session } from '../org.ts'
import { createExpressions, type Expressions, type Known } from './expression.ts'
import type { Change, Statement, Type } from './script.ts'
import { type Place, readSource, type Source } from './source.ts'
import { checkAssignment, readType } from './type.ts'

/** Apex merges these (Apex reference, merge statement); SOAP's list has individuals instead of cases. */
const MERGED: ReadonlySet<string> = new Set(['Account', 'Case', 'Contact', 'Lead'])

/** Everything is looked up before anything runs: types, variables and fields, with the rights of the user. */
export function parseScript(org: Org, session: Session, script: string): readonly Statement[] {
  const source = readSource(script)
  const known: Known = { org, session, variables: new Map() }
  const expressions = createExpressions(source, known)
  const statements: Statement[] = []
  while (!source.ended()) {
    if (source.take(';')) continue
    statements.push(readStatement(source, known, expressions))
  }
  return statements
}

function readStatement(source: Source, known: Known, expressions: Expressions): Statement {
  const place = source.place()
  const change = readChange(source, expressions)
  if (change !== undefined) {
    check(source, change, place)
    source.expect(';')
    return { kind: 'run', place, change }
  }
  return readDeclaration(source, known, expressions) ?? readAssignment(source, known, expressions)
}

/** `merge master other;`, `update records;`, each also `as user`, and the methods of `Database`. */
function readChange(source: Source, { read, readCall }: Expressions): Change | undefined {
  const call = readCall()
  if (call !== undefined) return call
  const kind = source.take('merge') ? 'merge' : source.take('update') ? 'update' : undefined
  if (kind === undefined) return undefined
  if (source.take('as') && !source.take('user') && !source.take('system')) throw source.unexpected()
  const type: Type = { name: 'void', object: null, list: false }
  return { kind, type, records: kind === 'merge' ? [read(), read()] : [read()], strict: null }
}

/** A merge takes records of one object, the others as records or ids, one or a list of them. */
function check(source: Source, { kind, records }: Change, place: Place): void {
  const [first, other] = records.map(({ type }) => type)
  const object = first?.object ?? null
  if (first === undefined || object === null || (kind === 'merge' && first.list))
    throw source.problem(`DML requires SObject or SObject list type: ${first?.name ?? ''}`, place)
  if (kind === 'update') return
  if (!MERGED.has(object.name))
    throw source.problem(`DML operation Merge not allowed on ${object.name}`, place)
  if (other === undefined || ![object.name, 'Id', 'String'].includes(other.name))
    throw source.problem(`Merge records must be of the same type: ${other?.name ?? ''}`, place)
}

function readDeclaration(source: Source, known: Known, { read }: Expressions): Statement | undefined {
  const place = source.place()
  const head = source.attempt(() => {
    const written = readType(source, known)
    const name = written && source.word()
    return name === undefined ? undefined : { type: written?.type, spelt: written?.spelt, name }
  })
  if (head === undefined) return undefined
  const { type, spelt = '', name } = head
  if (type === undefined) throw source.problem(`Invalid type: ${spelt}`, place)
  if (known.variables.has(name.toLowerCase())) throw source.problem(`Duplicate variable: ${name}`, place)
  const value = source.take('=') ? read() : null
  if (value !== null) {
    checkAssignment(source, type, value)
    if (value.kind === 'merge' || value.kind === 'update') check(source, value, place)
  }
  source.expect(';')
  known.variables.set(name.toLowerCase(), type)
  return { kind: 'declare', place, name: name.toLowerCase(), type, value }
}

function readAssignment(source: Source, known: Known, { read, fieldOf }: Expressions): Statement {
  const place = source.place()
  const word = source.attempt(() => source.word())
  if (word === undefined) throw source.unexpected()
  const variable = known.variables.get(word.toLowerCase())
  if (variable === undefined) throw source.problem(`Variable does not exist: ${word}`, place)
  const field = source.take('.') ? fieldOf(variable, source.word() ?? '') : null
  const type = field?.type ?? variable
  source.expect('=')
  const value = read()
  checkAssignment(source, type, value)
  source.expect(';')
  return { kind: 'assign', place, name: word.toLowerCase(), field: field?.name ?? null, value, type }
}
