import type { Org } from '../org.ts'
import { validation } from '../page.ts'
import { furthestStage, lifecycleStages } from '../schema/lifecycle.ts'
import type { ObjectType, PropertyDefinition } from '../schema/types.ts'
import { type Values, valueIn } from '../store/record.ts'
import { ownerOfValue, uniqueProperties } from '../store/unique.ts'
import { invalidValues, type Problem } from './problem.ts'
import { isReference, referenceProblem } from './reference.ts'
import { takeValue } from './value.ts'

/** What a request gives, as texts; `''` clears. */
export type Given = Readonly<Record<string, string>>

/** Numbers and truth values are taken as texts, `null` as the empty one. */
export function readProperties(properties: unknown): Given {
  if (properties === undefined) return {}
  if (properties === null || typeof properties !== 'object' || Array.isArray(properties))
    throw validation('Invalid input JSON: properties must be an object')
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && typeof value === 'object')
      throw validation(
        `Invalid input JSON: Cannot deserialize value of type \`java.lang.String\` (property ${name})`,
      )
    given[name] = value === null ? '' : String(value)
  }
  return given
}

/** Checks and normalises; throws one 400 that names every value that cannot be taken. */
export function takeValues(org: Org, type: ObjectType, given: Given, before: Values, id?: string): Given {
  const known = org.schema.properties.get(type.name)
  const taken: Record<string, string> = {}
  const problems: Problem[] = []
  for (const [name, text] of Object.entries(given)) {
    const property = known?.get(name)
    const problem = refusal(property, name)
    if (problem !== undefined || property === undefined) {
      problems.push(problem ?? missing(name))
      continue
    }
    const value = text === '' ? '' : takeOne(org, type, property, { text, name, given, before })
    if (typeof value === 'string') taken[name] = value
    else problems.push(value)
  }
  problems.push(...occupied(org, type, taken, id))
  if (problems.length > 0) throw invalidValues(org, problems)
  return onlyForward(type, taken, before)
}

interface One {
  readonly text: string
  readonly name: string
  readonly given: Given
  readonly before: Values
}

function takeOne(
  org: Org,
  type: ObjectType,
  property: PropertyDefinition,
  { text, name, given, before }: One,
): string | Problem {
  if (!isReference(type, property))
    return takeValue(property, appended(property, text, valueIn(before, name)))
  return referenceProblem(org, type, name, { ...before, ...given }) ?? text
}

function missing(name: string): Problem {
  return { name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` }
}

function refusal(property: PropertyDefinition | undefined, name: string): Problem | undefined {
  if (property === undefined || property.archived) return missing(name)
  if (!property.readOnlyValue) return undefined
  const message = `"${name}" is a read only property; its value cannot be set.`
  return { name, error: 'READ_ONLY_VALUE', message }
}

/** `;b` puts b beside the options that are chosen already. */
function appended(property: PropertyDefinition, text: string, before: string | undefined): string {
  if (property.fieldType !== 'checkbox' || !text.startsWith(';')) return text
  const parts = [...(before ?? '').split(';'), ...text.split(';')].filter((part) => part !== '')
  return [...new Set(parts)].join(';')
}

function occupied(org: Org, type: ObjectType, taken: Given, id: string | undefined): Problem[] {
  return uniqueProperties(org, type.name).flatMap((name) => {
    const value = taken[name]
    if (value === undefined || value === '') return []
    const owner = ownerOfValue(org, type.name, name, value)
    if (owner === undefined || owner === id) return []
    const message = `Cannot set PropertyValueCoordinates{propertyName=${name}, value=${value}} on ${id ?? 'a new record'}. ${owner} already has that value.`
    return [{ name, error: 'CONFLICTING_UNIQUE_VALUE', message }]
  })
}

/** A stage that lies behind is passed over in silence: it must be cleared first. */
function onlyForward(type: ObjectType, taken: Record<string, string>, before: Values): Given {
  const wanted = taken.lifecyclestage
  if (wanted === undefined || wanted === '' || before.lifecyclestage === undefined) return taken
  const staged = type.name === 'contacts' || type.name === 'companies'
  const standard: readonly string[] = lifecycleStages
  if (!staged || !standard.includes(wanted) || wanted === before.lifecyclestage) return taken
  if (furthestStage(before.lifecyclestage, wanted) === wanted) return taken
  const { lifecyclestage: _passedOver, ...others } = taken
  return others
}
