import { entities, fieldDictionary } from '../kit/index.ts'
import { globMatcher } from './glob.ts'
import { matcherProblems } from './matchers/check.ts'
import { didYouMean, listed } from './nearest.ts'
import type { Registry } from './packs/registry.ts'
import type { Problem } from './problems.ts'
import { unknownRule } from './rules.ts'
import type { Policy } from './schema.ts'

/** What a schema cannot see: names that must exist elsewhere. */
export function crossProblems(policy: Policy, registry: Registry): readonly Problem[] {
  return [
    ...objectProblems(policy),
    ...waiverProblems(policy, registry),
    ...sufficientRuleProblems(policy, registry),
    ...sufficientProblems(policy),
    ...matcherProblems(policy.matchers, registry),
    ...Object.entries(policy.matchers).flatMap(([matcher, { connections = [] }]) =>
      connections.flatMap((name, index) =>
        connectionProblem(policy, name, ['matchers', matcher, 'connections', index]),
      ),
    ),
  ]
}

function objectProblems(policy: Policy): readonly Problem[] {
  return Object.entries(policy.objects).flatMap(([object, entry]) => {
    const path = ['objects', object]
    const known = entry.entity === undefined ? everyField : Object.keys(fieldDictionary[entry.entity])
    const where = entry.entity === undefined ? 'any entity' : entry.entity
    const fields = Object.keys(entry.fields).filter((name) => !known.includes(name))
    return [
      ...fields.map((name) => unknownField([...path, 'fields', name], name, known, where, 'key')),
      ...(entry.connections ?? []).flatMap((name, index) =>
        connectionProblem(policy, name, [...path, 'connections', index]),
      ),
    ]
  })
}

const everyField = [...new Set(entities.flatMap((entity) => Object.keys(fieldDictionary[entity])))]

function sufficientRuleProblems(policy: Policy, registry: Registry): readonly Problem[] {
  return policy.sufficient.flatMap(({ rule }, index) =>
    registry.rules.has(rule) ? [] : [unknownRule(registry, ['sufficient', index, 'rule'], rule)],
  )
}

function waiverProblems(policy: Policy, registry: Registry): readonly Problem[] {
  return policy.waivers.flatMap((waiver, index) => {
    const path = ['waivers', index]
    const matches = globMatcher(waiver.rule)
    const known = [...registry.rules.keys()].some(matches)
    return [
      ...(known ? [] : [unknownRule(registry, [...path, 'rule'], waiver.rule)]),
      ...(waiver.connection === undefined
        ? []
        : connectionProblem(policy, waiver.connection, [...path, 'connection'])),
    ]
  })
}

/** Survivorship may name columns of the org, which only the org knows; `same` may not. */
function sufficientProblems(policy: Policy): readonly Problem[] {
  return policy.sufficient.flatMap(({ same }, index) =>
    same.flatMap((name, at) =>
      everyField.includes(name)
        ? []
        : [unknownField(['sufficient', index, 'same', at], name, everyField, 'any entity', 'value')],
    ),
  )
}

function unknownField(
  path: readonly PropertyKey[],
  name: string,
  known: readonly string[],
  where: string,
  at: 'key' | 'value',
): Problem {
  const hint = didYouMean(name, known) ?? `Known: ${listed(known, 12)}`
  return { path, at, message: `is not a field of ${where}`, hint }
}

function connectionProblem(policy: Policy, name: string, path: readonly PropertyKey[]): readonly Problem[] {
  const known = Object.keys(policy.connections)
  if (known.length === 0 || known.includes(name)) return []
  return [
    { path, message: 'names no connection', hint: didYouMean(name, known) ?? `There are: ${listed(known)}` },
  ]
}
