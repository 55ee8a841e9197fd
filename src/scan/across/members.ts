import type { MatchGroup, Value } from '../../kit/index.ts'
import { type AcrossDeclaration, idOf, type Side, sidedId, sideOf } from './sides.ts'

type Values = Readonly<Record<string, Value | undefined>>

/** Groups whose members' values are in memory at a time. */
const groupsAtOnce = 1000

/** The groups again, their members with the values of `fields`: a query per side and slice of groups. */
export async function* withValues(
  groups: Iterable<MatchGroup>,
  sides: readonly Side[],
  declaration: AcrossDeclaration,
  fields: readonly string[],
): AsyncGenerator<MatchGroup> {
  let slice: MatchGroup[] = []
  for (const group of groups) {
    slice.push(group)
    if (slice.length < groupsAtOnce) continue
    yield* filled(slice, sides, declaration, fields)
    slice = []
  }
  if (slice.length > 0) yield* filled(slice, sides, declaration, fields)
}

async function* filled(
  groups: readonly MatchGroup[],
  sides: readonly Side[],
  { entity, kinds }: AcrossDeclaration,
  fields: readonly string[],
): AsyncGenerator<MatchGroup> {
  const ids = sides.map(() => new Set<string>())
  for (const { members } of groups) for (const { key } of members) ids[sideOf(key.id)]?.add(idOf(key.id))
  const found = new Map<string, Values>()
  for (const [number, { snapshot }] of sides.entries()) {
    const wanted = [...(ids[number] ?? [])]
    if (wanted.length === 0) continue
    for await (const batch of snapshot.batches({ entity, kinds, fields, ids: wanted, unordered: true })) {
      for (let row = 0; row < batch.rows; row++) {
        const values = fields.map((field) => [field, batch.columns[field]?.[row]])
        found.set(`${batch.object[row]} ${sidedId(number, batch.id[row] ?? '')}`, Object.fromEntries(values))
      }
    }
  }
  for (const group of groups) {
    const members = group.members.map((member) => ({
      ...member,
      values: found.get(`${member.key.object} ${member.key.id}`) ?? {},
    }))
    yield { ...group, members }
  }
}
