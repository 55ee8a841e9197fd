import type { Org, Session } from '../org.ts'
import type { FieldSchema, FieldType } from '../schema/types.ts'
import { compileQuery } from '../soql/index.ts'

const APEX: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
  base64: 'Blob',
  address: 'Address',
}
const NUMBERS: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent'])

interface Metadata {
  readonly columnName: string
  readonly joinColumns: Metadata[]
  readonly [key: string]: unknown
}

function leaf(
  name: string,
  displayName: string,
  type: FieldType,
  field?: FieldSchema,
  aggregate = false,
): Metadata {
  return {
    aggregate,
    apexType: APEX[type] ?? 'String',
    booleanType: type === 'boolean',
    columnName: name,
    custom: field?.custom ?? false,
    displayName,
    foreignKeyName: field?.relationshipName ?? null,
    insertable: field?.createable ?? false,
    joinColumns: [],
    numberType: NUMBERS.has(type),
    textType: (APEX[type] ?? 'String') === 'String',
    updatable: field?.updateable ?? false,
  }
}

function branch(name: string, aggregate: boolean, joinColumns: Metadata[]): Metadata {
  return { ...leaf(name, name, 'anyType'), aggregate, apexType: 'complexvalue', textType: false, joinColumns }
}

function put(list: Metadata[], path: readonly string[], made: (name: string) => Metadata): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    list.push(made(head))
    return
  }
  let parent = list.find(({ columnName, joinColumns }) => columnName === head && joinColumns.length > 0)
  if (!parent) {
    parent = branch(head, false, [])
    list.push(parent)
  }
  put(parent.joinColumns, rest, made)
}

function columnsOf(org: Org, session: Session, soql: string, all: boolean) {
  const compiled = compileQuery(org, session, soql, { all })
  const list: Metadata[] = []
  const functions = new Map(compiled.selection.functions.map(({ raw, alias }) => [alias, raw]))
  for (const { name, type, resolved } of compiled.columns) {
    const raw = functions.get(name)
    if (raw === undefined) put(list, name.split('.'), (part) => leaf(part, part, type, resolved?.field))
    else list.push(leaf(name, raw.replace(/\(.*$/s, ''), type, undefined, true))
  }
  for (const { key, subquery } of compiled.selection.children) {
    const inner = (subquery.fields ?? []).flatMap((field) => ('field' in field ? [field.field] : []))
    list.push(
      branch(
        key,
        true,
        inner.map((name) => leaf(name, name, name === 'Id' ? 'id' : 'string')),
      ),
    )
  }
  return { compiled, list }
}

/** The answer to `columns=true`: what the query's columns are, without its rows. */
export function columnMetadata(
  org: Org,
  session: Session,
  soql: string,
  all: boolean,
): Record<string, unknown> {
  const { compiled, list } = columnsOf(org, session, soql, all)
  return {
    columnMetadata: list,
    entityName: compiled.object.name,
    groupBy: compiled.grouped,
    idSelected: compiled.columns.some(({ name }) => name === 'Id'),
    keyPrefix: compiled.object.keyPrefix,
  }
}
