import { type Entity, fieldDictionary } from '../kit/index.ts'
import { survivorFields } from '../match/survivor.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'

/** What deciding about duplicates needs besides what was compared: who owns them, and what may not be mixed. */
const decisionFields = [
  'ownerId',
  'ownerName',
  'ownerActive',
  'recordType',
  'householdId',
  'status',
  'type',
  'source',
  'currency',
  'openWork',
  'optOutEmail',
  'optOutPhone',
  'bouncedAt',
] as const

/**
 * Every canonical field that a match rule, the choice of a survivor and a plan read. `sufficient`: fields that the
 * policy declares to be enough for merging what the rule finds.
 */
export function matchFields(
  rule: Parameters<typeof declaredFields>[0] & { readonly entity: Entity },
  sufficient: readonly string[],
): readonly string[] {
  const dictionary: Readonly<Record<string, unknown>> = fieldDictionary[rule.entity]
  const further = [...survivorFields, ...decisionFields, ...sufficient].filter((field) =>
    Object.hasOwn(dictionary, field),
  )
  return [...new Set([...declaredFields(rule), ...further])].sort()
}

/** Every canonical field that an across rule reads: what it compares, shows, and should agree in. */
export function acrossFields(
  rule: Parameters<typeof declaredFields>[0],
  options: Readonly<Record<string, unknown>>,
): readonly string[] {
  const agree = Array.isArray(options.fields) ? (options.fields as readonly string[]) : []
  return [...new Set([...declaredFields(rule), ...agree, 'modifiedAt'])].sort()
}
