import type { SQLInputValue } from 'node:sqlite'
import type { Access, Org } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { noSuchColumn, noSuchObject, noSuchRelationship } from './fault.ts'

/** Shared by a query and everything nested in it. */
export interface Context {
  readonly org: Org
  readonly access: Access
  readonly userId: string
  readonly soql: string
  /** Deleted rows too, as queryAll and `ALL ROWS` ask. */
  readonly all: boolean
  readonly today: string
  readonly nextAlias: () => string
}

export interface Parent {
  /** SQL of the foreign key. */
  readonly key: string
  /** One for a plain lookup, several for a polymorphic one. */
  readonly targets: readonly { readonly object: ObjectSchema; readonly alias: string }[]
  readonly relationship: string
}

export interface Scope {
  readonly context: Context
  readonly object: ObjectSchema
  readonly alias: string
  /** The name by which the query calls the object. */
  readonly called: string | undefined
  readonly joins: string[]
  readonly parents: Map<string, Parent>
  readonly params: SQLInputValue[]
}

export interface Resolved {
  readonly sql: string
  readonly field: FieldSchema
  /** `Name` stands for whatever a polymorphic lookup points to. */
  readonly entity: string
  readonly parents: readonly Parent[]
  /** As describe spells it, e.g. `Account.Name`. */
  readonly path: string
}

/** What every object that a polymorphic lookup may point to is asked for. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  'Id',
  'Name',
  'FirstName',
  'LastName',
  'Type',
  'Alias',
  'Email',
  'Phone',
  'MobilePhone',
  'Title',
  'Username',
  'IsActive',
  'ProfileId',
  'UserRoleId',
])
const DEPTH = 5

export function openScope(context: Context, object: ObjectSchema, called: string | undefined): Scope {
  return {
    context,
    object,
    called: called?.toLowerCase(),
    alias: context.nextAlias(),
    joins: [],
    parents: new Map(),
    params: [],
  }
}

export function visibleObject(context: Context, name: string): ObjectSchema {
  const object = context.org.schema.object(name)
  if (!object?.queryable || !context.access.sees(object.name)) throw noSuchObject(context.soql, name)
  return object
}

export function visibleField(context: Context, object: ObjectSchema, name: string): FieldSchema | undefined {
  const field = context.org.schema.field(object, name)
  return field && context.access.reads(object.name, field.name) ? field : undefined
}

function expression(context: Context, field: FieldSchema, alias: string): string {
  if (field.derived === null) return `${alias}."${field.name}"`
  return field.derived.replaceAll('{t}', alias).replaceAll('{today}', context.today)
}

/** `Foo.Bar.Baz` to SQL, adding the joins that it needs. */
export function resolve(scope: Scope, written: string): Resolved {
  const { soql } = scope.context
  const parts = written.split('.')
  const own = [scope.called, scope.object.name.toLowerCase()]
  if (
    parts.length > 1 &&
    own.includes(parts[0]?.toLowerCase()) &&
    !relationOf(scope, scope.object, parts[0] ?? '')
  )
    parts.shift()
  const column = parts.pop() ?? ''
  if (parts.length > DEPTH) throw noSuchRelationship(soql, written, parts.at(-1) ?? '')
  const parents: Parent[] = []
  let at: readonly { readonly object: ObjectSchema; readonly alias: string }[] = [scope]
  let trail = ''
  for (const name of parts) {
    const here = at[0]
    if (at.length !== 1 || !here) throw noSuchRelationship(soql, written, name)
    trail = `${trail}${name.toLowerCase()}.`
    const parent = join(scope, trail, here.object, here.alias, name)
    if (!parent) throw noSuchRelationship(soql, written, name)
    parents.push(parent)
    at = parent.targets
  }
  const prefix = parents.map(({ relationship }) => `${relationship}.`).join('')
  const found =
    at.length === 1 ? plain(scope, at[0], column) : polymorphic(scope, at, parents.at(-1)?.key ?? '', column)
  if (!found) throw noSuchColumn(soql, written, column, at.length === 1 ? (at[0]?.object.name ?? '') : 'Name')
  return { ...found, parents, path: prefix + found.field.name }
}

