import { createHash } from 'node:crypto'
import {
  fieldDictionary,
  formatKey,
  type MatchGroup,
  type MatchMember,
  type MatchPair,
  type MatchRule,
  type NearMiss,
  type Value,
} from '../kit/index.ts'
import type { Comparator } from './comparator.ts'
import { fieldsOf } from './compare/index.ts'
import type { MatchSource } from './index.ts'
import { type Model, probabilityOf } from './model.ts'
import { obstaclesOf } from './obstacles.ts'
import type { PairList } from './pairs.ts'
import { explain, keyOf, type Score } from './score.ts'
import { proposeSurvivor, survivorFields } from './survivor.ts'
import { byText, type RecordTable } from './table.ts'

export interface Grouping {
  readonly rule: MatchRule
  readonly source: MatchSource
  readonly table: RecordTable
  readonly comparators: readonly Comparator[]
  readonly model: Model
  readonly score: Score
  readonly forced: (a: number, b: number) => boolean
  /** Pairs that came near; `label` points into `reasons`. */
  readonly near: PairList
  readonly reasons: readonly string[]
  /** Whether the members' values are read. */
  readonly values: boolean
}

/** All pairs are explained up to this many members, else the strongest tree. */
const explainedWhole = 6
const nearShown = 5

/**
 * Ranks the groups, highest score first, then id, and reads their members' values. Each group is explained when its
 * turn comes: a large org has tens of thousands.
 */
export async function describeGroups(
  groups: readonly (readonly number[])[],
  grouping: Grouping,
): Promise<Iterable<MatchGroup>> {
  const values = grouping.values ? await readValues(groups, grouping) : { of: () => ({}) }
  const near = nearByGroup(groups, grouping)
  const ranked = groups
    .map((records, at) => ({ records, near: near[at] ?? none, ...rankOf(records, grouping) }))
    .sort((a, b) => b.score - a.score || byText(a.id, b.id))
  return {
    *[Symbol.iterator]() {
      const shown = shownFields(grouping.rule)
      for (const one of ranked) yield describe(one, shown, values, grouping)
    },
  }
}

interface Ranked {
  readonly records: readonly number[]
  readonly near: NearList
  readonly id: string
  readonly score: number
}

function rankOf(records: readonly number[], grouping: Grouping): Pick<Ranked, 'id' | 'score'> {
  const keys = records.map((record) => ({ key: keyOf(grouping.table, record) }))
  return { id: groupId(keys), score: rounded(weakestOf(strongestTree(records, grouping)).bits) }
}

function weakestOf(tree: readonly TreeEdge[]): TreeEdge {
  return tree.reduce((least, one) => (one.bits < least.bits ? one : least))
}

type Values = Readonly<Record<string, Value | undefined>>

function describe(
  { records, near, id, score }: Ranked,
  shown: readonly string[],
  values: ValueTable,
  grouping: Grouping,
): MatchGroup {
  const { rule, table, source } = grouping
  const all = records.map((record) => values.of(record))
  const members = records.map((record, at): MatchMember => {
    const key = keyOf(table, record)
    const own: Record<string, Value | undefined> = {}
    for (const field of shown) own[field] = all[at]?.[field]
    return { key, kind: table.kinds[table.kind[record] ?? 0] ?? '', url: source.url(key), values: own }
  })
  const tree = strongestTree(records, grouping)
  const weakest = weakestOf(tree)
  const pairs = records.length <= explainedWhole ? allPairs(records.length) : tree
  const candidates = members.map((member, at) => ({ member, values: all[at] ?? {} }))
  return {
    id,
    band: 'review',
    score,
    weakest: { a: weakest.a, b: weakest.b },
    members,
    survivor: proposeSurvivor(candidates),
    pairs: pairs.map(({ a, b }) => explained(a, b, records, grouping)),
    pairsLeftOut: (records.length * (records.length - 1)) / 2 - pairs.length,
    near: near.nearest.map((one) => missOf(one, records, grouping)),
    nearLeftOut: near.leftOut,
    obstacles: obstaclesOf(rule, members, all),
  }
}

/** First 16 hex digits of SHA-256 over the sorted keys: the same members, the same id. */
export function groupId(members: readonly Pick<MatchMember, 'key'>[]): string {
  const keys = members.map(({ key }) => formatKey(key)).sort(byText)
  return createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 16)
}

function rounded(bits: number): number {
  return Math.round(probabilityOf(bits) * 1e6) / 1e6
}

function evidence(a: number, b: number, { score, forced }: Grouping): number {
  return forced(a, b) ? Number.POSITIVE_INFINITY : score(a, b)
}

function explained(a: number, b: number, records: readonly number[], grouping: Grouping): MatchPair {
  const [one, other] = [records[a] ?? 0, records[b] ?? 0]
  const comparisons = explain(grouping.comparators, grouping.model, one, other)
  const forced = grouping.forced(one, other)
  const decided = { comparison: 'decision', level: 'decided the same', weight: 0 }
  return {
    a,
    b,
    score: rounded(evidence(one, other, grouping)),
    comparisons: forced ? [decided, ...comparisons] : comparisons,
  }
}

