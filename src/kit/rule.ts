import { z } from 'zod'
import type { Fact, FactKind } from './fact.ts'
import type { Report, Severity } from './finding.ts'
import type { BlockingKey, Comparison, Veto } from './match.ts'
import { type CrmRecord, type Entity, type FieldName, fieldDictionary, type Value } from './record.ts'

/** Options are a zod `strictObject` with a default for every key, so that `{}` is valid. */
export type OptionsShape = z.ZodObject

export interface RuleMeta<Options extends OptionsShape = OptionsShape> {
  /** `family/what-is-wrong`, lower case with hyphens. */
  readonly id: `${string}/${string}`
  /** One sentence: what the rule finds. */
  readonly summary: string
  /** What it costs to leave it as it is. */
  readonly why: string
  /** What to do about it. */
  readonly remedy: string
  readonly severity: Severity
  readonly tags: readonly string[]
  /** Ids of published controls this maps to, e.g. `SBS-ACS-004`. */
  readonly controls?: readonly string[]
  readonly options: Options
  /** Messages by id; `{name}` is filled from the report's `data`. */
  readonly messages: Readonly<Record<string, string>>
}

export interface RuleContext<Options> {
  readonly options: Options
  /** The moment the scan speaks about, ISO 8601. Never use the clock. */
  readonly asOf: string
  readonly report: (report: Report) => void
}

/** Looks at one record at a time. */
export interface RecordRule<E extends Entity = Entity, Options extends OptionsShape = OptionsShape> {
  readonly shape: 'record'
  readonly meta: RuleMeta<Options>
  readonly entity: E
  /** Only records of these kinds; all when absent. */
  readonly kinds?: readonly string[]
  /** Canonical fields that `check` reads; only these are filled. */
  readonly fields: readonly FieldName<E>[]
  /** Native fields that `check` reads, per object: `{ Contact: ['ERP_Id__c'] }`. */
  readonly native?: Readonly<Record<string, readonly string[]>>
  /** SQL condition over canonical fields that narrows what is read, e.g. `email IS NOT NULL`. */
  readonly where?: string
  readonly check: (record: CrmRecord<E>, context: RuleContext<z.output<Options>>) => void
}

/** Says declaratively which records are one; the engine runs it. */
export interface MatchRule<Options extends OptionsShape = OptionsShape> {
  readonly shape: 'match'
  readonly meta: RuleMeta<Options>
  readonly entity: Entity
  readonly kinds: readonly string[]
  readonly compare: Readonly<Record<string, Comparison>>
  readonly blockOn: readonly BlockingKey[]
  readonly never: readonly Veto[]
  /** Members that differ in one of these (or in their object) are not merged in one go. `recordType` by default. */
  readonly mergeWithin: readonly string[]
  /** Canonical fields shown beside each other when a person decides, besides those compared. */
  readonly show: readonly string[]
}

/** Answers of a read-only SQL query over the snapshot's views: one object per row. */
export type QueryRow = Readonly<Record<string, Value>>

export interface OrgRuleContext<Options> extends RuleContext<Options> {
  /** Name of the connection, for the records of a report. */
  readonly connection: string
  /** Read-only SQL (DuckDB) over the views `person`, `company`, … and the fact tables. */
  readonly query: (sql: string, parameters?: readonly Value[]) => Promise<readonly QueryRow[]>
  /** Throws `KitError` `FACTS_MISSING` when the login may not see them. */
  readonly facts: <K extends FactKind>(kind: K) => Promise<readonly Extract<Fact, { kind: K }>[]>
}

/** Looks at the org as a whole. */
export interface OrgRule<Options extends OptionsShape = OptionsShape> {
  readonly shape: 'org'
  readonly meta: RuleMeta<Options>
  readonly needs: {
    readonly entities?: Readonly<Partial<Record<Entity, readonly string[]>>>
    readonly facts?: readonly FactKind[]
  }
  readonly run: (context: OrgRuleContext<z.output<Options>>) => Promise<void>
}

/** What an across rule may say: see `AcrossRule`. */
export type AcrossMessage = 'differs' | 'blank' | 'contradicts' | 'onlyIn'

