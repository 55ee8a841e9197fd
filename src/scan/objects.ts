import {
  type Condition,
  type Connection,
  type Entity,
  entities,
  exitCodes,
  type FieldSource,
  fieldDictionary,
  isKitError,
  KitError,
  type ObjectDescription,
  type ObjectMapping,
  ownColumns,
} from '../kit/index.ts'
import type { Policy } from '../policy/index.ts'
import { didYouMean } from '../policy/nearest.ts'
import { withMatchers, withoutUnnamed } from './matcher-objects.ts'

type Entry = Policy['objects'][string]

/**
 * The connection with the mappings of the policy's `objects:` and of what its matchers name. Throws `UNKNOWN_OBJECT`, `UNKNOWN_FIELD` or
 * `MAPPING_INCOMPLETE`: a mapping that does not fit the org would quietly find nothing.
 */
export async function withObjects(
  connection: Connection,
  { objects, matchers }: Pick<Policy, 'objects' | 'matchers'>,
  name: string,
): Promise<Connection> {
  const own = Object.entries(objects).filter(([, entry]) => entry.connections?.includes(name) ?? true)
  let mappings = withoutUnnamed(connection.mappings, objects, matchers)
  for (const [object, entry] of own) {
    const [description] = await describe(connection, object)
    const extended = extend(mappings, object, entry)
    for (const mapping of extended) checkColumns(object, mapping, description)
    mappings = [...mappings.filter((mapping) => mapping.object !== object), ...extended]
  }
  const meant = Object.entries(matchers).filter(([, one]) => one.connections?.includes(name) ?? true)
  mappings = await withMatchers(connection, mappings, Object.fromEntries(meant))
  return new Proxy(connection, {
    get: (target, key) => {
      if (key === 'mappings') return mappings
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function describe(connection: Connection, object: string): Promise<readonly ObjectDescription[]> {
  try {
    return await connection.describe([object])
  } catch (cause) {
    if (!isKitError(cause) || cause.code !== 'UNKNOWN_OBJECT') throw cause
    throw mappingError(
      'UNKNOWN_OBJECT',
      `objects.${object}: this org has no such object, or the login cannot see it.`,
      [`If only some orgs have it, name them:  objects.${object}.connections: [NAME]`],
    )
  }
}

function extend(mappings: readonly ObjectMapping[], object: string, entry: Entry): readonly ObjectMapping[] {
  const own = mappings.filter((mapping) => mapping.object === object)
  const known = meant(own, entry)
  const others = own.filter((mapping) => !known.includes(mapping))
  const conditions = [...conditionsOf(entry.when, false), ...conditionsOf(entry.exclude, true)]
  if (known.length > 0) return [...others, ...known.map((mapping) => extended(mapping, entry, conditions))]
  if (entry.entity === undefined || !entities.includes(entry.entity)) {
    throw mappingError('MAPPING_INCOMPLETE', `objects.${object}: say which "entity" its records are.`, [
      `One of ${entities.join(', ')}.`,
    ])
  }
  const fresh: ObjectMapping = {
    object,
    entity: entry.entity,
    kind: entry.kind ?? object.replace(/__c$/, '').toLowerCase(),
    when: conditions,
    fields: sourcesOf(entry, entry.entity),
    url: entry.url ?? '',
    revision: entry.revision ?? null,
  }
  return [...others, fresh]
}

/** An object may hold several kinds, e.g. companies and people: those of the entry's kind, else of its entity, else all. */
function meant(own: readonly ObjectMapping[], { kind, entity }: Entry): readonly ObjectMapping[] {
  if (kind !== undefined) return own.filter((mapping) => mapping.kind === kind)
  const same = own.filter((mapping) => mapping.entity === entity)
  return same.length > 0 ? same : own
}

function extended(mapping: ObjectMapping, entry: Entry, conditions: readonly Condition[]): ObjectMapping {
  const entity = entry.entity ?? mapping.entity
  return {
    ...mapping,
    entity,
    when: [...mapping.when, ...conditions],
    fields: { ...mapping.fields, ...sourcesOf(entry, entity) },
    url: entry.url ?? mapping.url,
    revision: entry.revision ?? mapping.revision,
  }
}

/** Fields that the entity does not have are another kind's. */
function sourcesOf(entry: Entry, entity: Entity): Readonly<Record<string, FieldSource>> {
  const known = fieldDictionary[entity]
  return Object.fromEntries(Object.entries(entry.fields).filter(([field]) => Object.hasOwn(known, field)))
}

/** `when` entries must all hold; each entry of `exclude` leaves records out. */
function conditionsOf(entries: Entry['when'], negate: boolean): readonly Condition[] {
  return Object.entries(entries ?? {}).map(([column, wanted]) => {
    const isNot = typeof wanted === 'object' && wanted !== null
    const value = isNot ? wanted.not : wanted
    return isNot === negate ? { column, is: value } : { column, not: value }
  })
}

function checkColumns(
  object: string,
  mapping: ObjectMapping,
  description: ObjectDescription | undefined,
): void {
  if (description === undefined) return
  const known = new Set(description.fields.map((field) => field.name))
  const used = [
    ...Object.entries(mapping.fields).flatMap(([field, source]) =>
      ownColumns(source).map((column) => ({ at: `fields.${field}`, column })),
    ),
    ...mapping.when.map(({ column }) => ({ at: 'when', column })),
    ...(mapping.revision === null ? [] : [{ at: 'revision', column: mapping.revision }]),
  ]
  for (const { at, column } of used) {
    if (known.has(column)) continue
    const meant = didYouMean(column, known)
    throw mappingError(
      'UNKNOWN_FIELD',
      `objects.${object}.${at}: ${object} has no field ${column}, or the login cannot read it.`,
      meant === undefined ? [] : [meant],
    )
  }
}

function mappingError(code: string, message: string, actions: readonly string[]): KitError {
  return new KitError(code, message, { actions, exit: exitCodes.usage })
}
