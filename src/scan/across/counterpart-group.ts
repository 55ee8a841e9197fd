import type { ComparisonResult, MatchGroup, MatchPair } from '../../kit/index.ts'
import { groupId } from '../../match/groups.ts'
import { type Difference, differenceOf } from './difference.ts'
import type { Links } from './links.ts'
import { type AcrossDeclaration, keyOf, type Side, sideOf } from './sides.ts'

/** Records of several connections that are one, and how they stand to each other. */
export interface CounterpartGroup {
  readonly group: MatchGroup
  readonly difference: Difference
  /** Columns of a sync that link the members; none when only their values say that they are one. */
  readonly links: readonly string[]
  /** True when a sync links members whose values speak against it. */
  readonly contradicts: boolean
  /** The weakest pair of different connections. */
  readonly weakest: MatchPair | undefined
}

/** Null for a group within one connection: that is the business of the rules about duplicates. */
export function counterparts(
  group: MatchGroup,
  sides: readonly Side[],
  links: Links,
  { entity }: AcrossDeclaration,
  fields: readonly string[],
): CounterpartGroup | null {
  const sided = group.members.map(({ key, values }) => ({
    side: sideOf(key.id),
    values,
    known: links.known(key.id),
  }))
  if (new Set(sided.map(({ side }) => side)).size < 2) return null
  const difference = differenceOf(entity, sided, fields)
  const isLinked = ({ a, b }: MatchPair): boolean =>
    (sided[a]?.known ?? 0) !== 0 && sided[a]?.known === sided[b]?.known
  const across = group.pairs.filter(({ a, b }) => sided[a]?.side !== sided[b]?.side)
  const linked = across.filter(isLinked)
  const columns = linked.length === 0 ? [] : linkColumns(group, links)
  const pairs = group.pairs.map((pair) => (isLinked(pair) ? named(pair, columns) : pair))
  const members = group.members.map((member) => ({ ...member, key: keyOf(sides, member.key) }))
  const near = group.near.map((miss) => ({ ...miss, key: keyOf(sides, miss.key) }))
  return {
    group: {
      ...group,
      id: groupId(members),
      members,
      near,
      pairs,
      survivor: changedLast(group),
      obstacles: [],
      across: { compared: fields, differing: [...difference.differs, ...difference.blank].sort() },
    },
    difference,
    links: columns,
    contradicts: linked.some((pair) => evidence(pair) < 0),
    weakest: across.toSorted((one, other) => one.score - other.score || evidence(one) - evidence(other))[0],
  }
}

function linkColumns({ members }: MatchGroup, links: Links): readonly string[] {
  return [...new Set(members.flatMap(({ key }) => links.columns(key.id)))].sort()
}

/** Bits of all comparisons, without the link. */
function evidence({ comparisons }: MatchPair): number {
  return comparisons.reduce((sum, { weight }) => sum + weight, 0)
}

/** The matcher calls what it was told beforehand a decision; here it was a sync. */
function named(pair: MatchPair, columns: readonly string[]): MatchPair {
  const told: ComparisonResult = { comparison: 'link', level: `linked by ${columns.join(', ')}`, weight: 0 }
  return {
    ...pair,
    comparisons: [told, ...pair.comparisons.filter(({ comparison }) => comparison !== 'decision')],
  }
}

/** Index of the member with the latest modification; the first when none is known. */
function changedLast({ members }: MatchGroup): number {
  let last = 0
  for (const [at, { values }] of members.entries()) {
    const best = members[last]?.values.modifiedAt
    if (String(values.modifiedAt ?? '') > String(best ?? '')) last = at
  }
  return last
}