/**
 * Says declaratively which records of different connections are one, and in which fields they should agree. Runs once
 * per scan over all connections that it names. `{where}`, `{fields}` and `{records}` are filled in its messages:
 * `differs` and `blank` (empty on one side), `contradicts` (linked by a sync, though they look like two; `{link}`),
 * `onlyIn` (no counterpart in `{others}`).
 */
export interface AcrossRule<Options extends OptionsShape = OptionsShape>
  extends Omit<MatchRule<Options>, 'shape' | 'mergeWithin'> {
  readonly shape: 'across'
}

// biome-ignore lint/suspicious/noExplicitAny: a list of rules holds rules of every entity and options type
export type Rule = RecordRule<any, any> | MatchRule<any> | OrgRule<any> | AcrossRule<any>

export function recordRule<const E extends Entity, Options extends OptionsShape>(
  rule: Omit<RecordRule<E, Options>, 'shape'>,
): RecordRule<E, Options> {
  return { shape: 'record', ...rule }
}

/** Options that every match rule has; a rule may `extend` them. */
export const matchOptions = z.strictObject({
  threshold: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.95)
    .describe('Probability from which two records are taken for one.'),
  blockCap: z
    .int()
    .min(2)
    .max(100_000)
    .default(500)
    .describe('Records that share a key; larger blocks are split.'),
  maxGroup: z.int().min(2).max(1000).default(50).describe('Larger groups are split at a higher threshold.'),
})

/** Fills the defaults: `never` and `show` empty, `mergeWithin` `['recordType']`, options `matchOptions`. */
export function matchRule<Options extends OptionsShape = typeof matchOptions>(
  rule: Omit<MatchRule<Options>, 'shape' | 'meta' | 'never' | 'mergeWithin' | 'show'> &
    Partial<Pick<MatchRule<Options>, 'never' | 'mergeWithin' | 'show'>> & {
      readonly meta: Omit<RuleMeta<Options>, 'options'> & { readonly options?: Options }
    },
): MatchRule<Options> {
  const { meta, ...rest } = rule
  const options = (meta.options ?? matchOptions) as Options
  return {
    shape: 'match',
    never: [],
    mergeWithin: ['recordType'],
    show: [],
    ...rest,
    meta: { ...meta, options },
  }
}

/** Fields of the row itself, or ids within one CRM: they never agree. */
const ofTheRow =
  /^((owner|company|household|reportsTo|person|related|parent)Id|(created|modified)(At|By)|last(Activity|Touch)(At|Source)|nextActivityAt|openWork|recordType|currency)$/

function acrossOptions(entity: Entity, agree: readonly string[]) {
  const fields = Object.keys(fieldDictionary[entity]).filter((field) => !ofTheRow.test(field))
  return matchOptions.extend({
    fields: z
      .array(z.enum(fields as [string, ...string[]]))
      .default([...agree])
      .describe('Fields in which the records should agree.'),
    blanks: z
      .boolean()
      .default(true)
      .describe('Also report records that differ only by what is empty on one side.'),
    oneSided: z
      .boolean()
      .default(false)
      .describe('Also report records without a counterpart in another connection.'),
  })
}

/** `agree`: fields that are compared unless the option `fields` names others. `never` and `show` are empty by default. */
export function acrossRule(
  rule: Omit<AcrossRule, 'shape' | 'meta' | 'never' | 'show'> &
    Partial<Pick<AcrossRule, 'never' | 'show'>> & {
      readonly agree: readonly string[]
      readonly meta: Omit<RuleMeta, 'options' | 'messages'> & {
        readonly messages: Readonly<Record<AcrossMessage, string>>
      }
    },
): AcrossRule {
  const { meta, agree, ...rest } = rule
  const options = acrossOptions(rule.entity, agree)
  return { shape: 'across', never: [], show: [], ...rest, meta: { ...meta, options } }
}

export function orgRule<Options extends OptionsShape>(
  rule: Omit<OrgRule<Options>, 'shape'>,
): OrgRule<Options> {
  return { shape: 'org', ...rule }
}

/** What a rule pack exports as its default: rules, and presets as data. */
export interface RulePack {
  readonly name: string
  readonly rules: readonly Rule[]
  /** Policies by name that `extends` may refer to as `<pack>/<preset>`. */
  readonly presets?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export function defineRulePack(pack: RulePack): RulePack {
  return pack
}
