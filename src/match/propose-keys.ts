import type { BlockingKey, MatchRule } from '../kit/index.ts'
import { buildComparisons } from './compare/index.ts'
import type { Part } from './kernel/group.ts'
import { candidateParts, type KeyPart } from './key-parts.ts'
import { buildPart } from './parts.ts'
import { randomBelow } from './random.ts'
import { sampleOf } from './sample.ts'
import type { RecordTable } from './table.ts'

/** A key that the data recommend. */
export interface ProposedKey {
  readonly key: BlockingKey
  /** Estimate: pairs that share it. */
  readonly pairs: number
  /** Estimate: share of the records that have a value for all its parts. */
  readonly filled: number
}

/** Records looked at to choose; the figures are scaled up. */
const sampled = 8000
/** Pairs imagined to be one, to see which keys would find them. */
const imagined = 3000
const fewestPairs = 300_000
const pairsPerRecord = 30
const mostKeys = 12
/** A further key must find at least this share of the imagined pairs anew. */
const leastGain = 0.0005
/** Pairs per record that every key costs: under that, the key that finds more is the better one. */
const leastCost = 4
/** In one of so many pairs given and family name are swapped. */
const swapped = 25
/** Errors come together: some twins have few, some have many. */
const damageOf = [0.4, 1, 2.5, 5] as const

interface Candidate {
  readonly key: BlockingKey
  readonly parts: readonly KeyPart[]
  readonly pairs: number
  readonly filled: Uint8Array
}

/**
 * Chooses blocking keys by what the columns hold: how many records have a value, how many values there are, how often
 * values of this kind are wrong. One after the other the key is taken that finds the most pairs not found yet for
 * the fewest comparisons, within a budget; then, whatever it costs, a key for records that have none. Deterministic.
 */
export function proposeKeys(rule: MatchRule, whole: RecordTable): readonly ProposedKey[] {
  const table = sampleOf(whole, sampled)
  const comparisons = buildComparisons(rule, table)
  const scale = table.rows === 0 ? 1 : (whole.rows / table.rows) ** 2
  const parts = candidateParts(rule).filter(({ field }) => table.columns.has(field))
  const built = new Map(parts.map(({ part }) => [part, buildPart(part, rule, table, comparisons)]))
  const measured = (own: readonly KeyPart[]): Candidate => {
    const key = own.map(({ part }) => part)
    const { pairs, filled } = measure(
      key.map((part) => built.get(part) as Part),
      table.rows,
    )
    return { key, parts: own, pairs: pairs * scale, filled }
  }
  const single = parts.filter(({ alone }) => alone).map((part) => measured([part]))
  const selective = new Set(
    single.filter(({ pairs }) => pairs <= leastCost * whole.rows).map(({ key }) => key[0]),
  )
  const further = parts.filter(({ part }) => !selective.has(part)) // with a second part these would only find less
  const candidates = [...single, ...twoOf(further).map(measured)]
  return withoutNarrower(choose(candidates, table.rows, whole.rows)).map(({ key, pairs, filled }) => ({
    key,
    pairs: Math.round(pairs),
    filled: table.rows === 0 ? 0 : sum(filled) / table.rows,
  }))
}

/** A key of which another is a part brings nobody together that the other does not. */
function withoutNarrower(chosen: readonly Candidate[]): readonly Candidate[] {
  return chosen.filter(
    ({ key }) =>
      !chosen.some((other) => other.key.length < key.length && other.key.every((part) => key.includes(part))),
  )
}

/** Any two of different columns. */
function twoOf(parts: readonly KeyPart[]): readonly (readonly KeyPart[])[] {
  return parts.flatMap((one, at) =>
    parts
      .slice(at + 1)
      .filter((other) => other.columns.every((column) => !one.columns.includes(column)))
      .map((other) => [one, other]),
  )
}

