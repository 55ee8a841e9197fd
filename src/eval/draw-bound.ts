import { exitCodes, KitError, type MatchMember } from '../kit/index.ts'
import { BandShape, inBand, modelFigures } from '../labels/band.ts'
import { dataFigures } from '../labels/data-hash.ts'
import { type BoundSample, sampleId } from '../labels/ledger.ts'
import { ruleHash, shortHash } from '../labels/rule-hash.ts'
import { wilsonLower } from '../labels/wilson.ts'
import { atLeast } from '../labels/words.ts'
import { matchRecords } from '../match/index.ts'
import type { AutoBand } from '../policy/auto-schema.ts'
import type { LoadedPolicy } from '../policy/index.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'
import { figure } from '../text/words.ts'
import type { OpenRule } from './open.ts'
import { drawWithout } from './shuffle.ts'

export interface DrawRequest {
  readonly open: OpenRule
  readonly connection: string
  readonly policy: LoadedPolicy
  readonly auto: AutoBand
  /** Score from which the band begins. */
  readonly from: number
  /** Groups to draw. */
  readonly size: number
  readonly seed: number
  readonly now: Date
}

/** A drawn group or pair with its records. */
export interface DrawnUnit {
  readonly unit: string
  /** Why it is asked about; empty for a random sample, which must not be hinted at. */
  readonly asks: string
  readonly members: readonly Pick<MatchMember, 'key' | 'url'>[]
}

export interface DrawnBound {
  readonly sample: BoundSample
  readonly units: readonly DrawnUnit[]
}

/**
 * A seeded uniform random sample of the groups in the band that is to become `auto`, of the rule as it is now. Decisions
 * of people are obeyed as in a scan; what they made is in no band. Throws `BAND_TOO_SMALL` (2).
 */
export async function drawBound(request: DrawRequest): Promise<DrawnBound> {
  const { open, policy, connection, from, seed, now, auto } = request
  const { input, setup, declaration } = open
  const decisions = policy.decisions.filter(({ a }) => a.connection === connection)
  const result = await matchRecords({ ...input, decisions, values: false })
  const shape = new BandShape()
  for (const group of result.groups) if (inBand(group, from)) shape.add(group)
  const { size } = request
  if (shape.groups < size) throw tooSmall(shape.groups, size, from, auto)
  const places = new Map(drawWithout(shape.groups, size, seed).map((place, at) => [place, at]))
  const units = new Array<DrawnUnit>(size)
  let place = 0
  for (const group of result.groups) {
    if (!inBand(group, from)) continue
    const at = places.get(place++)
    if (at === undefined) continue
    const members = group.members.map(({ key, url }) => ({ key, url }))
    units[at] = { unit: group.id, asks: '', members }
  }
  const data = await dataFigures(input.source, declaredFields(declaration))
  const model = modelFigures(result)
  const sample: Omit<BoundSample, 'id'> = {
    rule: setup.rule.id,
    connection,
    drawnAt: now.toISOString(),
    seed,
    ruleHash: ruleHash(setup, policy.policy),
    modelHash: shortHash(model),
    dataHash: data.hash,
    records: data.records,
    revision: data.revision,
    from,
    band: { groups: shape.groups, levels: shape.shares() },
    model: { prior: model.prior, weights: copied(model.weights) },
    units: units.map(({ unit }) => unit),
  }
  return { sample: { ...sample, id: sampleId(sample) }, units }
}

function copied(
  weights: BoundSample['model']['weights'] | Readonly<Record<string, Readonly<Record<string, number>>>>,
) {
  return Object.fromEntries(Object.entries(weights).map(([name, levels]) => [name, { ...levels }]))
}

function tooSmall(groups: number, size: number, from: number, auto: AutoBand): KitError {
  const reach = wilsonLower(groups, groups, auto.confidence)
  const bound = `With all of them labelled and none wrong, the bound would be ${atLeast(reach)}; the policy wants ${atLeast(auto.precision)}.`
  const few = [
    'Decide so few groups one by one:  steward plan review',
    'Or begin the band at a lower score with --from, or ask less with auto.precision in the policy',
  ]
  return new KitError(
    'BAND_TOO_SMALL',
    `${figure(groups)} groups have a score of ${from} or more; the sample needs ${figure(size)}. ${bound}`,
    {
      exit: exitCodes.usage,
      actions: reach >= auto.precision ? [`Draw fewer:  --size ${groups}`] : few,
    },
  )
}
