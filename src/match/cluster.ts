import { PairList } from './pairs.ts'
import type { Evidence, Score } from './score.ts'

export interface ClusterOptions {
  /** Bits from which two records are taken for one. */
  readonly threshold: number
  readonly maxGroup: number
  readonly score: Score
  /** Links under the threshold that more likely hold than not: they bring records before groups, and join none alone. */
  readonly weak?: PairList
  /** Bits of each comparison alone, without the prior; without it only pairs speak, never whole groups. */
  readonly evidence?: Evidence
  /** Bits of the prior: what is known before any comparison. */
  readonly prior?: number
  /** Pairs that never share a group: vetoes and decisions. */
  readonly forbidden: (a: number, b: number) => boolean
  /** Pairs that a person decided to be one. */
  readonly forced: (a: number, b: number) => boolean
}

export interface Clusters {
  /** Records of each group, ascending; groups by their first record. */
  readonly groups: readonly (readonly number[])[]
  /** Components that were too large and were split at a higher threshold. */
  readonly raised: number
}

/** Mean evidence in bits under which two clusters stay apart. */
export const cut = -4
/** Evidence of one pair counts at most this much in a mean, so that one strong link cannot carry strangers. */
export const bound = 20
/** Components up to this size are scored pair by pair. */
const scoredWhole = 200

/** Connected components, then average linkage inside each: a chain of good links does not make one person. */
export function cluster(edges: PairList, records: number, options: ClusterOptions): Clusters {
  const groups: number[][] = []
  let raised = 0
  for (const component of components([edges, options.weak ?? new PairList()], records)) {
    if (!component.linked) continue
    const split = splitUp(component, options.threshold)
    if (split.raised) raised++
    for (const piece of split.pieces) groups.push(...link(piece, options))
  }
  return { groups: groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)), raised }
}

interface Split {
  readonly pieces: readonly (readonly number[])[]
  readonly raised: boolean
}

interface Edge {
  readonly a: number
  readonly b: number
  readonly bits: number
}

interface Component {
  /** More than weak links hold it. */
  readonly linked: boolean
  readonly members: readonly number[]
  readonly edges: readonly Edge[]
}

function components(lists: readonly PairList[], records: number): readonly Component[] {
  const parent = Int32Array.from({ length: records }, (_, at) => at)
  for (const edges of lists) for (let at = 0; at < edges.length; at++) union(parent, edges.a(at), edges.b(at))
  const found = new Map<number, { members: Set<number>; edges: Edge[]; linked: boolean }>()
  for (const [nth, edges] of lists.entries()) {
    for (let at = 0; at < edges.length; at++) {
      const edge = { a: edges.a(at), b: edges.b(at), bits: edges.bits(at) }
      const root = find(parent, edge.a)
      const component = found.get(root) ?? { members: new Set<number>(), edges: [], linked: false }
      found.set(root, component)
      component.members.add(edge.a).add(edge.b)
      component.edges.push(edge)
      component.linked ||= nth === 0
    }
  }
  return [...found.values()].map((one) => ({
    members: [...one.members].sort((a, b) => a - b),
    edges: one.edges,
    linked: one.linked,
  }))
}

function find(parent: Int32Array, record: number): number {
  let root = record
  while (parent[root] !== root) {
    parent[root] = parent[parent[root] ?? 0] ?? 0
    root = parent[root] ?? 0
  }
  return root
}

function union(parent: Int32Array, a: number, b: number): void {
  const [one, other] = [find(parent, a), find(parent, b)]
  parent[Math.max(one, other)] = Math.min(one, other)
}

/**
 * Pieces that can be scored whole: links are taken from the strongest on, and those that would make a piece too large
 * are left out. So a large component raises its own bar, here more and there less, and no record falls out.
 */
