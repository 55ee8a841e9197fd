import { groupId } from '../match/groups.ts'
import type { AutoBand } from '../policy/auto-schema.ts'
import { figure } from '../text/words.ts'
import { type Label, lastWords } from './labels-file.ts'
import type { BoundSample, Ledger } from './ledger.ts'
import { labelsNeeded, wilsonLower } from './wilson.ts'
import { atLeast } from './words.ts'

/** What labels say about a band. */
export interface Bound {
  readonly sample: string
  readonly from: number
  /** Share of right groups, at least. */
  readonly lower: number
  readonly labels: number
  /** Of which wrong, unsure or without a label. */
  readonly errors: number
  /** Of that bound, after the samples before it were taken into account. */
  readonly confidence: number
  readonly drawnAt: string
  readonly ruleHash: string
}

export type BoundVerdict =
  | { readonly granted: true; readonly bound: Bound; readonly sample: BoundSample }
  | {
      readonly granted: false
      readonly why: string
      readonly bound: Bound | null
      /** Labels that a new sample needs when none is wrong, after those that were labelled. */
      readonly needed: number
    }

export interface BoundRequest {
  readonly rule: string
  readonly ruleHash: string
  readonly connection: string
  readonly labels: readonly Label[]
  readonly ledger: Ledger
  readonly auto: AutoBand
  readonly now: Date
}

const day = 86_400_000

/** Whether labels grant the band `auto` to a rule, before the data are looked at: the newest sample that does. */
export function judgeBound(request: BoundRequest): BoundVerdict {
  const { rule, connection, ledger, auto } = request
  const { precision, confidence } = auto
  const needed = labelsOfNext(request)
  const own = ledger.samples.filter((one) => one.rule === rule && one.connection === connection)
  const newest = own.at(-1)
  if (newest === undefined) return lacking('no random sample was drawn', null, needed)
  const frozen = own.filter((one) => one.ruleHash === request.ruleHash)
  if (frozen.length === 0) {
    return lacking(`the rule was changed after sample ${newest.id} was drawn`, null, needed)
  }
  const looked = frozen.map((sample) => ({ sample, ...countOf(sample, request.labels) }))
  const judged = looked.filter(({ labelled }) => labelled > 0)
  // Every sample that was labelled was a chance to be lucky (Bonferroni).
  const each = shared(confidence, judged.length)
  const verdicts = looked.map(({ sample, labelled, right }) => {
    const labels = sample.units.length
    const bound: Bound = {
      sample: sample.id,
      from: sample.from,
      lower: wilsonLower(right, labels, each),
      labels,
      errors: labels - right,
      confidence: each,
      drawnAt: sample.drawnAt,
      ruleHash: sample.ruleHash,
    }
    const why = shortfall(bound, labelled, auto, request.now, labelsNeeded(precision, each, labels - right))
    return { sample, bound, why }
  })
  const granted = verdicts.findLast(({ why }) => why === null)
  if (granted !== undefined) return { granted: true, bound: granted.bound, sample: granted.sample }
  const last = verdicts.at(-1)
  return lacking(last?.why ?? 'no random sample was drawn', last?.bound ?? null, needed)
}

/** Labels without an error that one more sample of a rule needs. */
export function labelsOfNext({
  rule,
  ruleHash,
  connection,
  labels,
  ledger,
  auto,
}: Omit<BoundRequest, 'now'>): number {
  const frozen = ledger.samples.filter(
    (one) => one.rule === rule && one.connection === connection && one.ruleHash === ruleHash,
  )
  const judged = frozen.filter((sample) => countOf(sample, labels).labelled > 0)
  return labelsNeeded(auto.precision, shared(auto.confidence, judged.length + 1))
}

function shared(confidence: number, samples: number): number {
  return 1 - (1 - confidence) / Math.max(1, samples)
}

function lacking(why: string, bound: Bound | null, needed: number): BoundVerdict {
  return { granted: false, why, bound, needed }
}

function shortfall(
  { sample, lower, labels, errors, confidence, drawnAt }: Bound,
  labelled: number,
  { precision, within }: AutoBand,
  now: Date,
  needed: number,
): string | null {
  const age = now.getTime() - Date.parse(drawnAt)
  if (age > Number.parseInt(within, 10) * day)
    return `sample ${sample} was drawn at ${drawnAt}; the policy lets it get ${within} old`
  if (labelled < labels && lower < precision)
    return `${figure(labelled)} of the ${figure(labels)} groups of sample ${sample} have a label`
  if (lower >= precision) return null
  return (
    `sample ${sample} shows only ${atLeast(lower)} (${figure(errors)} of ${figure(labels)} wrong or unsure, confidence ${atLeast(confidence)}); ` +
    `the policy wants ${atLeast(precision)}, which takes ${figure(needed)} labels with as many errors`
  )
}

/** A drawn group is right when a person said of every further member that it is the same as the first. */
function countOf(
  sample: BoundSample,
  labels: readonly Label[],
): { readonly labelled: number; readonly right: number } {
  const own = labels.filter((one) => one.for === 'bound' && one.sample === sample.id)
  const byUnit = Map.groupBy(lastWords(own), ({ unit }) => unit)
  let labelled = 0
  let right = 0
  for (const unit of sample.units) {
    const said = byUnit.get(unit)
    if (said === undefined) continue
    labelled++
    const keys = new Map(
      said.flatMap(({ a, b }) => [a, b]).map((key) => [`${key.object}\n${key.id}`, { key }]),
    )
    const whole = groupId([...keys.values()]) === unit
    if (whole && said.every(({ label }) => label === 'same')) right++
  }
  return { labelled, right }
}
