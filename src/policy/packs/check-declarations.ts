import { type Entity, entities, type FactKind, fieldDictionary, type Rule } from '../../kit/index.ts'
import { didYouMean, listed } from '../nearest.ts'
import { declaredFields } from './declared-fields.ts'

const factKinds: Readonly<Record<FactKind, true>> = {
  setting: true,
  event: true,
  assignment: true,
  container: true,
  inclusion: true,
  privilege: true,
  automation: true,
}

export interface DeclarationProblem {
  readonly what: string
  readonly hint: string
}

/** What a rule asks for and that cannot be: it would never be filled, and the rule would quietly find nothing. */
export function declarationProblem(rule: Rule): DeclarationProblem | null {
  if (rule.shape === 'record') return unknownField(rule.entity, rule.fields)
  if (rule.shape === 'match' || rule.shape === 'across')
    return unknownField(rule.entity, declaredFields(rule))
  for (const [entity, fields] of Object.entries(rule.needs.entities ?? {})) {
    if (!isEntity(entity)) return wrong('entity', entity, entities)
    const problem = unknownField(entity, fields ?? [])
    if (problem !== null) return problem
  }
  const fact = rule.needs.facts?.find((kind) => !Object.hasOwn(factKinds, kind))
  return fact === undefined ? null : wrong('kind of fact', fact, Object.keys(factKinds))
}

function unknownField(entity: Entity, fields: readonly string[]): DeclarationProblem | null {
  const known = fieldDictionary[entity]
  const unknown = fields.find((field) => !Object.hasOwn(known, field))
  return unknown === undefined ? null : wrong('field', unknown, Object.keys(known), ` of ${entity}`)
}

function wrong(what: string, name: string, known: readonly string[], of = ''): DeclarationProblem {
  return {
    what: `"${name}" is no ${what}${of}`,
    hint: didYouMean(name, known) ?? `There are: ${listed(known, 16)}`,
  }
}

function isEntity(name: string): name is Entity {
  return (entities as readonly string[]).includes(name)
}
