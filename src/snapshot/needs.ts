import {
  type Connection,
  type Gap,
  isKitError,
  type ObjectDescription,
  type ObjectMapping,
  type ReadNeed,
} from '../kit/index.ts'
import type { HeldColumn } from './catalogue.ts'
import { conditionColumns, lookedUp, ownColumns, sourceOf } from './field-source.ts'
import type { SyncNeeds } from './index.ts'

/** One object's columns with their types, and what of them is not there. */
export interface ObjectNeed {
  readonly object: string
  readonly columns: ReadonlyMap<string, HeldColumn>
  /** All columns of the object that this login may read. */
  readonly readable: ReadonlyMap<string, HeldColumn>
}

export interface ResolvedNeeds {
  readonly objects: readonly ObjectNeed[]
  readonly gaps: readonly Gap[]
}

/** What to ask `connection.preflight` and `connection.read` for. */
export async function readNeeds(connection: Connection, needs: SyncNeeds): Promise<readonly ReadNeed[]> {
  const resolved = await resolveNeeds(connection, needs)
  return resolved.objects.map(({ object, columns }) => ({ object, columns: [...columns.keys()] }))
}

export async function resolveNeeds(connection: Connection, needs: SyncNeeds): Promise<ResolvedNeeds> {
  const wanted = wantedColumns(connection.mappings, needs)
  const described = await describeAll(connection, [...wanted.keys()].sort())
  const objects: ObjectNeed[] = []
  const gaps: Gap[] = []
  for (const [object, names] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const description = described.get(object)
    if (!description) {
      gaps.push({ what: object, why: 'this object is not there, or the login may not read it' })
      continue
    }
    const emails = mappedEmailColumns(connection.mappings, object)
    const readable = new Map(
      description.fields.map(({ name, type, nativeType }) => {
        return [name, { name, type, email: emails.has(name) || /^e-?mail$/i.test(nativeType) }]
      }),
    )
    const columns = new Map<string, HeldColumn>()
    for (const name of [...names].sort()) {
      const field = readable.get(name)
      if (field) columns.set(name, field)
      else
        gaps.push({
          what: `${object}.${name}`,
          why: 'this field is not there, or the login may not read it',
        })
    }
    objects.push({ object, columns, readable })
  }
  return { objects, gaps }
}

/** Columns by object: of the mapped fields, of look-ups on other objects, and those asked for by name. */
function wantedColumns(
  mappings: readonly ObjectMapping[],
  needs: SyncNeeds,
): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>()
  const want = (object: string, columns: readonly string[]): void => {
    const set = wanted.get(object) ?? new Set<string>()
    wanted.set(object, set)
    for (const column of columns) set.add(column)
  }
  for (const mapping of mappings) {
    const fields = needs.entities[mapping.entity]
    if (!fields) continue
    want(mapping.object, conditionColumns(mapping.when))
    if (mapping.revision !== null) want(mapping.object, [mapping.revision])
    want(mapping.object, [
      ...(mapping.counterparts ?? []).map(({ column }) => column),
      ...(mapping.otherIds ?? []),
    ])
    for (const field of fields) {
      const source = sourceOf(mapping, field)
      if (source === undefined) continue
      want(mapping.object, ownColumns(source))
      if (typeof source === 'object' && 'via' in source) want(source.object, [lookedUp(source)])
    }
  }
  const mapped = new Set(mappings.map((mapping) => mapping.object))
  for (const [object, columns] of Object.entries(needs.native)) {
    if (mapped.has(object)) want(object, columns) // rules may name objects that only other orgs have
  }
  return wanted
}

function mappedEmailColumns(mappings: readonly ObjectMapping[], object: string): ReadonlySet<string> {
  const columns = mappings
    .filter((mapping) => mapping.object === object)
    .flatMap(({ fields: { email, otherEmails } }) => [email, otherEmails])
    .flatMap((source) => (source === undefined ? [] : ownColumns(source)))
  return new Set(columns)
}

async function describeAll(
  connection: Connection,
  objects: readonly string[],
): Promise<ReadonlyMap<string, ObjectDescription>> {
  const byName = (list: readonly ObjectDescription[]) => new Map(list.map((entry) => [entry.name, entry]))
  try {
    return byName(await connection.describe(objects))
  } catch (error) {
    if (!isKitError(error) || error.code !== 'UNKNOWN_OBJECT' || objects.length < 2) {
      if (isKitError(error) && error.code === 'UNKNOWN_OBJECT') return new Map()
      throw error
    }
  }
  const found: ObjectDescription[] = []
  for (const object of objects) found.push(...(await describeAll(connection, [object])).values())
  return byName(found)
}
