import type { MatchRule } from '../../kit/index.ts'
import { type Comparator, isAgainst } from '../comparator.ts'
import { type CodedSet, without } from '../kernel/coded.ts'

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
export function carriersOf(
  set: CodedSet,
  names: Names,
): { readonly set: CodedSet; readonly shared: Uint8Array } {
  const size = set.counts.length
  const shared = new Uint8Array(size)
  const dropped = new Uint8Array(size)
  const { starts, records } = recordsByCode(set)
  for (let code = 1; code < size; code++) {
    const from = starts[code] as number
    const to = starts[code + 1] as number
    if (to - from < 2) continue
    const different: number[] = []
    for (let at = from; at < to; at++) {
      const record = records[at] as number
      if (!different.every((one) => names.differ(one, record))) continue
      if (to - from > 2 && different.some((one) => names.contradict(one, record))) shared[code] = 1
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
/** Records from which a place is no slip in an address, and such places from which a number is an organisation's. */
const attested = 2
/** Bits of an organisation's number for two of its sites. */
const ofOrganisation = 1

/** Where records are: a place of its own where it is known and unlike another. */
export interface Places {
  readonly known: (record: number) => boolean
  readonly differ: (a: number, b: number) => boolean
}

/**
 * By code, the most bits that a number may give to two companies. One that is in use at k places names one of them
 * with odds of 1 to k - 1, whatever the number of records. Where several records each vouch for several places, they
 * are sites of one organisation: then the number says what its name says already, and next to nothing about the site.
 */
export function ceilingByPlaces(set: CodedSet, { known, differ }: Places): Float64Array {
  const rows = set.starts.length - 1
  const ceilings = new Float64Array(set.counts.length).fill(Number.POSITIVE_INFINITY)
  const { starts, records } = recordsByCode(set)
  for (let code = 1; code < ceilings.length; code++) {
    const places: { readonly first: number; records: number }[] = []
    for (let at = starts[code] as number; at < (starts[code + 1] as number); at++) {
      const record = records[at] as number
      if (!known(record)) continue
      const here = places.find(({ first }) => !differ(first, record))
      if (here !== undefined) here.records++
      else if (places.length < mostPlaces) places.push({ first: record, records: 1 })
    }
    if (places.length < 2) continue
    const sure = places.filter((place) => place.records >= attested).length
    const byChance = Math.max(ofOrganisation, Math.log2(rows / 2) - Math.log2(places.length - 1))
    ceilings[code] = sure >= attested ? ofOrganisation : byChance
  }
  return ceilings
}

interface Members {
  /** Records of code `c`: `records[starts[c]] … records[starts[c + 1] - 1]`, ascending. */
  readonly starts: Int32Array
  readonly records: Int32Array
}

function recordsByCode({ starts: ofRecord, codes, counts }: CodedSet): Members {
  const starts = startsOf(counts)
  const next = starts.slice()
  const records = new Int32Array(codes.length)
  for (let record = 0; record + 1 < ofRecord.length; record++) {
    for (let at = ofRecord[record] as number; at < (ofRecord[record + 1] as number); at++) {
      const code = codes[at] as number
      const to = next[code] as number
      records[to] = record
      next[code] = to + 1
    }
  }
  return { starts, records }
}

function startsOf(counts: Int32Array): Int32Array {
  const starts = new Int32Array(counts.length + 1)
  for (let code = 0; code < counts.length; code++) {
    starts[code + 1] = (starts[code] as number) + (counts[code] as number)
  }
  return starts
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
    if (pairs >= enough) break
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

/** The first members of each group; groups by their first record. */
function* membersOf(groups: Int32Array): Generator<Int32Array> {
  const size = groups.reduce((most, code) => Math.max(most, code), 0) + 1
  const counts = new Int32Array(size)
  for (const code of groups) counts[code] = (counts[code] as number) + 1
  const starts = startsOf(counts)
  const next = starts.slice()
  const records = new Int32Array(groups.length)
  for (let record = 0; record < groups.length; record++) {
    const code = groups[record] as number
    const to = next[code] as number
    records[to] = record
    next[code] = to + 1
  }
  for (let record = 0; record < groups.length; record++) {
    const code = groups[record] as number
    const from = starts[code] as number
    if (code === 0 || records[from] !== record) continue
    yield records.subarray(from, Math.min(starts[code + 1] as number, from + perGroup))
  }
}

/** Most bits that something may give which this share of strangers has in common. */
export function ceilingOf(share: number): number {
  return share <= 0 ? Number.POSITIVE_INFINITY : Math.log2(1 / share)
}
