import { groupId } from '../../match/groups.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'

export interface Split<C extends Candidate = Candidate> {
  readonly parts: readonly C[]
  readonly leftOut: readonly LeftOut[]
}

type Cell = readonly number[]

/** Members that are linked with each other by pairs at least as strong as the weakest link of the group. */
export function strongLinks({ pairs, score }: Candidate, cell: Cell): readonly Cell[] {
  const left = new Set(cell)
  const strong = pairs.filter((pair) => pair.score >= score)
  const cells: Cell[] = []
  for (const start of cell) {
    if (!left.delete(start)) continue
    const reached = [start]
    for (const at of reached) {
      for (const { a, b } of strong) {
        const next = a === at ? b : b === at ? a : at
        if (left.delete(next)) reached.push(next)
      }
    }
    cells.push(reached.sort((a, b) => a - b))
  }
  return cells
}

/** The candidate with these members alone; its score is their own weakest link. */
export function subset<C extends Candidate>(candidate: C, cell: Cell): C {
  if (cell.length === candidate.members.length) return candidate
  const members = cell.flatMap((at) => candidate.members[at] ?? [])
  const pairs = candidate.pairs.flatMap((pair) => {
    const [a, b] = [cell.indexOf(pair.a), cell.indexOf(pair.b)]
    return a < 0 || b < 0 ? [] : [{ ...pair, a, b }]
  })
  const proposed = Math.max(0, cell.indexOf(candidate.proposed))
  return {
    ...candidate,
    members,
    pairs,
    proposed,
    score: weakestLink(members.length, pairs, candidate.score),
  }
}

/** Of the strongest tree that links all. */
function weakestLink(members: number, pairs: Candidate['pairs'], otherwise: number): number {
  const tree = Array.from({ length: members }, (_, at) => at)
  const rootOf = (at: number): number => (tree[at] === at ? at : rootOf(tree[at] ?? at))
  let weakest = Number.POSITIVE_INFINITY
  for (const { a, b, score } of [...pairs].sort((x, y) => y.score - x.score)) {
    const [one, other] = [rootOf(a), rootOf(b)]
    if (one === other) continue
    tree[one] = other
    weakest = Math.min(weakest, score)
  }
  return Number.isFinite(weakest) ? weakest : otherwise
}

/** Parts of one group must not be taken for each other: each is named by its own members. */
export function named<C extends Candidate>(parts: readonly C[]): readonly C[] {
  return parts.length < 2 ? parts : parts.map((part) => ({ ...part, group: groupId(part.members) }))
}