function allPairs(size: number): readonly { a: number; b: number }[] {
  return Array.from({ length: size }, (_, a) => a).flatMap((a) =>
    Array.from({ length: size - a - 1 }, (_, step) => ({ a, b: a + step + 1 })),
  )
}

interface TreeEdge {
  readonly a: number
  readonly b: number
  readonly bits: number
}

/** The links that hold the group together (Prim): its weakest edge is the group's score. */
function strongestTree(records: readonly number[], grouping: Grouping): readonly TreeEdge[] {
  const open = new Map<number, TreeEdge>()
  for (let at = 1; at < records.length; at++) {
    open.set(at, { a: 0, b: at, bits: evidence(records[0] ?? 0, records[at] ?? 0, grouping) })
  }
  const tree: TreeEdge[] = []
  while (open.size > 0) {
    const [at, edge] = [...open].reduce((best, one) => (one[1].bits > best[1].bits ? one : best))
    open.delete(at)
    tree.push({ a: Math.min(edge.a, edge.b), b: Math.max(edge.a, edge.b), bits: edge.bits })
    for (const [other, known] of open) {
      const bits = evidence(records[at] ?? 0, records[other] ?? 0, grouping)
      if (bits > known.bits) open.set(other, { a: at, b: other, bits })
    }
  }
  return tree.sort((x, y) => x.a - y.a || x.b - y.b)
}

interface Near {
  readonly record: number
  readonly to: number
  readonly bits: number
  readonly reason: number
}

interface NearList {
  /** Nearest first. */
  readonly nearest: readonly Near[]
  readonly leftOut: number
}

const none: NearList = { nearest: [], leftOut: 0 }

/** Per group the records outside it that came near, each once. */
function nearByGroup(groups: readonly (readonly number[])[], { near, table }: Grouping): readonly NearList[] {
  const groupOf = new Int32Array(table.rows).fill(-1)
  for (const [at, records] of groups.entries()) for (const record of records) groupOf[record] = at
  const found = groups.map(() => new Map<number, Near>())
  const note = (member: number, record: number, at: number): void => {
    const group = groupOf[member] ?? -1
    if (group < 0 || group === groupOf[record]) return
    const one = { record, to: member, bits: near.bits(at), reason: near.label(at) }
    const known = found[group]?.get(record)
    if (known === undefined || isNearer(one, known)) found[group]?.set(record, one)
  }
  for (let at = 0; at < near.length; at++) {
    note(near.a(at), near.b(at), at)
    note(near.b(at), near.a(at), at)
  }
  return found.map((one) => {
    const sorted = [...one.values()].sort((a, b) => b.bits - a.bits || a.record - b.record)
    return { nearest: sorted.slice(0, nearShown), leftOut: Math.max(0, sorted.length - nearShown) }
  })
}

function isNearer(one: Near, known: Near): boolean {
  return one.bits > known.bits || (one.bits === known.bits && one.to < known.to)
}

function missOf(
  { record, to, bits, reason }: Near,
  records: readonly number[],
  { table, reasons }: Grouping,
): NearMiss {
  return {
    key: keyOf(table, record),
    kind: table.kinds[table.kind[record] ?? 0] ?? '',
    to: records.indexOf(to),
    score: rounded(bits),
    why: reasons[reason] ?? '',
  }
}

/** What a person sees of a member: what was compared, what the rule shows, what groups must agree in. */
function shownFields(rule: MatchRule): readonly string[] {
  return [...new Set([...Object.values(rule.compare).flatMap(fieldsOf), ...rule.show, ...rule.mergeWithin])]
}

/** Values of the members, field by field: an object per member only when asked. */
interface ValueTable {
  readonly of: (record: number) => Values
}

async function readValues(
  groups: readonly (readonly number[])[],
  { rule, source, table }: Grouping,
): Promise<ValueTable> {
  const dictionary = fieldDictionary[rule.entity] as Readonly<Record<string, unknown>>
  const further = [...survivorFields, 'householdId'].filter((field) => dictionary[field] !== undefined)
  const fields = [...new Set([...shownFields(rule), ...further])]
  const recordOf = new Map<string, number>()
  for (const record of groups.flat()) {
    const { object, id } = keyOf(table, record)
    recordOf.set(`${object}\n${id}`, record)
  }
  const found = new Map<number, readonly (Value | undefined)[]>()
  const of = (record: number): Values => {
    const row = found.get(record)
    const own: Record<string, Value | undefined> = {}
    if (row !== undefined) for (let at = 0; at < fields.length; at++) own[fields[at] ?? ''] = row[at]
    return own
  }
  if (recordOf.size === 0) return { of }
  const ids = [...recordOf.keys()].map((key) => key.slice(key.indexOf('\n') + 1))
  for await (const batch of source.values?.(fields, ids) ?? source.batches(fields)) {
    for (let row = 0; row < batch.rows; row++) {
      const record = recordOf.get(`${batch.object[row]}\n${batch.id[row]}`)
      if (record === undefined) continue
      found.set(
        record,
        fields.map((field) => batch.columns[field]?.[row]),
      )
    }
  }
  return { of }
}
