import type { z } from 'zod'
import { didYouMean, listed } from './nearest.ts'
import type { Problem } from './problems.ts'

export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly description?: string
  readonly default?: unknown
  readonly [key: string]: unknown
}

type Issue = z.core.$ZodIssue

/** What zod found, in words for people. Never quotes a value of the file. */
export function schemaProblems(
  issues: readonly Issue[],
  schema: JsonSchema,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
  more?: string,
): readonly Problem[] {
  return issues
    .flatMap((issue) => problemsOf(issue, [], schema, value, more))
    .map((problem) => ({
      ...problem,
      path: [...prefix, ...(problem.path ?? [])],
    }))
}

function problemsOf(
  issue: Issue,
  above: readonly PropertyKey[],
  schema: JsonSchema,
  value: unknown,
  more: string | undefined,
): readonly Problem[] {
  const path = [...above, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, schema, more))
    case 'invalid_type':
      return [wrongType(path, issue.expected, valueAt(value, path))]
    case 'invalid_value':
      return [wrongValue(path, issue.values.map(String), valueAt(value, path))]
    case 'invalid_union':
      return unionProblems(issue, path, schema, value, more)
    case 'invalid_key':
      return [{ path, at: 'key', message: issue.issues[0]?.message ?? 'is not a possible name' }]
    case 'too_small':
      return [{ path, message: bound(issue.origin, 'at least', issue.minimum, issue.inclusive === false) }]
    case 'too_big':
      return [{ path, message: bound(issue.origin, 'at most', issue.maximum, issue.inclusive === false) }]
    default:
      return [{ path, message: issue.message }]
  }
}

function unknownKey(
  path: readonly PropertyKey[],
  key: string,
  schema: JsonSchema,
  more: string | undefined,
): Problem {
  const known = [...new Set(schemasAt(schema, path).flatMap((at) => Object.keys(at.properties ?? {})))]
  const meant = didYouMean(key, known)
  const hint = [meant ?? (more ? undefined : `Known here: ${listed(known, 16)}`), more]
    .filter(Boolean)
    .join(' ')
  return {
    path: [...path, key],
    at: 'key',
    message: more === undefined ? 'is not a known key' : 'is not an option',
    hint: hint === '' ? undefined : hint,
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'empty',
}

function wrongType(path: readonly PropertyKey[], expected: string, found: unknown): Problem {
  const wanted = typeNames[expected] ?? expected
  if (found === undefined) return { path, message: `is missing, it must be ${wanted}` }
  return { path, message: `must be ${wanted}, not ${typeNames[typeOf(found)] ?? typeOf(found)}` }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function wrongValue(path: readonly PropertyKey[], values: readonly string[], found: unknown): Problem {
  const wanted = values.length === 1 ? `must be ${values[0]}` : `must be one of ${listed(values, 12)}`
  return {
    path,
    message: found === undefined ? `is missing, it ${wanted}` : wanted,
    hint: typeof found === 'string' ? didYouMean(found, values) : undefined,
  }
}

/** Of several allowed shapes the one that was meant: whose complaint lies deepest in the file. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  schema: JsonSchema,
  value: unknown,
  more: string | undefined,
): readonly Problem[] {
  if (issue.discriminator !== undefined && issue.errors.length === 0) {
    const options = (issue as { readonly options?: readonly unknown[] }).options ?? []
    const at = [...path]
    const found = valueAt(value, at)
    return [wrongValue(at, options.map(String), found)]
  }
  const deep = meantBranch(issue.errors, valueAt(value, path))
  if (deep !== null) return deep.flatMap((one) => problemsOf(one, path, schema, value, more))
  const choices = issue.errors.flatMap((branch) => branch.map(choice))
  const words = issue.errors.flatMap((branch) =>
    branch.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : [])),
  )
  const typed = valueAt(value, path)
  return [
    {
      path,
      message: `must be ${[...new Set(choices)].join(' or ')}`,
      hint: typeof typed === 'string' ? didYouMean(typed, words) : undefined,
    },
  ]
}

/** For a map: keys that no branch knows, else the complaints of the branch with the fewest. */
function meantBranch(branches: readonly (readonly Issue[])[], found: unknown): readonly Issue[] | null {
  if (typeOf(found) !== 'object') return null
  const maps = branches.filter(
    (branch) => branch.length > 0 && !branch.some((one) => one.path.length === 0 && isOtherType(one)),
  )
  const unknown = maps.map((branch) => branch.find((one) => one.code === 'unrecognized_keys'))
  const [first] = unknown
  if (first?.code === 'unrecognized_keys') {
    const keys = first.keys.filter((key) =>
      unknown.every((one) => one?.code === 'unrecognized_keys' && one.keys.includes(key)),
    )
    if (keys.length > 0) return [{ ...first, keys }]
  }
  return maps.toSorted((a, b) => a.length - b.length)[0] ?? null
}

function isOtherType(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

function choice(issue: Issue): string {
  if (issue.code === 'invalid_value') return `one of ${listed(issue.values.map(String), 12)}`
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected
  return issue.message
}

function bound(origin: string, word: string, limit: number | bigint, open: boolean): string {
  if (origin === 'string') return limit === 1 ? 'must not be empty' : `must have ${word} ${limit} characters`
  if (origin === 'array') return limit === 1 ? 'must not be empty' : `must have ${word} ${limit} entries`
  if (open) return `must be ${word === 'at least' ? 'greater' : 'less'} than ${limit}`
  return `must be ${word} ${limit}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<PropertyKey, unknown>)[step]
  }
  return at
}

/** The schemas that may apply at a path: a union contributes each of its branches. */
function schemasAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly JsonSchema[] {
  let here = branches(schema)
  for (const step of path) {
    here = here.flatMap((at) => {
      const next =
        typeof step === 'number' ? at.items : (at.properties?.[String(step)] ?? at.additionalProperties)
      return typeof next === 'object' ? branches(next) : []
    })
  }
  return here
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf
  return options === undefined ? [schema] : options.flatMap(branches)
}
