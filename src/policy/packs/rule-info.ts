import { z } from 'zod'
import type {
  AcrossRule,
  BlockingKey,
  Comparison,
  Entity,
  FactKind,
  MatchRule,
  OrgRule,
  RecordRule,
  Rule,
  RulePack,
  Severity,
  Veto,
} from '../../kit/index.ts'
import type { JsonSchema } from '../schema-problems.ts'

/** What a rule declares besides its meta data. */
type Declaration =
  | {
      readonly shape: 'record'
      readonly entity: Entity
      readonly kinds: readonly string[] | null
      readonly fields: readonly string[]
      readonly native: Readonly<Record<string, readonly string[]>>
      readonly where: string | null
    }
  | {
      readonly shape: 'match'
      readonly entity: Entity
      readonly kinds: readonly string[]
      readonly compare: Readonly<Record<string, Comparison>>
      readonly blockOn: readonly BlockingKey[]
      readonly never: readonly Veto[]
      readonly mergeWithin: readonly string[]
      readonly show: readonly string[]
    }
  | {
      readonly shape: 'org'
      readonly entities: Readonly<Partial<Record<Entity, readonly string[]>>>
      readonly facts: readonly FactKind[]
    }
  | {
      readonly shape: 'across'
      readonly entity: Entity
      readonly kinds: readonly string[]
      readonly compare: Readonly<Record<string, Comparison>>
      readonly blockOn: readonly BlockingKey[]
      readonly never: readonly Veto[]
      readonly show: readonly string[]
    }
  /** Reported by Steward itself, e.g. `scan/incomplete`. */
  | { readonly shape: 'engine' }

/** A rule without its code: what can leave a worker. */
export interface RuleInfo {
  readonly id: string
  readonly summary: string
  readonly why: string
  readonly remedy: string
  /** Unless the policy says otherwise. */
  readonly severity: Severity
  readonly tags: readonly string[]
  readonly controls: readonly string[]
  readonly messages: Readonly<Record<string, string>>
  /** JSON schema of the options. */
  readonly options: JsonSchema
  readonly declaration: Declaration
}

export interface PackInfo {
  readonly name: string
  readonly rules: readonly RuleInfo[]
  readonly presets: Readonly<Record<string, unknown>>
}

export function describePack(pack: RulePack): PackInfo {
  return {
    name: pack.name,
    rules: pack.rules.map(describeRule),
    presets: structuredClone(pack.presets ?? {}),
  }
}

export function describeRule(rule: Rule): RuleInfo {
  const { meta } = rule
  return {
    id: meta.id,
    summary: meta.summary,
    why: meta.why,
    remedy: meta.remedy,
    severity: meta.severity,
    tags: [...meta.tags],
    controls: [...(meta.controls ?? [])],
    messages: { ...meta.messages },
    options: optionsSchema(meta.options),
    declaration: declarationOf(rule),
  }
}

export function optionsSchema(options: z.ZodType): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' })
  return schema as JsonSchema
}

function declarationOf(rule: Rule): Declaration {
  switch (rule.shape) {
    case 'record':
      return recordDeclaration(rule)
    case 'match':
      return matchDeclaration(rule)
    case 'org':
      return orgDeclaration(rule)
    case 'across':
      return acrossDeclaration(rule)
  }
}

function recordDeclaration(rule: RecordRule): Declaration {
  const { entity, kinds, fields, native, where } = rule
  return {
    shape: 'record',
    entity,
    kinds: kinds ?? null,
    fields: [...fields],
    native: native ?? {},
    where: where ?? null,
  }
}

function matchDeclaration(rule: MatchRule): Declaration {
  const { entity, kinds, compare, blockOn, never, mergeWithin, show } = rule
  return structuredClone({ shape: 'match', entity, kinds, compare, blockOn, never, mergeWithin, show })
}

function acrossDeclaration(rule: AcrossRule): Declaration {
  const { entity, kinds, compare, blockOn, never, show } = rule
  return structuredClone({ shape: 'across', entity, kinds, compare, blockOn, never, show })
}

function orgDeclaration(rule: OrgRule): Declaration {
  return { shape: 'org', entities: rule.needs.entities ?? {}, facts: [...(rule.needs.facts ?? [])] }
}
