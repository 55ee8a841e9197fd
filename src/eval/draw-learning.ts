import type { RecordKey } from '../kit/index.ts'
import { type Label, pairText } from '../labels/labels-file.ts'
import { type Inspection, matchRecords } from '../match/index.ts'
import { probabilityOf } from '../match/model.ts'
import type { DrawnUnit } from './draw-bound.ts'
import type { OpenRule } from './open.ts'
import { drawWithout } from './shuffle.ts'

/** Pairs from this probability on are worth asking about. */
const floor = 0.05
/** Pairs of which the comparisons are looked at one by one. */
const lookedAt = 50_000
/** Bits for and against that make a disagreement. */
const opposed = 3
const ends = [floor, 0.5, 0.8, 0.9, 0.97, 0.99, 0.999, 1.1] as const

interface Kind {
  readonly asks: string
  readonly pairs: number[]
}

/**
 * Pairs that a person's word teaches most about: of every band of scores, twice as many of the one around the threshold,
 * pairs whose comparisons disagree, and pairs that only a veto keeps apart. No random sample of anything.
 */
export async function drawLearning(
  open: OpenRule,
  connection: string,
  known: readonly Label[],
  { size, seed }: { readonly size: number; readonly seed: number },
): Promise<readonly DrawnUnit[]> {
  const { input } = open
  const { inspection } = await matchRecords({ ...input, decisions: [], values: false, inspect: { floor } })
  if (inspection === undefined) throw new Error('the run kept nothing to look at')
  const labelled = new Set(known.filter(({ a }) => a.connection === connection).map(pairText))
  const keysOf = (at: number): readonly [RecordKey, RecordKey] => [
    inspection.keyOf(inspection.pairs.a(at)),
    inspection.keyOf(inspection.pairs.b(at)),
  ]
  const fresh = (at: number): boolean => {
    const [a, b] = keysOf(at)
    return !labelled.has(pairText({ a, b }))
  }
  const kinds = kindsOf(inspection, input.options.threshold, seed)
  return inTurn(kinds, size, fresh, seed).map(({ at, asks }, nth) => ({
    unit: String(nth + 1),
    asks,
    members: keysOf(at).map((key) => ({ key, url: input.source.url(key) })),
  }))
}

function kindsOf(inspection: Inspection, threshold: number, seed: number): readonly Kind[] {
  const { pairs } = inspection
  const bands = ends.slice(0, -1).map((from, at) => {
    const to = Math.min(ends[at + 1] ?? 1, 1)
    const near = from <= threshold && threshold < to
    return { asks: near ? 'near the threshold' : `score ${from} to ${to}`, near, pairs: [] as number[] }
  })
  const vetoed: Kind = { asks: 'a veto keeps them apart', pairs: [] }
  for (let at = 0; at < pairs.length; at++) {
    const score = probabilityOf(pairs.bits(at))
    if (pairs.vetoed(at)) {
      if (score >= threshold) vetoed.pairs.push(at)
    } else bands.findLast((_, band) => score >= (ends[band] ?? 0))?.pairs.push(at)
  }
  const doubtful: Kind = { asks: 'comparisons disagree', pairs: disagreeing(inspection, seed) }
  return [...bands.filter(({ near }) => near), ...bands, doubtful, vetoed]
}

/** Most opposed first. */
function disagreeing({ pairs, look }: Inspection, seed: number): number[] {
  const found: { readonly at: number; readonly bits: number }[] = []
  for (const at of drawWithout(pairs.length, lookedAt, seed)) {
    if (pairs.vetoed(at)) continue
    const { comparisons } = look(pairs.a(at), pairs.b(at))
    const against = -Math.min(0, ...comparisons.map(({ weight }) => weight))
    const bits = Math.min(against, Math.max(0, ...comparisons.map(({ weight }) => weight)))
    if (bits >= opposed) found.push({ at, bits })
  }
  return found.sort((one, other) => other.bits - one.bits || one.at - other.at).map(({ at }) => at)
}

/** One of each kind in turn, each pair once, until there are enough. */
function inTurn(
  kinds: readonly Kind[],
  size: number,
  fresh: (at: number) => boolean,
  seed: number,
): readonly { readonly at: number; readonly asks: string }[] {
  const taken = new Set<number>()
  const queues = kinds.map(({ asks, pairs }, nth) => {
    const order =
      asks === 'comparisons disagree' ? pairs.keys() : drawWithout(pairs.length, 4 * size, seed + nth)
    return { asks, order: [...order].map((place) => pairs[place] ?? 0)[Symbol.iterator]() }
  })
  const drawn: { at: number; asks: string }[] = []
  let open = queues
  while (open.length > 0 && drawn.length < size) {
    open = open.filter(({ asks, order }) => {
      if (drawn.length >= size) return false
      for (const at of order) {
        if (taken.has(at) || !fresh(at)) continue
        taken.add(at)
        drawn.push({ at, asks })
        return true
      }
      return false
    })
  }
  return drawWithout(drawn.length, drawn.length, seed).flatMap((place) => drawn[place] ?? [])
}