function splitUp({ members, edges }: Component, threshold: number): Split {
  if (members.length <= scoredWhole) return { pieces: [members], raised: false }
  const index = new Map(members.map((record, at) => [record, at]))
  const parent = Int32Array.from({ length: members.length }, (_, at) => at)
  const size = new Int32Array(members.length).fill(1)
  let raised = false
  for (const { a, b, bits } of edges.toSorted((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b)) {
    const [one, other] = [find(parent, index.get(a) ?? 0), find(parent, index.get(b) ?? 0)]
    if (one === other) continue
    const together = (size[one] ?? 0) + (size[other] ?? 0)
    if (together > scoredWhole) {
      raised ||= bits >= threshold
      continue
    }
    union(parent, one, other)
    size[Math.min(one, other)] = together
  }
  const pieces = new Map<number, number[]>()
  for (const [at, record] of members.entries()) {
    const root = find(parent, at)
    const piece = pieces.get(root)
    if (piece === undefined) pieces.set(root, [record])
    else piece.push(record)
  }
  return { pieces: [...pieces.values()].filter((piece) => piece.length > 1), raised }
}

/** What is known between two clusters. */
interface Link {
  sum: number
  pairs: number
  strongest: number
  forbidden: boolean
  forced: boolean
  /** By comparison, the most that any pair says. */
  readonly best: Float64Array
}

const silent = new Float64Array(0)

function link(members: readonly number[], options: ClusterOptions): number[][] {
  const clusters = members.map((record) => [record])
  const links = members.map((a, row) => members.slice(0, row).map((b) => linkOf(a, b, options)))
  for (;;) {
    const best = bestLink(clusters, links, options)
    if (best === null) break
    join(clusters, links, best.row, best.column)
  }
  return clusters.filter((one) => one.length > 1).map((one) => one.sort((a, b) => a - b))
}

function linkOf(a: number, b: number, { score, evidence, forbidden, forced }: ClusterOptions): Link {
  const best = evidence === undefined ? silent : evidence(a, b)
  if (forced(a, b))
    return { sum: bound, pairs: 1, strongest: Number.POSITIVE_INFINITY, forbidden: false, forced: true, best }
  const bits = score(a, b)
  const bounded = Math.max(-bound, Math.min(bound, bits))
  return { sum: bounded, pairs: 1, strongest: bits, forbidden: forbidden(a, b), forced: false, best }
}

/**
 * What two clusters say as wholes: their records are copies of one thing each, so of each comparison the pair counts
 * that agrees best, and every pair looked at is one more chance to agree by accident.
 */
function together({ best, pairs, strongest }: Link, prior: number): number {
  if (best.length === 0 || pairs === 1) return strongest
  return Math.max(strongest, best.reduce((sum, bits) => sum + bits, prior) - Math.log2(pairs))
}

function bestLink(
  clusters: readonly number[][],
  links: readonly Link[][],
  { threshold, maxGroup, prior = 0 }: ClusterOptions,
): { row: number; column: number } | null {
  let best: { row: number; column: number } | null = null
  let highest = Number.NEGATIVE_INFINITY
  let strongest = Number.NEGATIVE_INFINITY
  for (const [row, list] of links.entries()) {
    for (const [column, one] of list.entries()) {
      if (one.forbidden || together(one, prior) < threshold) continue
      const mean = one.forced ? Number.MAX_VALUE : one.sum / one.pairs
      if (mean < cut || mean < highest || (mean === highest && one.strongest <= strongest)) continue
      if ((clusters[row]?.length ?? 0) + (clusters[column]?.length ?? 0) > maxGroup) continue
      highest = mean
      strongest = one.strongest
      best = { row, column }
    }
  }
  return best
}

/** Joins the later cluster into the earlier one; a veto between any two members holds for the whole. */
function join(clusters: number[][], links: Link[][], row: number, column: number): void {
  const between = (a: number, b: number): Link => (a > b ? links[a]?.[b] : links[b]?.[a]) as Link
  for (let other = 0; other < clusters.length; other++) {
    if (other === row || other === column) continue
    const into = between(column, other)
    const from = between(row, other)
    into.sum += from.sum
    into.pairs += from.pairs
    into.strongest = Math.max(into.strongest, from.strongest)
    into.forbidden ||= from.forbidden
    into.forced ||= from.forced
    for (let at = 0; at < into.best.length; at++)
      into.best[at] = Math.max(into.best[at] ?? 0, from.best[at] ?? 0)
  }
  clusters[column]?.push(...(clusters[row] ?? []))
  clusters.splice(row, 1)
  links.splice(row, 1)
  for (const list of links) if (list.length > row) list.splice(row, 1)
}
