import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectType, PropertyDefinition } from '../schema/types.ts'
import { type Values, valueIn } from '../store/record.ts'
import type { Problem } from './problem.ts'

/** Where deals and tickets keep their pipeline and stage. */
const staged: Readonly<Record<string, { readonly pipeline: string; readonly stage: string }>> = {
  deals: { pipeline: 'pipeline', stage: 'dealstage' },
  tickets: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
}

/** Whether the allowed values stand in tables of the account instead of the property's options. */
export function isReference(type: ObjectType, { name, referencedObjectType }: PropertyDefinition): boolean {
  const { pipeline, stage } = staged[type.name] ?? {}
  return name === pipeline || name === stage || referencedObjectType === 'OWNER'
}

/** `values`: what the record has and gets, all together. */
export function referenceProblem(
  org: Org,
  type: ObjectType,
  name: string,
  values: Values,
): Problem | undefined {
  const value = valueIn(values, name) ?? ''
  const names = staged[type.name]
  const refuse = (message: string) => ({ name, error: 'INVALID_OPTION', message })
  if (names !== undefined && name === names.pipeline) {
    const known = 'SELECT 1 FROM pipeline WHERE object_type_id = ? AND id = ?'
    if (statement(org.db, known).get(type.typeId, value) !== undefined) return undefined
    return refuse(`${value} was not one of the allowed options: pipeline ${value} does not exist`)
  }
  if (names !== undefined && name === names.stage) {
    const pipeline = values[names.pipeline] ?? firstPipeline(org, type) ?? ''
    const known = 'SELECT 1 FROM pipeline_stage WHERE object_type_id = ? AND pipeline_id = ? AND id = ?'
    if (statement(org.db, known).get(type.typeId, pipeline, value) !== undefined) return undefined
    return refuse(`${value} was not one of the allowed options: it is no stage of pipeline ${pipeline}`)
  }
  const known = statement(org.db, 'SELECT 1 FROM account_owner WHERE id = ?')
  if (/^\d{1,15}$/.test(value) && known.get(Number(value)) !== undefined) return undefined
  return refuse(`${value} was not one of the allowed options: owner ${value} does not exist`)
}

/** The pipeline that a new deal or ticket goes into when none was given. */
export function pipelineOfNew(org: Org, type: ObjectType, values: Values): Record<string, string> {
  const names = staged[type.name]
  if (names === undefined || values[names.pipeline] !== undefined) return {}
  const first = firstPipeline(org, type)
  return first === undefined ? {} : { [names.pipeline]: first }
}

function firstPipeline(org: Org, { typeId }: ObjectType): string | undefined {
  const row = statement(
    org.db,
    'SELECT id FROM pipeline WHERE object_type_id = ? ORDER BY display_order LIMIT 1',
  ).get(typeId)
  return row === undefined ? undefined : String(row.id)
}