function plain(
  scope: Scope,
  at: { readonly object: ObjectSchema; readonly alias: string } | undefined,
  column: string,
): Pick<Resolved, 'sql' | 'field' | 'entity'> | undefined {
  const field = at && visibleField(scope.context, at.object, column)
  return field && { sql: expression(scope.context, field, at.alias), field, entity: at.object.name }
}

function polymorphic(
  scope: Scope,
  at: Parent['targets'],
  key: string,
  column: string,
): Pick<Resolved, 'sql' | 'field' | 'entity'> | undefined {
  const name = [...NAME_FIELDS].find((known) => known.toLowerCase() === column.toLowerCase())
  if (name === undefined) return undefined
  if (name === 'Id') return { sql: key, field: pseudo(name, 'id'), entity: 'Name' }
  if (name === 'Type') {
    const cases = at.map(({ object }) => `WHEN '${object.keyPrefix}' THEN '${object.name}'`)
    return {
      sql: `CASE substr(${key}, 1, 3) ${cases.join(' ')} END`,
      field: pseudo(name, 'string'),
      entity: 'Name',
    }
  }
  const parts = at.flatMap(({ object, alias }) => {
    const field =
      name === 'Name'
        ? object.fields.find((each) => each.nameField)
        : visibleField(scope.context, object, name)
    return field ? [{ field, sql: expression(scope.context, field, alias) }] : []
  })
  const first = parts[0]
  if (!first) return undefined
  const sql = parts.length === 1 ? first.sql : `coalesce(${parts.map((part) => part.sql).join(', ')})`
  const field = { ...first.field, name, nameField: name === 'Name', updateable: false, createable: false }
  return { sql: field.type === 'boolean' ? sql : `(${sql}) COLLATE NOCASE`, field, entity: 'Name' }
}

function pseudo(name: string, type: FieldSchema['type']): FieldSchema {
  return {
    name,
    type,
    label: name,
    length: 40,
    precision: 0,
    scale: 0,
    nillable: true,
    createable: false,
    updateable: false,
    filterable: true,
    groupable: true,
    sortable: true,
    calculated: false,
    unique: false,
    externalId: false,
    idLookup: false,
    nameField: false,
    autoNumber: false,
    custom: false,
    defaultedOnCreate: false,
    defaultValue: null,
    referenceTo: [],
    relationshipName: null,
    picklist: [],
    restrictedPicklist: false,
    compound: null,
    generated: null,
    derived: null,
  }
}

function relationOf(scope: Scope, object: ObjectSchema, name: string): FieldSchema | undefined {
  const wanted = name.toLowerCase()
  const { access } = scope.context
  return object.fields.find(
    (field) => field.relationshipName?.toLowerCase() === wanted && access.reads(object.name, field.name),
  )
}

function join(
  scope: Scope,
  trail: string,
  object: ObjectSchema,
  alias: string,
  name: string,
): Parent | undefined {
  const known = scope.parents.get(trail)
  if (known) return known
  const field = relationOf(scope, object, name)
  if (!field) return undefined
  const { org, access } = scope.context
  // A component's `PermissionSet` is never read as the muting set that its lookup may point to as well.
  const named = field.referenceTo.filter((target) => target === field.relationshipName)
  const seen = (named.length > 0 ? named : field.referenceTo)
    .flatMap((target) => org.schema.objects.get(target) ?? [])
    .filter((target) => access.sees(target.name))
  if (seen.length === 0) return undefined
  const key = expression(scope.context, field, alias)
  const targets = seen.map((target) => {
    const joined = scope.context.nextAlias()
    scope.joins.push(`LEFT JOIN "${target.name}" ${joined} ON ${joined}."Id" = ${key}`)
    return { object: target, alias: joined }
  })
  const parent = { key, targets, relationship: field.relationshipName ?? name }
  scope.parents.set(trail, parent)
  return parent
}
