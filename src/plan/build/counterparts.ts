import type { ObjectMapping } from '../../kit/index.ts'
import type { Twin } from '../group/twins.ts'
import { textOf } from '../survivorship/measure.ts'
import type { LiveMember } from './live-member.ts'

/** By member: the records of other CRMs that it is in sync with now. */
export function twinsOf(
  mappings: ReadonlyMap<string, ObjectMapping>,
  members: readonly LiveMember[],
): readonly (readonly Twin[])[] {
  return members.map(({ kind, native }) =>
    (mappings.get(kind)?.counterparts ?? []).flatMap(({ crm, column }) => {
      const id = textOf(native.values[column])
      return id === '' ? [] : [{ crm, column, id }]
    }),
  )
}
