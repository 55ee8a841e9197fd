import type { Inspection } from '../match/index.ts'
import { byScore, type WrongPair } from './missed.ts'
import type { Truth } from './truth.ts'
import { Worst } from './worst.ts'

/** Pairs that share a group and are not one, highest score first. */
export function togetherOf(
  inspection: Inspection,
  truth: Truth,
  shown: number,
): { readonly worst: readonly WrongPair[]; readonly leftOut: number } {
  const worst = new Worst<WrongPair>(shown, byScore)
  for (const [a, b] of truth.kind === 'pairs' ? labelledApart(inspection, truth) : mixed(inspection, truth)) {
    const { score, veto, comparisons } = inspection.look(a, b)
    const keys = inspection.keys.filter((_, key) => inspection.meets(key, a, b))
    worst.add({
      a: inspection.keyOf(a),
      b: inspection.keyOf(b),
      score,
      why: 'together',
      veto,
      keys,
      comparisons,
    })
  }
  return { worst: worst.list(), leftOut: worst.leftOut }
}

type PairOf = readonly [number, number]

function labelledApart(
  { groupOf }: Inspection,
  { pairs }: Extract<Truth, { kind: 'pairs' }>,
): readonly PairOf[] {
  return pairs
    .filter(({ a, b, same }) => !same && (groupOf[a] ?? -1) >= 0 && groupOf[a] === groupOf[b])
    .map(({ a, b }) => [a, b])
}

/** Of groups with records of several entities; groups have few members. */
function* mixed(
  { groupOf }: Inspection,
  { entityOf }: Extract<Truth, { kind: 'entities' }>,
): Generator<PairOf> {
  const members = new Map<number, number[]>()
  const first = new Map<number, number>()
  const several = new Set<number>()
  for (const [record, group] of groupOf.entries()) {
    const entity = entityOf[record] ?? -1
    if (group < 0 || entity < 0) continue
    if ((first.get(group) ?? entity) !== entity) several.add(group)
    first.set(group, first.get(group) ?? entity)
  }
  for (const [record, group] of groupOf.entries()) {
    if (!several.has(group) || (entityOf[record] ?? -1) < 0) continue
    const own = members.get(group) ?? []
    members.set(group, own)
    own.push(record)
  }
  for (const own of members.values()) {
    for (const [at, a] of own.entries())
      for (const b of own.slice(at + 1)) if (entityOf[a] !== entityOf[b]) yield [a, b]
  }
}
