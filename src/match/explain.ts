import { formatKey, type MatchRule, type RecordKey } from '../kit/index.ts'
import { bound, cut } from './cluster.ts'
import { buildComparisons } from './compare/index.ts'
import type { Inspection, MatchResult, MatchRun, MatchSource, PairLook } from './index.ts'
import { matchRecords, neededFields } from './match.ts'
import { bitsOf } from './model.ts'
import { buildPart } from './parts.ts'
import { keyOf } from './score.ts'
import { loadTable } from './table.ts'

/** Everything that a rule has to say about two records, whether it took them for one or not. */
export interface PairExplanation {
  readonly a: RecordKey
  readonly b: RecordKey
  /** Probability that both are one. */
  readonly score: number
  readonly threshold: number
  /** Evidence in bits: of the prior, and of all together. */
  readonly prior: { readonly share: number; readonly bits: number }
  readonly bits: number
  readonly comparisons: readonly ComparedAs[]
  /** Name of the veto, or null. */
  readonly veto: string | null
  readonly decision: 'same' | 'apart' | null
  readonly keys: readonly KeyOfPair[]
  readonly proposedKeys: boolean
  readonly together: Together
}

export interface ComparedAs {
  readonly comparison: string
  readonly level: string
  /** Bits of the level, and what the rarity or commonness of the shared value adds to them. */
  readonly weight: number
  readonly adjustment: number
  /** The level in words, with values. */
  readonly note?: string
}

/** One blocking key, with what each side has for its parts. */
export interface KeyOfPair {
  readonly key: readonly string[]
  /** `not compared`: both have the same, and the block was too large, or many unlike records share the value. */
  readonly outcome: 'met' | 'differs' | 'empty' | 'not compared'
  readonly parts: readonly {
    readonly part: string
    readonly a: readonly string[]
    readonly b: readonly string[]
  }[]
}

/** What became of the two. */
export interface Together {
  readonly outcome: 'one group' | 'apart'
  readonly why: string
  /** Members of the group of each; empty for a record without one. */
  readonly groups: readonly [readonly RecordKey[], readonly RecordKey[]]
}

export interface PairQuestion {
  readonly run: Omit<MatchRun, 'inspect' | 'values'>
  readonly a: RecordKey
  readonly b: RecordKey
  /** The same fields, of these two records alone. */
  readonly two: MatchSource
}

/**
 * Runs the rule as a scan does, so that the same model speaks, and asks it about two records. Null when one of them
 * is not among the records of the rule.
 */
export async function explainPair({ run, a, b, two }: PairQuestion): Promise<PairExplanation | null> {
  const result = await matchRecords({ ...run, values: false, inspect: { floor: 1 } })
  const { inspection } = result
  if (inspection === undefined) return null
  const [one, other] = [recordOf(inspection, a), recordOf(inspection, b)]
  if (one < 0 || other < 0) return null
  const look = inspection.look(one, other)
  const rule = { ...run.rule, blockOn: result.plan.keys.map(({ key }) => key) }
  const keys = await keysOfPair(rule, two, a, (key) => inspection.meets(key, one, other))
  const comparisons = comparedAs(look, result)
  const prior = bitsOf(result.prior)
  const decision = decisionOn(run, a, b)
  const pair: Pair = { run, inspection, one, other, look, decision, met: keys.some(isMet) }
  return {
    a,
    b,
    score: look.score,
    threshold: run.options.threshold,
    prior: { share: result.prior, bits: rounded(prior) },
    bits: rounded(look.comparisons.reduce((sum, { weight }) => sum + weight, prior)),
    comparisons,
    veto: look.veto,
    decision,
    keys,
    proposedKeys: result.plan.proposed,
    together: togetherOf(pair),
  }
}

function recordOf({ rows, keyOf }: Inspection, wanted: RecordKey): number {
  const text = formatKey(wanted)
  for (let record = 0; record < rows; record++) if (formatKey(keyOf(record)) === text) return record
  return -1
}

function decisionOn(
  { decisions }: PairQuestion['run'],
  a: RecordKey,
  b: RecordKey,
): PairExplanation['decision'] {
  const pair = [formatKey(a), formatKey(b)].sort().join('\n')
  const last = decisions.findLast((one) => [formatKey(one.a), formatKey(one.b)].sort().join('\n') === pair)
  return last?.verdict ?? null
}

