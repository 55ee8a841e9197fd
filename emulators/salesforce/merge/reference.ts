import type { ObjectSchema, Schema } from '../schema/types.ts'

/** A column that holds ids of the merged object. */
export interface Reference {
  readonly object: ObjectSchema
  readonly field: string
}

/** What says where a record came from keeps saying so; portal users are decided about one by one. */
const FIXED: ReadonlySet<string> = new Set(['MasterRecordId', 'PersonContactId'])

/** History, sharing and posts belong to the record itself and go with it. */
export function goesWithRecord(object: string): boolean {
  return object === 'FeedItem' || /(History|Share|Feed)$/.test(object)
}

const known = new WeakMap<Schema, Map<string, readonly Reference[]>>()

/** Everything that points to records of the object and follows them into a merge. */
export function referencesTo(schema: Schema, parent: string): readonly Reference[] {
  const byParent = known.get(schema) ?? new Map<string, readonly Reference[]>()
  known.set(schema, byParent)
  const found = byParent.get(parent) ?? collect(schema, parent)
  byParent.set(parent, found)
  return found
}

function collect(schema: Schema, parent: string): Reference[] {
  return [...schema.objects.values()].flatMap((object) =>
    goesWithRecord(object.name)
      ? []
      : object.fields
          .filter(
            ({ name, referenceTo, generated, derived }) =>
              referenceTo.includes(parent) && generated === null && derived === null && !FIXED.has(name),
          )
          .filter(({ name }) => !(object.name === 'User' && name === 'ContactId'))
          .map(({ name }) => ({ object, field: name })),
  )
}
