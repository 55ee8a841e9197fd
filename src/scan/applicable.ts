import { type Entity, fieldDictionary, isKitError, kinds as kindsOf } from '../kit/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import { didYouMean } from '../policy/nearest.ts'
import type { Snapshot } from '../snapshot/index.ts'
import { columnsIn } from './needs.ts'

type Declaration = RuleSetup['rule']['declaration']

/** Why a rule cannot say anything about this connection; null when it can. */
export async function cannotRun(snapshot: Snapshot, declaration: Declaration): Promise<string | null> {
  try {
    if (declaration.shape === 'org') return await orgCannot(snapshot, declaration)
    if (declaration.shape === 'engine' || declaration.shape === 'across') return null
    const { entity, kinds } = declaration
    if ((await snapshot.count(entity, kinds ?? undefined)) === 0) {
      if (entity === 'other') return `this connection has no records of ${kinds?.join(', ')}`
      return `no records of this kind were read: ${kinds?.join(', ') ?? entity}${meantKind(entity, kinds)}`
    }
    return declaration.shape === 'record' ? recordCannot(snapshot, declaration) : null
  } catch (error) {
    if (isKitError(error) && error.code === 'NOT_IN_SNAPSHOT') return error.message
    throw error
  }
}

/** Connectors and policies may have kinds of their own, so a mistyped one is only asked about. */
function meantKind(entity: Entity, asked: readonly string[] | null): string {
  const known: readonly string[] = kindsOf[entity]
  const odd = asked?.find((kind) => !known.includes(kind))
  const meant = odd === undefined ? undefined : didYouMean(odd, known)
  return meant === undefined ? '' : `. ${meant}`
}

/** A query over a column that no kind has would fail; the rule could not know. */
async function orgCannot(
  snapshot: Snapshot,
  { entities }: Extract<Declaration, { shape: 'org' }>,
): Promise<string | null> {
  for (const [entity, fields] of Object.entries(entities) as [Entity, readonly string[]][]) {
    await snapshot.count(entity)
    const missing = unknownEverywhere(snapshot, entity, fields)
    if (missing.length > 0) return unknownText(entity, missing)
  }
  return null
}

function recordCannot(
  snapshot: Snapshot,
  { entity, kinds, fields, where }: Extract<Declaration, { shape: 'record' }>,
): string | null {
  const known = columnsIn(where).filter((name) => Object.hasOwn(fieldDictionary[entity], name))
  const narrowing = unknownEverywhere(snapshot, entity, known)
  if (narrowing.length > 0) return unknownText(entity, narrowing)
  const missing = unknownEverywhere(snapshot, entity, fields, kinds)
  return fields.length > 0 && missing.length === fields.length ? unknownText(entity, missing) : null
}

/** Each kind is asked for a name that no entity has, so that all kinds answer. */
function unknownEverywhere(
  snapshot: Snapshot,
  entity: Entity,
  fields: readonly string[],
  kinds: readonly string[] | null = null,
): readonly string[] {
  const answers = snapshot.unknown(entity, [...fields, ''], kinds ?? undefined)
  return fields.filter((field) => answers.every((answer) => answer.fields.includes(field)))
}

function unknownText(entity: Entity, fields: readonly string[]): string {
  return `unknown for every ${entity} here: ${fields.join(', ')}`
}
