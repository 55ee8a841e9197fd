import {
  type Connection,
  exitCodes,
  fieldDictionary,
  isKitError,
  KitError,
  type ObjectDescription,
  type ObjectMapping,
} from '../kit/index.ts'
import type { Policy } from '../policy/index.ts'
import { namedFields } from '../policy/matchers/check.ts'
import { didYouMean, listed } from '../policy/nearest.ts'

type Matchers = Policy['matchers']

/**
 * The mappings with one more per object that a matcher names: its records as `other`, the named columns under their
 * own names. Objects that this org does not have are left out. Throws `UNKNOWN_FIELD`.
 */
export async function withMatchers(
  connection: Connection,
  mappings: readonly ObjectMapping[],
  matchers: Matchers,
): Promise<readonly ObjectMapping[]> {
  const columns = new Map<string, Set<string>>()
  for (const [name, matcher] of Object.entries(matchers)) {
    const described = await describeThose(connection, matcher.object ?? [])
    if (described.length > 0) checkColumns(name, matcher, described)
    for (const object of described) {
      const has = new Set(object.fields.map((field) => field.name))
      const own = columns.get(object.name) ?? new Set()
      columns.set(object.name, own)
      for (const { field } of namedFields(name, matcher)) if (has.has(field)) own.add(field)
    }
  }
  const kept = mappings.filter(({ entity, object }) => entity !== 'other' || !columns.has(object))
  const added = [...columns].map(([object, own]) => mappingOf(object, [...own].sort(), mappings))
  return [...kept, ...added]
}

/** Objects whose records a rule or the policy names; files that nobody names are no records of anything. */
export function withoutUnnamed(
  mappings: readonly ObjectMapping[],
  objects: Policy['objects'],
  matchers: Matchers,
): readonly ObjectMapping[] {
  const named = new Set([
    ...Object.keys(objects),
    ...Object.values(matchers).flatMap(({ object }) => object ?? []),
  ])
  return mappings.filter(({ entity, object }) => entity !== 'other' || named.has(object))
}

async function describeThose(
  connection: Connection,
  objects: readonly string[],
): Promise<readonly ObjectDescription[]> {
  const found: ObjectDescription[] = []
  for (const object of objects) {
    try {
      found.push(...(await connection.describe([object])))
    } catch (error) {
      if (!isKitError(error) || error.code !== 'UNKNOWN_OBJECT') throw error
    }
  }
  return found
}

/** Conditions, address and audit stamps stay as they are known for the object; its columns go by their own names. */
function mappingOf(
  object: string,
  columns: readonly string[],
  mappings: readonly ObjectMapping[],
): ObjectMapping {
  const own = mappings.filter((mapping) => mapping.object === object)
  const [known] = own.length === 1 ? own : []
  const canonical = Object.entries(known?.fields ?? {}).filter(([field]) =>
    Object.hasOwn(fieldDictionary.other, field),
  )
  return {
    object,
    entity: 'other',
    kind: object,
    when: known?.when ?? [],
    fields: { ...Object.fromEntries(canonical), ...Object.fromEntries(columns.map((name) => [name, name])) },
    url: own[0]?.url ?? commonUrl(mappings),
    revision: own[0]?.revision ?? null,
  }
}

/** Where a CRM opens every record at one address. */
function commonUrl(mappings: readonly ObjectMapping[]): string {
  const urls = new Set(mappings.map(({ url }) => url))
  const [only] = urls
  return urls.size === 1 && only !== undefined ? only : ''
}

/** A column that none of the objects has would quietly find nothing. */
function checkColumns(
  name: string,
  matcher: Matchers[string],
  described: readonly ObjectDescription[],
): void {
  const known = [...new Set(described.flatMap(({ fields }) => fields.map((field) => field.name)))]
  const missing = namedFields(name, matcher).find(({ field }) => !known.includes(field))
  if (missing === undefined) return
  const objects = described.map((object) => object.name).join(' and ')
  throw new KitError(
    'UNKNOWN_FIELD',
    `${missing.path.join('.')}: ${objects} has no column ${missing.field}, or the login cannot read it.`,
    {
      exit: exitCodes.usage,
      actions: [didYouMean(missing.field, known) ?? `Its columns: ${listed(known, 20)}`],
    },
  )
}
