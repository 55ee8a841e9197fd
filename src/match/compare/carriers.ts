import type { MatchRule } from '../../kit/index.ts'
import { type CodedSet, without } from '../coded.ts'
import { type Comparator, isAgainst } from '../comparator.ts'
import type { Column } from '../table.ts'

/** An address or number that this many carry who are all different ones names a place, not a person. */
const sharedFrom = 4

/** How the names of two records stand to each other; what a rule without a comparison of names cannot tell. */
export interface Names {
  /** The rule says that records whose names contradict are never one: then they teach what strangers share. */
  readonly certain: boolean
  /** Both are known and unlike. */
  readonly differ: (a: number, b: number) => boolean
  /** Both are known and contradict, and no slip of the finger explains it. */
  readonly contradict: (a: number, b: number) => boolean
}

/** `mistyped` says of two records that contradict that a slip may be why. */
export function namesBy(
  comparator: Comparator,
  mistyped: (a: number, b: number) => boolean,
  { never }: Pick<MatchRule, 'never'>,
): Names {
  const certain = never.some((veto) => veto.type === 'conflicting' && veto.of === comparator.name)
  return {
    certain,
    differ: (a, b) => isAgainst(comparator, comparator.level(a, b)),
    contradict: (a, b) =>
      certain && comparator.levels[comparator.level(a, b) - 1]?.conflict === true && !mistyped(a, b),
  }
}

/** The set without what too many carry, and by code whether two of its carriers contradict each other. */
export function carriersOf<T>(
  set: CodedSet<T>,
  names: Names,
): { readonly set: CodedSet<T>; readonly shared: Uint8Array } {
  const shared = new Uint8Array(set.items.length)
  const dropped = new Uint8Array(set.items.length)
  for (const [code, records] of recordsByCode(set)) {
    const different: number[] = []
    for (const record of records) {
      if (!different.every((one) => names.differ(one, record))) continue
      if (records.length > 2 && different.some((one) => names.contradict(one, record))) shared[code] = 1
      different.push(record)
      if (different.length < sharedFrom) continue
      dropped[code] = 1
      break
    }
  }
  return { set: without(set, (code) => dropped[code] === 1), shared }
}

/** Places told apart per number; more make no difference. */
const mostPlaces = 8

/**
 * By code, the most bits that a number may give to two companies. One that is in use at k places names one of them
 * with odds of 1 to k - 1, whatever the number of records: it belongs to an organisation, not to a site.
 */
export function ceilingByPlaces<T>(
  set: CodedSet<T>,
  elsewhere: (a: number, b: number) => boolean,
): Float64Array {
  const rows = set.starts.length - 1
  const ceilings = new Float64Array(set.items.length).fill(Number.POSITIVE_INFINITY)
  for (const [code, records] of recordsByCode(set)) {
    const places: number[] = []
    for (const record of records) {
      if (!places.every((one) => elsewhere(one, record))) continue
      places.push(record)
      if (places.length === mostPlaces) break
    }
    if (places.length > 1) ceilings[code] = Math.max(1, Math.log2(rows / 2) - Math.log2(places.length - 1))
  }
  return ceilings
}

/** Records of each code that several have, ascending. */
function recordsByCode<T>({ starts, codes, counts }: CodedSet<T>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (let record = 0; record + 1 < starts.length; record++) {
    for (let at = starts[record] ?? 0; at < (starts[record + 1] ?? 0); at++) {
      const code = codes[at] ?? 0
      if ((counts[code] ?? 0) < 2) continue
      const list = found.get(code)
      if (list === undefined) found.set(code, [record])
      else list.push(record)
    }
  }
  return found
}

/** A bit for each of the columns in which a record has a value that reads as something. */
export function fieldsFilled(
  columns: readonly Column[],
  rows: number,
  read: (text: string) => readonly unknown[],
): Uint32Array {
  const filled = new Uint32Array(rows)
  for (const [at, { codes, values }] of columns.entries()) {
    const says = values.map((value) => value !== '' && read(value).length > 0)
    for (let record = 0; record < rows; record++)
      if (says[codes[record] ?? 0] === true) filled[record] = (filled[record] ?? 0) | (1 << (at & 31))
  }
  return filled
}

/** Members of one group that are compared, and pairs in all: enough to know a share within a percent. */
const perGroup = 40
const enough = 60_000
/** Pairs under which a share is not believed. */
const tooFew = 50

/**
 * Of the pairs in one group (a company, a family name) whose names differ, the share that has something in common.
 * Those are strangers for certain: what they share, sharing it cannot say much for two others of the group.
 */
export function sharedAmongStrangers(
  groups: Int32Array,
  names: Names,
  inCommon: readonly ((a: number, b: number) => boolean | null)[],
): readonly number[] {
  if (!names.certain) return inCommon.map(() => 0)
  const known = inCommon.map(() => 0)
  const common = inCommon.map(() => 0)
  let pairs = 0
  for (const members of membersOf(groups)) {
    for (let i = 0; i < members.length && pairs < enough; i++) {
      for (let j = i + 1; j < members.length; j++) {
        const [a, b] = [members[i] ?? 0, members[j] ?? 0]
        pairs++
        if (!names.differ(a, b)) continue
        for (const [at, shares] of inCommon.entries()) {
          const answer = shares(a, b)
          if (answer !== null) known[at] = (known[at] ?? 0) + 1
          if (answer === true) common[at] = (common[at] ?? 0) + 1
        }
      }
    }
  }
  return known.map((count, at) => (count < tooFew ? 0 : (common[at] ?? 0) / count))
}

function membersOf(groups: Int32Array): Iterable<readonly number[]> {
  const found = new Map<number, number[]>()
  for (let record = 0; record < groups.length; record++) {
    const code = groups[record] ?? 0
    if (code === 0) continue
    const list = found.get(code)
    if (list === undefined) found.set(code, [record])
    else if (list.length < perGroup) list.push(record)
  }
  return found.values()
}

/** Most bits that something may give which this share of strangers has in common. */
export function ceilingOf(share: number): number {
  return share <= 0 ? Number.POSITIVE_INFINITY : Math.log2(1 / share)
}
