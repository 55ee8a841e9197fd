import { openLabels } from '../labels/book.ts'
import { labelsOfNext } from '../labels/bound.ts'
import type { Purpose } from '../labels/labels-file.ts'
import { type BoundSample, writeLedger } from '../labels/ledger.ts'
import { ruleHash } from '../labels/rule-hash.ts'
import { labelsNeeded } from '../labels/wilson.ts'
import { autoOf } from '../policy/auto-schema.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'
import { drawBound } from './draw-bound.ts'
import { drawLearning } from './draw-learning.ts'
import { type OpenRequest, openRule } from './open.ts'
import { writeSample } from './sample-file.ts'

export interface SampleRequest extends Omit<OpenRequest, 'column'> {
  readonly for: Purpose
  readonly from: number
  readonly size: number | null
  readonly seed: number
  /** Takes the text of the sheet; the sample is noted down before. */
  readonly write: (chunks: AsyncIterable<string>) => Promise<string>
}

export interface SampleOutcome {
  readonly rule: string
  readonly connection: string
  readonly for: Purpose
  readonly file: string
  readonly units: number
  readonly records: number
  /** Null for learning. */
  readonly sample: Omit<BoundSample, 'units' | 'band' | 'model'> | null
  readonly band: number | null
  /** Labels that the bound needs with so many wrong ones. */
  readonly needed: readonly { readonly wrong: number; readonly labels: number }[]
  /** Where the sample was noted down. */
  readonly ledger: string | null
}

const learningSize = 60

/** Draws pairs or groups to label and writes them for a person. Throws `BAND_TOO_SMALL` (2) and what opening throws. */
export async function runSample(request: SampleRequest): Promise<SampleOutcome> {
  const { policy, target, seed, size } = request
  const book = openLabels(policy)
  await using open = await openRule({ ...request, column: null })
  const { setup, declaration, input } = open
  const compared = declaredFields({ ...declaration, show: [], mergeWithin: [] })
  const fields = [...new Set([...compared, ...declaredFields(declaration)])]
  const common = { rule: setup.rule.id, connection: target.name, for: request.for }
  if (request.for === 'learning') {
    const units = await drawLearning(open, target.name, book.labels, { size: size ?? learningSize, seed })
    const file = await request.write(
      writeSample({ for: 'learning', sample: '', units, source: input.source, fields }),
    )
    const records = 2 * units.length
    return {
      ...common,
      file,
      units: units.length,
      records,
      sample: null,
      band: null,
      needed: [],
      ledger: null,
    }
  }
  const auto = autoOf(policy.policy.auto, setup.rule.id)
  const hash = ruleHash(setup, policy.policy)
  const needed = labelsOfNext({ ...common, ...book, ruleHash: hash, auto })
  const drawn = await drawBound({
    ...request,
    size: size ?? needed,
    open,
    auto,
    ...common,
    now: request.now(),
  })
  const { units } = drawn
  const known = book.ledger.samples.find((one) => isSame(one, drawn.sample))
  const { units: _, band, model: __, ...sample } = known ?? drawn.sample
  if (known === undefined) {
    const samples = [...book.ledger.samples, drawn.sample]
    writeLedger(book.ledgerFile.path, book.ledgerFile.label, { ...book.ledger, samples })
  }
  const sheet = { for: 'bound' as const, sample: sample.id, units, source: input.source, fields }
  const file = await request.write(writeSample(sheet))
  return {
    ...common,
    file,
    units: units.length,
    records: units.reduce((sum, { members }) => sum + members.length, 0),
    sample,
    band: band.groups,
    needed: [0, 1, 2, 3, 5].map((wrong) => ({
      wrong,
      labels: labelsNeeded(auto.precision, auto.confidence, wrong),
    })),
    ledger: book.ledgerFile.label,
  }
}

/** The same draw from the same band is the same sample, and no further chance to be lucky. */
function isSame(one: BoundSample, other: BoundSample): boolean {
  return (
    one.ruleHash === other.ruleHash &&
    one.dataHash === other.dataHash &&
    String(one.units) === String(other.units)
  )
}
