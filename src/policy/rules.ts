import type { Severity } from '../kit/index.ts'
import { globMatcher } from './glob.ts'
import { didYouMean } from './nearest.ts'
import type { OpenRegistry, RegisteredRule, Registry } from './packs/registry.ts'
import type { Problem } from './problems.ts'
import type { RuleSetting } from './schema.ts'
import { type JsonSchema, schemaProblems } from './schema-problems.ts'

/** A rule that is on, as presets and policy set it. */
export interface RuleSetup {
  readonly rule: RegisteredRule
  readonly severity: Severity
  /** Parsed by the rule's own schema, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface RuleLayer {
  /** Null for a preset. */
  readonly path: readonly PropertyKey[] | null
  /** For people. */
  readonly label: string
  readonly rules: Readonly<Record<string, RuleSetting>>
}

interface Draft {
  on: boolean
  severity: Severity
  options: Record<string, unknown>
  /** Where an option was set last. */
  readonly origins: Map<string, { readonly layer: RuleLayer; readonly key: string }>
}

export interface RuleSetups {
  readonly on: ReadonlyMap<string, RuleSetup>
  readonly problems: readonly Problem[]
}

/** Applies presets and policy in order; in each the patterns first, then the exact ids. */
export async function setUpRules(open: OpenRegistry, layers: readonly RuleLayer[]): Promise<RuleSetups> {
  const problems: Problem[] = []
  const drafts = new Map<string, Draft>()
  for (const rule of open.registry.rules.values()) {
    const on = rule.declaration.shape === 'engine'
    drafts.set(rule.id, { on, severity: rule.severity, options: {}, origins: new Map() })
  }
  for (const layer of layers) {
    const keys = Object.keys(layer.rules)
    const ordered = [...keys.filter((key) => key.includes('*')), ...keys.filter((key) => !key.includes('*'))]
    for (const key of ordered) problems.push(...applySetting(open.registry, drafts, layer, key))
  }
  const on = new Map<string, RuleSetup>()
  for (const [id, draft] of drafts) {
    const rule = open.registry.rules.get(id)
    if (rule === undefined || !draft.on) continue
    const parsed = await open.parse(rule, draft.options)
    if (parsed.issues !== undefined) problems.push(...optionProblems(rule, draft, parsed.issues))
    on.set(id, { rule, severity: draft.severity, options: (parsed.value ?? {}) as Record<string, unknown> })
  }
  return { on, problems }
}

function applySetting(
  registry: Registry,
  drafts: ReadonlyMap<string, Draft>,
  layer: RuleLayer,
  key: string,
): readonly Problem[] {
  const matches = globMatcher(key)
  const hit = [...registry.rules.values()].filter((rule) => matches(rule.id))
  const targets = key.includes('*') ? hit.filter((rule) => rule.declaration.shape !== 'engine') : hit
  if (hit.length === 0) return layer.path === null ? [] : [unknownRule(registry, [...layer.path, key], key)]
  const setting = layer.rules[key]
  if (setting === undefined) return []
  const { severity, ...options } = typeof setting === 'string' ? { severity: undefined } : setting
  const problems: Problem[] = []
  for (const name of key.includes('*') ? Object.keys(options) : []) {
    if (targets.some((rule) => takes(rule, name))) continue
    problems.push({
      path: [...(layer.path ?? []), key, name],
      at: 'key',
      message: 'is an option of none of these rules',
    })
  }
  for (const rule of targets) {
    const draft = drafts.get(rule.id)
    if (draft === undefined) continue
    draft.on = setting !== 'off'
    if (typeof setting === 'string' && setting !== 'on' && setting !== 'off') draft.severity = setting
    if (severity !== undefined) draft.severity = severity
    for (const [name, value] of Object.entries(options)) {
      if (key.includes('*') && !takes(rule, name)) continue
      draft.options[name] = value
      draft.origins.set(name, { layer, key })
    }
  }
  return problems
}

function takes(rule: RegisteredRule, option: string): boolean {
  return Object.hasOwn(rule.options.properties ?? {}, option)
}

export function unknownRule(registry: Registry, path: readonly PropertyKey[], id: string): Problem {
  const meant = didYouMean(id, registry.rules.keys())
  return {
    path,
    at: path.at(-1) === id ? 'key' : 'value',
    message: path.at(-1) === id ? 'is not a rule' : 'names no rule',
    hint: [meant, 'All rules: steward rule list'].filter(Boolean).join(' '),
  }
}

function optionProblems(rule: RegisteredRule, draft: Draft, issues: readonly unknown[]): readonly Problem[] {
  const more = `Options: steward rule explain ${rule.id}`
  const found = schemaProblems(
    issues as Parameters<typeof schemaProblems>[0],
    rule.options as JsonSchema,
    draft.options,
    [],
    more,
  )
  return found.map((problem) => {
    const option = String(problem.path?.[0] ?? '')
    const origin = draft.origins.get(option)
    const hint = problem.hint ?? more
    if (origin?.layer.path)
      return { ...problem, hint, path: [...origin.layer.path, origin.key, ...(problem.path ?? [])] }
    const message = `${origin?.layer.label ?? rule.id} sets ${rule.id} ${option}, which ${problem.message}`
    return { path: ['extends'], message, hint }
  })
}