function comparedAs({ comparisons }: PairLook, { levels }: MatchResult): readonly ComparedAs[] {
  return comparisons.map(({ comparison, level, weight, note }) => {
    const own = levels.find((one) => one.comparison === comparison && one.level === level)
    const base = own?.weight ?? 0
    return {
      comparison,
      level,
      weight: base,
      adjustment: rounded(weight - base),
      ...(note === undefined ? {} : { note }),
    }
  })
}

/** What both have for each part of each key; read from the two records alone. */
async function keysOfPair(
  rule: MatchRule,
  two: MatchSource,
  a: RecordKey,
  meets: (key: number) => boolean,
): Promise<readonly KeyOfPair[]> {
  const table = await loadTable(two, neededFields(rule))
  const comparisons = buildComparisons(rule, table)
  const first = formatKey(keyOf(table, 0)) === formatKey(a) ? 0 : 1
  return rule.blockOn.map((key, nth) => {
    const parts = key.map((part) => {
      const set = buildPart(part, rule, table, comparisons)
      const of = (record: number): readonly string[] =>
        Array.from(set.codes.subarray(set.starts[record], set.starts[record + 1]), (code) =>
          set.texts.at(code),
        )
      return { part, a: of(first), b: of(1 - first) }
    })
    return { key, parts, outcome: meets(nth) ? 'met' : whyNot(parts) }
  })
}

function whyNot(parts: KeyOfPair['parts']): KeyOfPair['outcome'] {
  if (parts.some(({ a, b }) => a.length === 0 || b.length === 0)) return 'empty'
  return parts.every(({ a, b }) => a.some((value) => b.includes(value))) ? 'not compared' : 'differs'
}

function isMet({ outcome }: KeyOfPair): boolean {
  return outcome === 'met'
}

interface Pair {
  readonly run: PairQuestion['run']
  readonly inspection: Inspection
  readonly one: number
  readonly other: number
  readonly look: PairLook
  readonly decision: PairExplanation['decision']
  readonly met: boolean
}

function togetherOf(pair: Pair): Together {
  const { inspection, one, other } = pair
  const [left, right] = [membersOf(inspection, one), membersOf(inspection, other)]
  const groups = [left, right].map((records) =>
    records.length < 2 ? [] : records.map((record) => inspection.keyOf(record)),
  ) as [RecordKey[], RecordKey[]]
  const isOne = left.includes(other)
  return {
    outcome: isOne ? 'one group' : 'apart',
    why: isOne ? whyOne(pair) : whyApart(pair, left, right),
    groups,
  }
}

/** The group of a record; itself when it has none. */
function membersOf({ groupOf, rows }: Inspection, record: number): readonly number[] {
  const group = groupOf[record] ?? -1
  if (group < 0) return [record]
  const members: number[] = []
  for (let at = 0; at < rows; at++) if (groupOf[at] === group) members.push(at)
  return members
}

function whyOne({ look, run, decision, met }: Pair): string {
  if (decision === 'same') return 'decided to be the same'
  if (look.score < run.options.threshold)
    return 'below the threshold by themselves: the other members hold the two together'
  return met ? 'above the threshold' : 'no key brought the two together, other members of the group did'
}

function whyApart(pair: Pair, left: readonly number[], right: readonly number[]): string {
  const { look, run, decision, met, inspection } = pair
  if (decision === 'apart') return 'decided not to be the same'
  if (look.veto !== null) return `a veto: ${look.veto}`
  if (look.score < run.options.threshold) return 'below the threshold'
  if (!met) return 'no key brought the two together, so they were never compared'
  if (left.length + right.length > run.options.maxGroup) {
    return `together their groups would have ${left.length + right.length} records, over maxGroup ${run.options.maxGroup}`
  }
  const looks = left.flatMap((a) => right.map((b) => ({ a, b, look: inspection.look(a, b) })))
  const vetoed = looks.find((one) => one.look.veto !== null)
  if (vetoed !== undefined) {
    const [a, b] = [inspection.keyOf(vetoed.a), inspection.keyOf(vetoed.b)]
    return `a veto between members of their groups (${formatKey(a, false)}, ${formatKey(b, false)}): ${vetoed.look.veto}`
  }
  const sum = looks.reduce((total, one) => total + Math.max(-bound, Math.min(bound, evidence(one.look))), 0)
  const mean = sum / looks.length
  if (mean < cut) {
    return `the ${looks.length} pairs between their groups speak against it: ${mean.toFixed(1)} bits on average`
  }
  return 'their component was very large and was split at a higher threshold'
}

function evidence({ score }: PairLook): number {
  return bitsOf(Math.max(1e-12, Math.min(1 - 1e-12, score)))
}

function rounded(bits: number): number {
  return Math.round(bits * 100) / 100
}
