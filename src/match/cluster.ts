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

/** A component that is too large to be scored whole loses its weak links first, then the weakest of the others. */
function splitUp(component: Component, threshold: number): Split {
  if (component.members.length <= scoredWhole) return { pieces: [component.members], raised: false }
  const strong = piecesOver(component, threshold)
  return {
    pieces: strong.flatMap((piece) =>
      piece.members.length > scoredWhole ? raise(piece, threshold) : [piece.members],
    ),
    raised: strong.some((piece) => piece.members.length > scoredWhole),
  }
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

/** Raises the bar until the pieces can be scored whole; records that are all alike are cut in their order. */
function raise(component: Component, from: number): readonly (readonly number[])[] {
  const bar = from + 2
  const pieces = piecesOver(component, bar)
  const [only] = pieces
  if (bar > 80 && pieces.length === 1 && only?.members.length === component.members.length)
    return slices(component.members)
  return pieces.flatMap((piece) => (piece.members.length > scoredWhole ? raise(piece, bar) : [piece.members]))
}

/** What holds together with the links from the bar up; single records fall out. */
function piecesOver(component: Component, bar: number): readonly Component[] {
  const kept = component.edges.filter((edge) => edge.bits >= bar)
  const index = new Map(component.members.map((record, at) => [record, at]))
  const parent = Int32Array.from({ length: component.members.length }, (_, at) => at)
  for (const { a, b } of kept) union(parent, index.get(a) ?? 0, index.get(b) ?? 0)
  const pieces = new Map<number, { members: number[]; edges: Edge[]; linked: boolean }>()
  for (const [at, record] of component.members.entries()) {
    const root = find(parent, at)
    const piece = pieces.get(root) ?? { members: [], edges: [], linked: true }
    pieces.set(root, piece)
    piece.members.push(record)
  }
  for (const edge of kept) pieces.get(find(parent, index.get(edge.a) ?? 0))?.edges.push(edge)
  return [...pieces.values()].filter((piece) => piece.members.length > 1)
}

function slices(members: readonly number[]): readonly (readonly number[])[] {
  const out: (readonly number[])[] = []
  for (let at = 0; at < members.length; at += scoredWhole) out.push(members.slice(at, at + scoredWhole))
  return out
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
