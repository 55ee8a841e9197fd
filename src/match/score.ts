import type { ComparisonResult, Decision, MatchRule, RecordKey } from '../kit/index.ts'
import { fold } from '../terms/letters.ts'
import { type Comparator, isAgainst, isContradiction } from './comparator.ts'
import { bitsOf, type Model } from './model.ts'
import type { RecordTable } from './table.ts'

/** Evidence about a pair in bits; 0 is even odds. */
export type Score = (a: number, b: number) => number

/** Bits that rarity may add or take. */
export const rarest = 6

export function scorer(comparators: readonly Comparator[], model: Model): Score {
  const start = bitsOf(model.prior)
  return (a, b) => {
    let bits = start
    for (let at = 0; at < comparators.length; at++) {
      const comparator = comparators[at] as Comparator
      const level = comparator.level(a, b)
      if (level !== 0) bits += evidence(comparator, model.weights[at]?.[level] ?? 0, a, b, level)
    }
    return bits
  }
}

/** Bits of each comparison about a pair; a new list each time. */
export type Evidence = (a: number, b: number) => Float64Array

export function weigher(comparators: readonly Comparator[], model: Model): Evidence {
  return (a, b) =>
    Float64Array.from(comparators, (comparator, at) => {
      const level = comparator.level(a, b)
      return level === 0 ? 0 : evidence(comparator, model.weights[at]?.[level] ?? 0, a, b, level)
    })
}

/** What a level says about these two: its weight, more or less for the rarity of what they share. */
export function evidence(
  comparator: Comparator,
  weight: number,
  a: number,
  b: number,
  level: number,
): number {
  const rarity = Math.max(-rarest, Math.min(rarest, comparator.rarity?.(a, b, level) ?? 0))
  if (isAgainst(comparator, level)) return Math.min(0, weight + rarity)
  return Math.min(weight + rarity, comparator.ceiling?.(a, b, level) ?? Number.POSITIVE_INFINITY)
}

export function explain(
  comparators: readonly Comparator[],
  model: Model,
  a: number,
  b: number,
): ComparisonResult[] {
  return comparators.map((comparator, at) => {
    const level = comparator.level(a, b)
    const name = comparator.levels[level - 1]?.name
    if (name === undefined) return { comparison: comparator.name, level: 'missing', weight: 0 }
    const weight = evidence(comparator, model.weights[at]?.[level] ?? 0, a, b, level)
    const note = comparator.note?.(a, b, level)
    const result = { comparison: comparator.name, level: name, weight: Math.round(weight * 100) / 100 }
    return note === undefined ? result : { ...result, note }
  })
}

/** Says why a pair may never be one, or null. */
export type VetoCheck = (a: number, b: number) => string | null

export function vetoes(rule: MatchRule, comparators: readonly Comparator[], table: RecordTable): VetoCheck {
  const checks = rule.never.map((veto): VetoCheck => {
    if (veto.type === 'sameHierarchy') return hierarchyCheck(veto.parent, table, comparators)
    const comparator = comparators.find((one) => one.name === veto.of)
    return comparator === undefined ? fieldCheck(veto.of, table) : levelCheck(comparator)
  })
  return (a, b) => {
    for (const check of checks) {
      const why = check(a, b)
      if (why !== null) return why
    }
    return null
  }
}

function levelCheck(comparator: Comparator): VetoCheck {
  return (a, b) => {
    const level = comparator.levels[comparator.level(a, b) - 1]
    return isContradiction(level) ? `${comparator.name} conflicts` : null
  }
}

function fieldCheck(field: string, table: RecordTable): VetoCheck {
  const column = table.columns.get(field)
  if (column === undefined) return () => null
  const folded = column.values.map((value) => fold(value.trim()))
  return (a, b) => {
    const one = folded[column.codes[a] ?? 0] ?? ''
    const other = folded[column.codes[b] ?? 0] ?? ''
    return one !== '' && other !== '' && one !== other ? `${field} conflicts` : null
  }
}

const deepest = 20

/** Siblings of one name that contradict in nothing are one branch entered twice. */
function isSameBranch(comparators: readonly Comparator[], a: number, b: number): boolean {
  return comparators.every((comparator) => {
    const level = comparator.level(a, b)
    return comparator.name === 'name' ? level === 1 : level < comparator.levels.length
  })
}

function hierarchyCheck(field: string, table: RecordTable, comparators: readonly Comparator[]): VetoCheck {
  const column = table.columns.get(field)
  if (column === undefined) return () => null
  const recordOf = new Map(Array.from({ length: table.rows }, (_, record) => [table.ids.at(record), record]))
  const parentOf = (record: number): string => column.values[column.codes[record] ?? 0] ?? ''
  const isAbove = (above: number, record: number): boolean => {
    let parent = parentOf(record)
    for (let step = 0; step < deepest && parent !== ''; step++) {
      if (parent === table.ids.at(above)) return true
      const next = recordOf.get(parent)
      parent = next === undefined ? '' : parentOf(next)
    }
    return false
  }
  return (a, b) => {
    const parent = parentOf(a)
    const siblings = parent !== '' && parent === parentOf(b) && !isSameBranch(comparators, a, b)
    return siblings || isAbove(a, b) || isAbove(b, a) ? 'same hierarchy' : null
  }
}

/** What people decided about pairs of the records at hand. */
export interface Decided {
  readonly verdict: (a: number, b: number) => Decision['verdict'] | undefined
  /** Pairs decided to be one, ascending. */
  readonly same: readonly (readonly [number, number])[]
}

export function decisionsOver(decisions: readonly Decision[], table: RecordTable): Decided {
  const wanted = new Set(decisions.flatMap(({ a, b }) => [text(a), text(b)]))
  const recordOf = new Map<string, number>()
  for (let record = 0; wanted.size > 0 && record < table.rows; record++) {
    const key = text(keyOf(table, record))
    if (wanted.has(key)) recordOf.set(key, record)
  }
  const verdicts = new Map<number, Decision['verdict']>()
  const pair = (a: number, b: number): number => Math.min(a, b) * table.rows + Math.max(a, b)
  for (const { a, b, verdict } of decisions) {
    const [one, other] = [recordOf.get(text(a)), recordOf.get(text(b))]
    if (one !== undefined && other !== undefined && one !== other) verdicts.set(pair(one, other), verdict)
  }
  const same = [...verdicts].filter(([, verdict]) => verdict === 'same').map(([key]) => key)
  same.sort((a, b) => a - b)
  return {
    verdict: (a, b) => (verdicts.size === 0 ? undefined : verdicts.get(pair(a, b))),
    same: same.map((key) => [Math.floor(key / table.rows), key % table.rows] as const),
  }
}

export function keyOf(table: RecordTable, record: number): RecordKey {
  return {
    connection: table.connection,
    object: table.objects[table.object[record] ?? 0] ?? '',
    id: table.ids.at(record),
  }
}

function text({ connection, object, id }: RecordKey): string {
  return `${connection}\n${object}\n${id}`
}
