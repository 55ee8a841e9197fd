import type { Entity, Evidence, MatchGroup } from '../kit/index.ts'
import { BandShape, inBand, modelFigures } from '../labels/band.ts'
import { boundOf, openLabels } from '../labels/book.ts'
import type { Bound } from '../labels/bound.ts'
import { dataFigures } from '../labels/data-hash.ts'
import { driftOf } from '../labels/drift.ts'
import type { BoundSample } from '../labels/ledger.ts'
import { atLeast } from '../labels/words.ts'
import type { MatchResult, MatchSource } from '../match/index.ts'
import { autoOf } from '../policy/auto-schema.ts'
import type { RuleSetup } from '../policy/index.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'
import type { Snapshot } from '../snapshot/index.ts'
import type { OrgScan } from './org-scan.ts'

/** Who lies in the band `auto` of this scan. */
export interface AutoGroups {
  readonly of: (group: MatchGroup) => MatchGroup
  /** What labels say, for findings in the band. */
  readonly evidence: readonly Evidence[]
  /** Why a sample that was drawn grants nothing; null when it does, or none was drawn. */
  readonly why: string | null
}

type Declared = Extract<RuleSetup['rule']['declaration'], { shape: 'match' }>

/** The band `auto` is granted by a bound from labels that still speaks of this rule, this model and these data. */
export async function autoGroups(
  { policy, connection, snapshot, asOf }: Pick<OrgScan, 'policy' | 'connection' | 'snapshot' | 'asOf'>,
  setup: RuleSetup,
  source: MatchSource,
  result: MatchResult,
): Promise<AutoGroups> {
  const { declaration } = setup.rule
  const book = openLabels(policy)
  if (declaration.shape !== 'match' || !book.ledger.samples.some(({ rule }) => rule === setup.rule.id)) {
    return nobody(null)
  }
  const verdict = boundOf(book, policy, setup, connection, new Date(asOf))
  if (!verdict.granted) return nobody(verdict.why)
  const { sample, bound } = verdict
  const shape = new BandShape()
  for (const group of result.groups) if (inBand(group, sample.from)) shape.add(group)
  const { drift } = autoOf(policy.policy.auto, setup.rule.id)
  const since = {
    changed: await changedSince(sample, snapshot, declaration, source),
    levels: shape.shares(),
    groups: shape.groups,
    model: modelFigures(result),
  }
  const { why } = driftOf({ levels: sample.band.levels, model: sample.model }, since, drift)
  if (why !== null) return nobody(`sample ${sample.id} has expired: ${why}`)
  return {
    of: (group) => (inBand(group, sample.from) ? { ...group, band: 'auto' } : group),
    evidence: [{ label: 'band', value: boundText(bound), personal: false }],
    why: null,
  }
}

function nobody(why: string | null): AutoGroups {
  return { of: (group) => group, evidence: [], why }
}

function boundText({ lower, labels, errors, sample }: Bound): string {
  return `auto: right in at least ${atLeast(lower)} of groups, by ${labels} labels with ${errors} errors (sample ${sample})`
}

/** Share of records that were made or changed since; null when nobody can tell. */
async function changedSince(
  sample: BoundSample,
  snapshot: Snapshot,
  { entity, kinds, ...rule }: Declared,
  source: MatchSource,
): Promise<number | null> {
  if (sample.revision === null) {
    const { hash } = await dataFigures(source, declaredFields(rule))
    return hash === sample.dataHash ? 0 : null
  }
  const [row] = await snapshot.query(
    `SELECT count(*) AS records, count(*) FILTER (WHERE _revision IS NULL) AS unknown,
      count(*) FILTER (WHERE _revision > $1) AS changed FROM ${view(entity)} WHERE _kind IN (${listOf(kinds)})`,
    [sample.revision],
  )
  const [records, unknown, changed] = [row?.records, row?.unknown, row?.changed].map(Number)
  if (unknown !== 0 || records === undefined || changed === undefined) return null
  return records === 0 ? 0 : changed / records
}

function view(entity: Entity): string {
  return `"${entity}"`
}

function listOf(kinds: readonly string[]): string {
  return kinds.map((kind) => `'${kind.replaceAll("'", "''")}'`).join(', ')
}
