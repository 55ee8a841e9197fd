import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { Values } from './record.ts'

interface Stage {
  readonly closed: boolean
  readonly probability: number | undefined
}

/** What the account says of a stage of deals (`0-3`) or tickets (`0-5`). */
function stageOf(org: Org, typeId: string, id: string): Stage | undefined {
  const row = statement(
    org.db,
    'SELECT metadata FROM pipeline_stage WHERE object_type_id = ? AND id = ?',
  ).get(typeId, id)
  if (row === undefined) return undefined
  const { isClosed, probability } = JSON.parse(String(row.metadata)) as Readonly<Record<string, string>>
  return {
    closed: isClosed === 'true',
    probability: probability === undefined ? undefined : Number(probability),
  }
}

const noDealStage = {
  hs_is_closed: undefined,
  hs_is_closed_won: undefined,
  hs_is_closed_lost: undefined,
  hs_deal_stage_probability: undefined,
}

/** What follows for a deal or a ticket from the stage that it is in; without a stage nothing does. */
export function stageValues(org: Org, type: string, values: Values): Record<string, string | undefined> {
  if (type === 'deals') {
    if (values.dealstage === undefined) return noDealStage
    const stage = stageOf(org, '0-3', values.dealstage)
    if (stage === undefined) return {}
    const { closed, probability } = stage
    return {
      hs_is_closed: String(closed),
      hs_is_closed_won: String(closed && probability === 1),
      hs_is_closed_lost: String(closed && probability === 0),
      hs_deal_stage_probability: probability === undefined ? undefined : String(probability),
    }
  }
  if (type !== 'tickets') return {}
  if (values.hs_pipeline_stage === undefined) return { hs_is_closed: undefined }
  const stage = stageOf(org, '0-5', values.hs_pipeline_stage)
  return stage === undefined ? {} : { hs_is_closed: String(stage.closed) }
}
