import type { FieldType as Selected, Subquery } from '@jetstreamapp/soql-parser-js'
import type { FieldType, ObjectSchema } from '../schema/types.ts'
import { call } from './call.ts'
import { malformed } from './fault.ts'
import { type Parent, type Resolved, resolve, type Scope, visibleField } from './scope.ts'
import { ADDRESS_PARTS, type Children, type Entry } from './shape.ts'

export interface Column {
  /** As a CSV heading has it: `Account.Name`. */
  readonly name: string
  readonly type: FieldType
  readonly at: number
  readonly resolved: Resolved | undefined
}

export interface Selection {
  readonly expressions: string[]
  readonly columns: Column[]
  readonly entries: Entry[]
  /** Aggregate results: alias or name, lower case, to SQL. */
  readonly aliases: Map<string, string>
  /** Base address of what each function was: for `columns=true`. */
  readonly functions: { readonly raw: string; readonly alias: string }[]
  readonly children: { readonly key: string; readonly subquery: Subquery }[]
}

type CompileChildren = (scope: Scope, subquery: Subquery) => { key: string; children: Children }

export function emptySelection(): Selection {
  return { expressions: [], columns: [], entries: [], aliases: new Map(), functions: [], children: [] }
}

/** Position of an expression among the columns read; the same one is read once. */
function place(selection: Selection, sql: string): number {
  const known = selection.expressions.indexOf(sql)
  return known >= 0 ? known : selection.expressions.push(sql) - 1
}

/** The list of entries of the parent that a path leads to, made on the way. */
function entriesAt(selection: Selection, parents: readonly Parent[]): Entry[] {
  let entries = selection.entries
  for (const { relationship, key, targets } of parents) {
    let parent = entries.find((entry) => entry.kind === 'parent' && entry.key === relationship)
    if (parent?.kind !== 'parent') {
      const [only] = targets
      const single = targets.length === 1 && only !== undefined
      // A lookup whose row is gone for good reads null.
      const idAt = place(selection, single ? `${only.alias}."Id"` : key)
      parent = {
        kind: 'parent',
        key: relationship,
        idAt,
        type: single ? only.object.name : 'Name',
        entries: [],
      }
      entries.push(parent)
    }
    entries = parent.entries
  }
  return entries
}

function addColumn(scope: Scope, selection: Selection, written: string, alias?: string): void {
  const resolved = resolve(scope, written)
  const { field, path } = resolved
  if (selection.columns.some((column) => column.name === path))
    throw malformed(scope.context.soql, written, `duplicate field selected: ${written}`)
  const entries = entriesAt(selection, resolved.parents)
  if (field.type === 'address') {
    addAddress(scope, selection, resolved, entries)
    return
  }
  const at = place(selection, resolved.sql)
  selection.columns.push({ name: path, type: field.type, at, resolved })
  entries.push({ kind: 'value', key: alias ?? field.name, at, type: field.type })
}

function addAddress(scope: Scope, selection: Selection, resolved: Resolved, entries: Entry[]): void {
  const prefix = resolved.field.name.replace(/Address$/, '')
  const object = scope.context.org.schema.objects.get(resolved.entity)
  const base = resolved.sql.slice(0, resolved.sql.lastIndexOf('.'))
  const at = ADDRESS_PARTS.map((part) => {
    const known = object && visibleField(scope.context, object, prefix + part)
    return known ? place(selection, `${base}."${known.name}"`) : -1
  })
  selection.columns.push({ name: resolved.path, type: 'address', at: -1, resolved })
  entries.push({ kind: 'address', key: resolved.field.name, at })
}

const BY_KIND: Readonly<Record<string, (custom: boolean) => boolean>> = {
  ALL: () => true,
  STANDARD: (custom) => !custom,
  CUSTOM: (custom) => custom,
}

function addGroup(scope: Scope, selection: Selection, kind: string): void {
  const wanted = BY_KIND[kind.toUpperCase()]
  if (!wanted) throw malformed(scope.context.soql, kind, `unexpected token: '${kind}'`)
  for (const field of fieldsOf(scope, scope.object))
    if (wanted(field.custom)) addColumn(scope, selection, field.name)
}

