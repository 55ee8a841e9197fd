import type { Comparator } from './comparator.ts'
import type { MatchRun } from './index.ts'
import type { ScoredPairs } from './kernel/gather.ts'
import { bitsOf, type Model } from './model.ts'
import { PairList } from './pairs.ts'
import { type Decided, type Score, scorer, type VetoCheck, vetoes } from './score.ts'
import type { Meetings } from './sides.ts'
import type { RecordTable } from './table.ts'

/** Pairs kept to say what came near; more are counted, not kept. */
const nearKept = 1_000_000
/** Bits under the threshold down to which a pair is shown as near. */
const nearBelow = 7

export interface Judging {
  readonly comparators: readonly Comparator[]
  readonly table: RecordTable
  readonly model: Model
  readonly decided: Decided
  readonly meetings: Meetings
}

export interface Judged {
  readonly score: Score
  readonly veto: VetoCheck
  readonly edges: PairList
  /** Links under the threshold that more likely hold than not. */
  readonly weak: PairList
  readonly near: PairList
  /** Pairs from the floor of an inspection on; label 1 is vetoed. */
  readonly kept: PairList
  readonly reasons: readonly string[]
  readonly counts: { readonly above: number; readonly vetoed: number; readonly nearDropped: number }
}

/** Bits from which pairs are judged at all; all others are as good as unseen. */
export function judgedFrom({ options, inspect }: Pick<MatchRun, 'options' | 'inspect'>): number {
  const floor = inspect === undefined ? Number.POSITIVE_INFINITY : bitsOf(inspect.floor)
  return Math.min(thresholdOf(options) - nearBelow, floor)
}

export function thresholdOf({ threshold }: MatchRun['options']): number {
  return bitsOf(Math.min(threshold, 1 - 1e-9))
}

/** What comes of each scored pair: a link, a near miss, or nothing where a person has decided. */
export function judge(
  { rule, options, inspect }: MatchRun,
  scored: ScoredPairs,
  { comparators, table, model, decided, meetings }: Judging,
): Judged {
  const vetoed = vetoes(rule, comparators, table)
  const veto: VetoCheck = (a, b) => meetings.apart(a, b) ?? vetoed(a, b)
  const threshold = thresholdOf(options)
  const [edges, weak, near, kept] = [new PairList(), new PairList(), new PairList(), new PairList()]
  const floor = inspect === undefined ? Number.POSITIVE_INFINITY : bitsOf(inspect.floor)
  const reasons: string[] = ['far from the other members', 'below the threshold', 'decided apart']
  const counts = { above: 0, vetoed: 0, nearDropped: 0 }
  const keep = (a: number, b: number, bits: number, why: string): void => {
    if (near.length >= nearKept) {
      counts.nearDropped++
      return
    }
    const known = reasons.indexOf(why)
    near.add(a, b, bits, known >= 0 ? known : reasons.push(why) - 1)
  }
  const visit = (a: number, b: number, bits: number): void => {
    const verdict = decided.verdict(a, b)
    if (verdict === 'same' || meetings.isKnown(a, b)) return
    const why = verdict === 'apart' ? 'decided apart' : veto(a, b)
    if (bits >= floor) kept.add(a, b, bits, why === null ? 0 : 1)
    if (bits < threshold - nearBelow) return
    if (bits >= threshold) counts.above++
    if (bits >= threshold && why !== null) counts.vetoed++
    if (why === null && bits >= Math.min(threshold, 0)) (bits >= threshold ? edges : weak).add(a, b, bits)
    if (why !== null || bits < threshold) keep(a, b, bits, why ?? 'below the threshold')
  }
  for (let at = 0; at < scored.a.length; at++) {
    visit(scored.a[at] as number, scored.b[at] as number, scored.bits[at] as number)
  }
  for (const [a, b] of [...decided.same, ...meetings.known]) edges.add(a, b, 1000)
  return { score: scorer(comparators, model), veto, edges, weak, near, kept, reasons, counts }
}
