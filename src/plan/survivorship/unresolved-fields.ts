import type { ObjectDescription, ObjectMapping } from '../../kit/index.ts'
import type { Survivorship } from '../../policy/plan-schema.ts'
import { columnNamed } from './columns.ts'

/** Names in `fields` and `groups` that are a column of none of these objects: a strategy nobody follows. */
export function unresolvedFields(
  { fields, groups }: Pick<Survivorship, 'fields' | 'groups'>,
  objects: readonly { readonly description: ObjectDescription; readonly mapping: ObjectMapping }[],
): readonly string[] {
  const named = [...Object.keys(fields), ...Object.values(groups).flatMap((group) => group.fields)]
  const lost = named.filter(
    (name) =>
      name !== '*' &&
      objects.every(({ description, mapping }) => columnNamed(name, description, mapping) === null),
  )
  return [...new Set(lost)]
}
