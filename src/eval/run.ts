import { join } from 'node:path'
import { exitCodes, isKitError, KitError } from '../kit/index.ts'
import { boundOf, type LabelBook, openLabels } from '../labels/book.ts'
import type { BoundVerdict } from '../labels/bound.ts'
import { readLedger, withLook, writeLedger } from '../labels/ledger.ts'
import { ruleHash, shortHash } from '../labels/rule-hash.ts'
import type { Inspection } from '../match/index.ts'
import { evaluate, type Figures } from './evaluate.ts'
import { type OpenRequest, openRule } from './open.ts'
import { columnValues, readPairs, saidInLabels } from './read-truth.ts'
import { entityTruth, pairTruth, type SaidPair, type Truth } from './truth.ts'

/** Where the truth is from. */
export type TruthSource =
  | { readonly by: 'column'; readonly column: string }
  | { readonly by: 'pairs'; readonly file: string }
  | { readonly by: 'labels' }

export interface EvalRequest extends Omit<OpenRequest, 'column'> {
  readonly truth: TruthSource
  readonly seed: number
  readonly shown: number
  readonly ablation: boolean
}

export interface Evaluation extends Omit<Figures, 'truth'> {
  readonly rule: string
  readonly connection: string
  readonly ruleHash: string
  readonly threshold: number
  readonly seed: number
  readonly truth: TruthFacts
  /** How often these labels were looked at by this rule as it is, and how many versions of it did. */
  readonly looks: { readonly times: number; readonly versions: number }
  /** Whether labels grant the band `auto`. */
  readonly auto: BoundVerdict
}

export interface TruthFacts {
  /** In words for people. */
  readonly source: string
  readonly kind: Truth['kind']
  /** Records whose entity is known, or labelled pairs. */
  readonly known: number
  /** Records without a value in the column, or labels that are unsure or about records that are not there. */
  readonly unknown: number
  readonly entities: number | null
  readonly truePairs: number
}

/** Reads, matches and measures. Throws `NO_TRUTH` (2) and what opening, reading labels and matching throw. */
export async function runEvaluation(request: EvalRequest): Promise<Evaluation> {
  const { truth: source, policy, target, now } = request
  const book = openLabels(policy)
  const said = saidPairs(source, book, target.name)
  await using open = await openRule({ ...request, column: source.by === 'column' ? source.column : null })
  const { setup, input } = open
  const truth = (inspection: Inspection): Promise<Truth> =>
    source.by === 'column'
      ? entityTruth(inspection, columnValues(open, source.column))
      : Promise.resolve(pairTruth(inspection, said))
  const { seed, shown, ablation } = request
  const figures = await evaluate({ run: input, truth, seed, shown, ablation })
  if (truePairsOf(figures.truth) === 0) throw noTruth(source, target.name)
  const hash = ruleHash(setup, policy.policy)
  const labels = source.by === 'pairs' ? `pairs ${shortHash(said)}` : labelsName(source, target.name)
  const { uncounted, ...looks } = noteLook(request, book, { labels, rule: setup.rule.id, ruleHash: hash })
  return {
    ...figures,
    warnings: [...figures.warnings, ...uncounted],
    rule: setup.rule.id,
    connection: target.name,
    ruleHash: hash,
    threshold: input.options.threshold,
    seed,
    truth: factsOf(source, figures.truth, figures.records),
    looks,
    auto: boundOf(book, policy, setup, target.name, now()),
  }
}

function saidPairs(source: TruthSource, book: LabelBook, connection: string): readonly SaidPair[] {
  if (source.by === 'column') return []
  const said = source.by === 'pairs' ? readPairs(source.file) : saidInLabels(book.labels, connection)
  if (said.length === 0) throw noTruth(source, connection)
  return said
}

function truePairsOf(truth: Truth): number {
  return truth.kind === 'entities' ? truth.truePairs : truth.pairs.length
}

function labelsName(source: TruthSource, connection: string): string {
  return source.by === 'column' ? `column ${source.column} of ${connection}` : `labels of ${connection}`
}

function factsOf(source: TruthSource, truth: Truth, records: number): TruthFacts {
  if (truth.kind === 'pairs') {
    const { pairs, unsure, missing } = truth
    const truePairs = pairs.filter(({ same }) => same).length
    const name = source.by === 'pairs' ? `pairs in ${source.file}` : 'labels of the policy'
    return {
      source: name,
      kind: 'pairs',
      known: pairs.length,
      unknown: unsure + missing,
      entities: null,
      truePairs,
    }
  }
  const { known, sizes, truePairs } = truth
  const name = source.by === 'column' ? `column ${source.column}` : ''
  return {
    source: name,
    kind: 'entities',
    known,
    unknown: records - known,
    entities: sizes.length,
    truePairs,
  }
}

/**
 * Beside the labels where they are a file of the policy, else under `STEWARD_HOME`. Where that cannot be written the
 * figures are not lost.
 */
function noteLook(
  { home, truth, now }: EvalRequest,
  book: LabelBook,
  look: Parameters<typeof withLook>[1],
): Evaluation['looks'] & { readonly uncounted: readonly string[] } {
  const own = join(home, 'eval-looks.json')
  const { path, label } = truth.by === 'labels' ? book.ledgerFile : { path: own, label: own }
  const { ledger, times, versions } = withLook(readLedger(path, label), look, now().toISOString())
  try {
    writeLedger(path, label, ledger)
    return { times, versions, uncounted: [] }
  } catch (error) {
    if (!isKitError(error)) throw error
    return { times, versions, uncounted: [`This look at the labels is not counted: ${error.message}`] }
  }
}

function noTruth(source: TruthSource, connection: string): KitError {
  const what =
    source.by === 'column'
      ? `No two records have the same value in column ${source.column}: there is nothing to find.`
      : `No labelled pair of ${connection} is known.`
  return new KitError('NO_TRUTH', what, {
    exit: exitCodes.usage,
    actions: [
      'Name a column in which records of one entity have the same value:  --truth-column NAME',
      'Or a CSV file with two ids and yes or no:  --pairs FILE',
      'Or label pairs of your own:  steward eval sample --for learning',
    ],
  })
}
