import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { type Connector, type Decision, exitCodes, KitError } from '../kit/index.ts'
import { crossProblems } from './check.ts'
import { type NamedConnection, setUpConnections } from './connections.ts'
import { readDecisions } from './decisions.ts'
import { matcherRules } from './matchers/rules.ts'
import { type BuiltInPack, openRegistry, type Registry } from './packs/registry.ts'
import { presetLayers } from './presets.ts'
import { type Problem, policyError } from './problems.ts'
import { labelOf, readTextFile } from './read-file.ts'
import { type RuleSetup, setUpRules } from './rules.ts'
import { Policy } from './schema.ts'
import { type JsonSchema, schemaProblems } from './schema-problems.ts'
import { parseYaml, type YamlSource } from './yaml.ts'

export const policyFile = 'steward.yml'

export interface LoadOptions {
  /** Path of the policy; default `steward.yml` in `cwd`, which may be missing. */
  readonly path?: string | undefined
  readonly cwd: string
  readonly packs: readonly BuiltInPack[]
  readonly connectors: readonly Connector[]
}

/** A policy that was read, checked and resolved against the rules and connectors there are. */
export interface LoadedPolicy {
  /** Null when there is no file and everything has its default. */
  readonly path: string | null
  /** Relative paths of the policy start here. */
  readonly folder: string
  /** First 16 hexadecimal digits of SHA-256 over the resolved policy. */
  readonly hash: string
  readonly policy: Policy
  readonly registry: Registry
  /** The rules that are on, by id. */
  readonly rules: ReadonlyMap<string, RuleSetup>
  readonly connections: ReadonlyMap<string, NamedConnection>
  readonly decisions: readonly Decision[]
  /** For people: what was read but has no effect. */
  readonly warnings: readonly string[]
}

/** Throws `POLICY_NOT_FOUND`, `POLICY_INVALID`, `FILE_UNREADABLE`, `PACK_…`, `DECISIONS_INVALID`; all exit 2. */
export async function loadPolicy(options: LoadOptions): Promise<LoadedPolicy> {
  const path = resolve(options.cwd, options.path ?? policyFile)
  const label = labelOf(path, options.cwd)
  const text = readTextFile(path, label)
  if (text === null && options.path !== undefined) throw notFound(label)
  const source = text === null ? null : parseYaml(text)
  const policy = source === null ? Policy.parse({ version: 1 }) : parsePolicy(source, label)
  return resolvePolicy(policy, source, { ...options, path: text === null ? null : path, label })
}

interface Place extends Omit<LoadOptions, 'path'> {
  readonly path: string | null
  readonly label: string
}

async function resolvePolicy(policy: Policy, source: YamlSource | null, place: Place): Promise<LoadedPolicy> {
  const folder = place.path === null ? resolve(place.cwd) : dirname(place.path)
  const pinOf = (index: number): string => {
    const at = source?.position(['plugins', index, 'integrity'], 'value')
    return at === undefined ? '' : `${place.label}:${at.line}:${at.column}  `
  }
  const matchers = matcherRules(policy.matchers)
  await using open = await openRegistry(place.packs, policy.plugins, folder, pinOf, matchers)
  const { registry } = open
  const presets = presetLayers(registry, policy.extends)
  const own = { path: ['rules'], label: place.label, rules: policy.rules }
  const rules = await setUpRules(open, [...presets.layers, own])
  const connections = setUpConnections(policy.connections, place.connectors)
  const problems = [
    ...presets.problems,
    ...rules.problems,
    ...connections.problems,
    ...crossProblems(policy, registry),
  ]
  throwIfAny(problems, source, place.label)
  const decisions = readDecisions(
    resolve(folder, policy.decisions),
    labelOf(resolve(folder, policy.decisions), place.cwd),
  )
  return {
    path: place.path,
    folder,
    hash: hashOf(policy, rules.on),
    policy,
    registry,
    rules: rules.on,
    connections: connections.connections,
    decisions,
    warnings: [],
  }
}

function parsePolicy(source: YamlSource, label: string): Policy {
  throwIfAny(source.problems, source, label)
  if (source.value === null || source.value === undefined) {
    throw new KitError('POLICY_INVALID', `${label}:1:1  is empty`, {
      exit: exitCodes.usage,
      actions: ['Start from a commented one:  steward policy init --force'],
    })
  }
  const parsed = Policy.safeParse(source.value)
  if (parsed.success) return parsed.data
  throw policyError(label, schemaProblems(parsed.error.issues, policySchema(), source.value), source.position)
}

function policySchema(): JsonSchema {
  return z.toJSONSchema(Policy, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}

function throwIfAny(problems: readonly Problem[], source: YamlSource | null, label: string): void {
  if (problems.length === 0) return
  throw policyError(label, problems, source?.position ?? (() => ({ line: 1, column: 1 })))
}

function notFound(label: string): KitError {
  return new KitError('POLICY_NOT_FOUND', `There is no policy file ${label}.`, {
    exit: exitCodes.usage,
    actions: ['Write one:  steward policy init'],
  })
}

function hashOf(policy: Policy, rules: ReadonlyMap<string, RuleSetup>): string {
  const resolved = [...rules].map(([id, { severity, options }]) => ({ id, severity, options }))
  return createHash('sha256').update(canonical({ policy, resolved })).digest('hex').slice(0, 16)
}

/** JSON with sorted keys, so that the order in the file does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
