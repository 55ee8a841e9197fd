import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { notFound } from '../page.ts'
import { readsSchema } from '../scopes/need.ts'
import { typeOf } from './type-of.ts'

export const pipelineRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/pipelines/:object', scopes: readsSchema, handle: list },
  { method: 'GET', pattern: '/crm/pipelines/:object/:pipeline', scopes: readsSchema, handle: read },
  {
    method: 'GET',
    pattern: '/crm/pipelines/:object/:pipeline/stages',
    scopes: readsSchema,
    handle: listStages,
  },
  {
    method: 'GET',
    pattern: '/crm/pipelines/:object/:pipeline/stages/:stage',
    scopes: readsSchema,
    handle: readStage,
  },
]

interface Stage {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly metadata: unknown
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: false
  readonly writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT'
}

interface Pipeline {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly stages: readonly Stage[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: false
}

function list(org: Org, _request: ApiRequest, { object }: Parameters): ApiResponse {
  return { status: 200, body: { results: pipelinesOf(org, object) } }
}

function read(org: Org, _request: ApiRequest, parameters: Parameters): ApiResponse {
  return { status: 200, body: need(org, parameters) }
}

function listStages(org: Org, _request: ApiRequest, parameters: Parameters): ApiResponse {
  return { status: 200, body: { results: need(org, parameters).stages } }
}

function readStage(org: Org, _request: ApiRequest, parameters: Parameters): ApiResponse {
  const stage = need(org, parameters).stages.find(({ id }) => id === parameters.stage)
  if (stage === undefined) throw notFound(`The stage ${parameters.stage}`)
  return { status: 200, body: stage }
}

function need(org: Org, { object, pipeline }: Parameters): Pipeline {
  const found = pipelinesOf(org, object).find(({ id }) => id === pipeline)
  if (found === undefined) throw notFound(`The pipeline ${pipeline}`)
  return found
}

function pipelinesOf(org: Org, object: string | undefined): readonly Pipeline[] {
  const { typeId } = typeOf(org, object)
  const stages = org.db
    .prepare('SELECT * FROM pipeline_stage WHERE object_type_id = ? ORDER BY display_order, id')
    .all(typeId)
  return org.db
    .prepare('SELECT * FROM pipeline WHERE object_type_id = ? ORDER BY display_order, id')
    .all(typeId)
    .map((row) => ({
      ...labelled(row),
      stages: stages
        .filter((stage) => stage.pipeline_id === row.id)
        .map((stage) => ({
          ...labelled(stage),
          metadata: JSON.parse(String(stage.metadata)),
          writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' as const,
        })),
    }))
}

function labelled(row: Readonly<Record<string, unknown>>) {
  const at = new Date(Number(row.created_at)).toISOString()
  return {
    id: String(row.id),
    label: String(row.label),
    displayOrder: Number(row.display_order),
    createdAt: at,
    updatedAt: at,
    archived: false as const,
  }
}
