import type { RecordKey } from '../kit/index.ts'
import type { Purpose } from '../labels/labels-file.ts'
import type { Inspection } from '../match/index.ts'

/** Which records are one, as far as a column says: the same value, the same entity. */
export interface EntityTruth {
  readonly kind: 'entities'
  /** By record; -1 where the column is empty. */
  readonly entityOf: Int32Array
  /** Records of each entity. */
  readonly sizes: Int32Array
  readonly known: number
  readonly truePairs: number
}

/** Pairs that somebody labelled, and nothing else. */
export interface PairTruth {
  readonly kind: 'pairs'
  readonly pairs: readonly LabelledPair[]
  /** Labels about records that are not among those compared. */
  readonly missing: number
  /** Labels that leave it open. */
  readonly unsure: number
}

export interface LabelledPair {
  readonly a: number
  readonly b: number
  readonly same: boolean
  readonly for: Purpose
}

export type Truth = EntityTruth | PairTruth

/** A label as it was read; `same` is null where the person was unsure. Without an object any with that id is meant. */
export interface SaidPair {
  readonly a: { readonly object: string | null; readonly id: string }
  readonly b: { readonly object: string | null; readonly id: string }
  readonly same: boolean | null
  readonly for: Purpose
}

/** Values by key, in any order; memory is one number per record and each distinct value once. */
export async function entityTruth(
  inspection: Inspection,
  rows: AsyncIterable<{ readonly object: string; readonly id: string; readonly value: string }>,
): Promise<EntityTruth> {
  const entityOf = new Int32Array(inspection.rows).fill(-1)
  const codes = new Map<string, number>()
  const find = finder(inspection)
  for await (const { object, id, value } of rows) {
    const record = value === '' ? -1 : find(object, id)
    if (record < 0) continue
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    entityOf[record] = code
  }
  return entitiesOf(entityOf, codes.size)
}

export function entitiesOf(entityOf: Int32Array, entities: number): EntityTruth {
  const sizes = new Int32Array(entities)
  let known = 0
  for (const entity of entityOf) {
    if (entity < 0) continue
    known++
    sizes[entity] = (sizes[entity] ?? 0) + 1
  }
  let truePairs = 0
  for (const size of sizes) truePairs += (size * (size - 1)) / 2
  return { kind: 'entities', entityOf, sizes, known, truePairs }
}

/** Of several words about one pair the last holds. */
export function pairTruth(inspection: Inspection, said: readonly SaidPair[]): PairTruth {
  const numbers = numbersOf(inspection, new Set(said.flatMap(({ a, b }) => [a.id, b.id])))
  const pairs = new Map<number, LabelledPair | null>()
  let missing = 0
  for (const one of said) {
    const [a, b] = [numberOf(numbers, one.a), numberOf(numbers, one.b)]
    if (a === null || b === null || a === b) {
      missing++
      continue
    }
    const [first, second] = [Math.min(a, b), Math.max(a, b)]
    const pair = one.same === null ? null : { a: first, b: second, same: one.same, for: one.for }
    pairs.set(first * inspection.rows + second, pair)
  }
  const sorted = [...pairs].sort(([a], [b]) => a - b).map(([, pair]) => pair)
  const known = sorted.filter((pair) => pair !== null)
  return { kind: 'pairs', pairs: known, missing, unsure: sorted.length - known.length }
}

type Numbers = ReadonlyMap<string, readonly { readonly object: string; readonly record: number }[]>

function numbersOf({ rows, keyOf }: Inspection, wanted: ReadonlySet<string>): Numbers {
  const found = new Map<string, { readonly object: string; readonly record: number }[]>()
  for (let record = 0; record < rows; record++) {
    const { id, object } = keyOf(record)
    if (!wanted.has(id)) continue
    const own = found.get(id) ?? []
    found.set(id, own)
    own.push({ object, record })
  }
  return found
}

function numberOf(numbers: Numbers, { object, id }: SaidPair['a']): number | null {
  const [only, other] = (numbers.get(id) ?? []).filter((one) => object === null || one.object === object)
  return only === undefined || other !== undefined ? null : only.record
}

/** Records are in order of object and id. */
function finder({ rows, keyOf }: Inspection): (object: string, id: string) => number {
  return (object, id) => {
    let [low, high] = [0, rows - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const order = compare(keyOf(middle), object, id)
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}

function compare(key: RecordKey, object: string, id: string): number {
  if (key.object !== object) return key.object < object ? -1 : 1
  return key.id === id ? 0 : key.id < id ? -1 : 1
}