/** Pairs of the sampled records that share the key, and which of them have it. */
function measure(
  parts: readonly Part[],
  rows: number,
): { readonly pairs: number; readonly filled: Uint8Array } {
  const filled = new Uint8Array(rows)
  const sizes = new Map<number, number>()
  const [first, second] = parts
  let pairs = 0
  const add = (at: number, value: number): void => {
    const before = sizes.get(value) ?? 0
    filled[at] = 1
    pairs += before
    sizes.set(value, before + 1)
  }
  for (let at = 0; at < rows; at++) {
    for (const code of codesOf(first, at)) {
      if (second === undefined) add(at, code)
      else for (const other of codesOf(second, at)) add(at, code * second.counts.length + other)
    }
  }
  return { pairs, filled }
}

function codesOf(part: Part | undefined, record: number): Int32Array {
  return part?.codes.subarray(part.starts[record], part.starts[record + 1]) ?? new Int32Array(0)
}

function choose(candidates: readonly Candidate[], looked: number, rows: number): readonly Candidate[] {
  const pairs = imagine(candidates, looked)
  const found = candidates.map((candidate) => pairs.foundBy(candidate))
  const chosen: Candidate[] = []
  const seen = new Uint8Array(pairs.count)
  const has = new Uint8Array(looked)
  let budget = Math.max(fewestPairs, pairsPerRecord * rows)
  const take = (gainOf: (at: number) => number, least: number, most: number): boolean => {
    let best = -1
    let highest = 0
    for (const [at, candidate] of candidates.entries()) {
      if (candidate.pairs > most || chosen.includes(candidate)) continue
      const gain = gainOf(at)
      const value = gain / (candidate.pairs + leastCost * rows)
      if (gain < least || value <= highest) continue
      best = at
      highest = value
    }
    const one = candidates[best]
    if (one === undefined) return false
    chosen.push(one)
    budget -= one.pairs
    mark(seen, found[best])
    mark(has, one.filled)
    return true
  }
  const newPairs = (at: number): number => missing(seen, found[at])
  const newRecords = (at: number): number => missing(has, candidates[at]?.filled)
  while (chosen.length < mostKeys && take(newPairs, Math.max(1, leastGain * pairs.count), budget));
  while (chosen.length < mostKeys + 3 && take(newRecords, 1, Number.POSITIVE_INFINITY));
  return chosen
}

/**
 * Pairs that are one: a sampled record and a copy of it, some columns of which were damaged as often as columns of
 * their kind are.
 */
function imagine(candidates: readonly Candidate[], looked: number) {
  const columns = [
    ...new Set(candidates.flatMap(({ parts }) => parts.flatMap((part) => part.columns))),
  ].sort()
  const count = looked === 0 ? 0 : imagined
  const below = randomBelow(20_261_123)
  const draw = (): Float64Array => Float64Array.from({ length: count }, () => below(1_000_000) / 1_000_000)
  const damage = new Map(columns.map((column) => [column, { hit: draw(), depth: draw() }]))
  const swappable = new Set(
    candidates.flatMap(({ parts }) => parts.flatMap((part) => (part.any ? part.columns : []))),
  )
  const survives = ({ columns: own, intact, survival, any }: KeyPart, pair: number): boolean => {
    if (own.length === 1 && pair % swapped === 0 && swappable.has(own[0] ?? '')) return false
    const stays = (column: string): boolean => {
      const drawn = damage.get(column)
      const wrong = (1 - intact) * (damageOf[pair % damageOf.length] ?? 1)
      return (drawn?.hit[pair] ?? 0) >= wrong || (drawn?.depth[pair] ?? 1) < survival
    }
    return any ? own.some(stays) : own.every(stays)
  }
  return {
    count,
    foundBy: ({ parts, filled }: Candidate): Uint8Array =>
      Uint8Array.from({ length: count }, (_, pair) => {
        const record = Math.floor((pair * looked) / count)
        return filled[record] === 1 && parts.every((part) => survives(part, pair)) ? 1 : 0
      }),
  }
}

function mark(into: Uint8Array, from: Uint8Array | undefined): void {
  for (let at = 0; at < into.length; at++) if (from?.[at] === 1) into[at] = 1
}

function missing(seen: Uint8Array, found: Uint8Array | undefined): number {
  let count = 0
  for (let at = 0; at < seen.length; at++) if (seen[at] === 0 && found?.[at] === 1) count++
  return count
}

function sum(bits: Uint8Array): number {
  return bits.reduce((total, bit) => total + bit, 0)
}