function fieldsOf(scope: Scope, object: ObjectSchema) {
  return object.fields.filter((field) => scope.context.access.reads(object.name, field.name))
}

function addFunction(
  scope: Scope,
  selection: Selection,
  item: Extract<Selected, { type: 'FieldFunctionExpression' }>,
) {
  if (item.functionName.toUpperCase() === 'FIELDS') {
    addGroup(scope, selection, String(item.parameters[0] ?? ''))
    return
  }
  const made = call(scope, item as never)
  const plain = !made.aggregate && made.of?.sql === made.sql
  const unnamed = plain && made.of ? made.of.field.name : `expr${selection.functions.length}`
  const key = item.alias ?? unnamed
  if (!plain || item.alias !== undefined) selection.functions.push({ raw: item.rawValue ?? key, alias: key })
  const at = place(selection, made.sql)
  const entries = plain && made.of ? entriesAt(selection, made.of.parents) : selection.entries
  selection.aliases.set(key.toLowerCase(), made.sql)
  selection.columns.push({
    name: plain && made.of ? made.of.path : key,
    type: made.type,
    at,
    resolved: made.of,
  })
  entries.push({ kind: 'value', key, at, type: made.type })
}

function addTypeof(
  scope: Scope,
  selection: Selection,
  item: Extract<Selected, { type: 'FieldTypeof' }>,
): void {
  const id = resolve(scope, `${item.field}.Id`)
  const parent = id.parents.at(-1)
  if (!parent) throw malformed(scope.context.soql, item.field, `unexpected token: 'TYPEOF'`)
  const byType = new Map<string, Entry[]>()
  let otherwise: Entry[] = []
  for (const condition of item.conditions) {
    const target = parent.targets.find(
      ({ object }) => object.name.toLowerCase() === condition.objectType?.toLowerCase(),
    )
    const entries = condition.fieldList.map((name): Entry => {
      const field = target && visibleField(scope.context, target.object, name)
      if (target && field)
        return {
          kind: 'value',
          key: field.name,
          at: place(selection, `${target.alias}."${field.name}"`),
          type: field.type,
        }
      const any = resolve(scope, `${item.field}.${name}`)
      return { kind: 'value', key: any.field.name, at: place(selection, any.sql), type: any.field.type }
    })
    if (condition.type === 'ELSE') otherwise = entries
    else if (target) byType.set(target.object.name, entries)
  }
  const idAt = place(selection, parent.key)
  selection.entries.push({ kind: 'typeof', key: parent.relationship, idAt, byType, otherwise })
}

export function addSelected(
  scope: Scope,
  selection: Selection,
  item: Selected,
  grouped: boolean,
  children: CompileChildren,
): void {
  if (item.type === 'FieldFunctionExpression') addFunction(scope, selection, item)
  else if (item.type === 'FieldTypeof') addTypeof(scope, selection, item)
  else if (item.type === 'FieldSubquery') {
    const made = children(scope, item.subquery)
    selection.children.push({ key: made.key, subquery: item.subquery })
    selection.entries.push({ kind: 'children', ...made })
  } else if (item.type === 'Field' || item.type === 'FieldRelationship') {
    const written = ('rawValue' in item ? item.rawValue : undefined) ?? item.field
    const alias = 'alias' in item ? (item.alias as string | undefined) : undefined
    if (grouped) addGrouped(scope, selection, written, alias)
    else if (alias !== undefined)
      throw malformed(scope.context.soql, alias, 'only aggregate expressions use field aliasing')
    else addColumn(scope, selection, written)
  }
}

/** In an aggregate result every column stands at the top, under its alias or its own name. */
function addGrouped(scope: Scope, selection: Selection, written: string, alias: string | undefined): void {
  const resolved = resolve(scope, written)
  const key = alias ?? resolved.field.name
  const at = place(selection, resolved.sql)
  selection.aliases.set(key.toLowerCase(), resolved.sql)
  selection.columns.push({ name: resolved.path, type: resolved.field.type, at, resolved })
  selection.entries.push({ kind: 'value', key, at, type: resolved.field.type })
}
