import { fieldDictionary } from '../../kit/index.ts'
import type { Matcher } from '../matcher-schema.ts'
import { didYouMean, listed } from '../nearest.ts'
import type { Registry } from '../packs/registry.ts'
import type { Problem } from '../problems.ts'
import { matcherPack, matcherRuleId } from './rules.ts'

/** A column that a matcher names, and where. */
export interface NamedField {
  readonly path: readonly PropertyKey[]
  readonly field: string
}

/** What the schema of a matcher cannot see. Columns of an object are known only when its connection is open. */
export function matcherProblems(
  matchers: Readonly<Record<string, Matcher>>,
  registry: Registry,
): readonly Problem[] {
  return Object.entries(matchers).flatMap(([name, matcher]) => [
    ...takenName(name, registry),
    ...unknownFields(name, matcher),
    ...wholeSites(name, matcher),
  ])
}

/** Every field that the matcher names outside the names of its comparisons. */
export function namedFields(name: string, matcher: Matcher): readonly NamedField[] {
  const at = ['matchers', name]
  const isComparison = (field: string): boolean => Object.hasOwn(matcher.compare, field)
  const list = (key: 'show' | 'mergeWithin'): readonly NamedField[] =>
    (matcher[key] ?? []).map((field, index) => ({ path: [...at, key, index], field }))
  return [
    ...comparedFields(matcher, at),
    ...keyParts(matcher, at).filter(({ field }) => !isComparison(field)),
    ...matcher.never
      .map((veto, index) => ({ path: [...at, 'never', index], field: 'of' in veto ? veto.of : veto.parent }))
      .filter(({ field }) => !isComparison(field)),
    ...list('mergeWithin'),
    ...list('show'),
  ]
}

function comparedFields({ compare }: Matcher, at: readonly PropertyKey[]): readonly NamedField[] {
  return Object.entries(compare).flatMap(([comparison, { type, ...parts }]) =>
    Object.entries(parts).flatMap(([part, value]: [string, unknown]) => {
      const path = [...at, 'compare', comparison, part]
      if (typeof value === 'string') return [{ path, field: value }]
      if (!Array.isArray(value)) return []
      return value.map((field: string, index) => ({ path: [...path, index], field }))
    }),
  )
}

function keyParts({ blockOn = [] }: Matcher, at: readonly PropertyKey[]): readonly NamedField[] {
  return blockOn.flatMap((key, row) =>
    key.map((part, column) => ({
      path: [...at, 'blockOn', row, column],
      field: part.replace(/\[.*$/, ''),
    })),
  )
}

function takenName(name: string, registry: Registry): readonly Problem[] {
  const rule = registry.rules.get(matcherRuleId(name))
  if (rule === undefined || rule.pack === matcherPack) return []
  const message = `is taken: there is a rule ${rule.id} already`
  const hint = `Choose another name; findings of a matcher are called ${matcherRuleId('NAME')}.`
  return [{ path: ['matchers', name], at: 'key', message, hint }]
}

function unknownFields(name: string, matcher: Matcher): readonly Problem[] {
  const { entity } = matcher
  if (entity === undefined) return []
  const known = Object.keys(fieldDictionary[entity])
  return namedFields(name, matcher)
    .filter(({ field }) => !known.includes(field))
    .map(({ path, field }) => ({
      path,
      message: `is not a field of ${entity}`,
      hint: didYouMean(field, known) ?? `Known: ${listed(known, 12)}`,
    }))
}

/** A site is several columns; a key takes them one by one. */
function wholeSites(name: string, matcher: Matcher): readonly Problem[] {
  return keyParts(matcher, ['matchers', name]).flatMap(({ path, field }) => {
    const comparison = Object.hasOwn(matcher.compare, field) ? matcher.compare[field] : undefined
    if (comparison?.type !== 'site') return []
    const { type, ...columns } = comparison
    const hint = `Name one of its columns: ${listed(Object.values(columns))}`
    return [{ path, message: 'names a comparison of several columns', hint }]
  })
}
