import type { ApiResponse, Org, Route, Tier } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { readsAnyObject } from '../scopes/need.ts'
import { recordTable } from '../store/open.ts'

const mostRecords: Readonly<Record<Tier, number>> = {
  free: 1_000_000,
  starter: 15_000_000,
  professional: 15_000_000,
  enterprise: 15_000_000,
}
const mostCustomRecords = 1_500_000
const customProperties: Readonly<Record<Tier, number>> = {
  free: 10,
  starter: 1000,
  professional: 1000,
  enterprise: 1000,
}
const customPropertiesInAll = 10_000

export const limitRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/limits/records', scopes: readsAnyObject, handle: records },
  { method: 'GET', pattern: '/crm/limits/custom-properties', scopes: readsAnyObject, handle: properties },
]

function records(org: Org): ApiResponse {
  const used = [...org.schema.types.values()].map((type) => ({ type, usage: countRecords(org, type) }))
  const most = mostRecords[org.tier]
  const hubspotDefinedObjectTypes = used
    .filter(({ type }) => !type.custom)
    .map(({ type, usage }) => ({ ...labels(type), limit: most, usage, percentage: percent(usage, most) }))
  const custom = used.filter(({ type }) => type.custom)
  if (custom.length === 0) return { status: 200, body: { hubspotDefinedObjectTypes } }
  const overallUsage = custom.reduce((sum, { usage }) => sum + usage, 0)
  const customObjectTypes = {
    overallLimit: mostCustomRecords,
    overallUsage,
    overallPercentage: percent(overallUsage, mostCustomRecords),
    byObjectType: custom.map(({ type, usage }) => ({ ...labels(type), usage })),
  }
  return { status: 200, body: { hubspotDefinedObjectTypes, customObjectTypes } }
}

function properties(org: Org): ApiResponse {
  const limit = customProperties[org.tier]
  const byObjectType = [...org.schema.types.values()].map((type) => {
    const all = [...(org.schema.properties.get(type.name)?.values() ?? [])]
    const usage = all.filter((property) => !property.hubspotDefined && !property.archived).length
    return { ...labels(type), limit, usage, percentage: percent(usage, limit) }
  })
  const overallUsage = byObjectType.reduce((sum, { usage }) => sum + usage, 0)
  const body = {
    overallLimit: customPropertiesInAll,
    overallUsage,
    overallPercentage: percent(overallUsage, customPropertiesInAll),
    byObjectType,
  }
  return { status: 200, body }
}

function countRecords(org: Org, type: ObjectType): number {
  const sql = `SELECT count(*) AS n FROM ${recordTable(type.name)} WHERE archived IS NULL`
  return Number(org.db.prepare(sql).get()?.n)
}

function labels(type: ObjectType) {
  const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return {
    objectTypeId: type.typeId,
    singularLabel: capital(type.singular),
    pluralLabel: capital(type.name),
  }
}

function percent(usage: number, limit: number): number {
  return Math.round((usage / limit) * 10_000) / 100
}
