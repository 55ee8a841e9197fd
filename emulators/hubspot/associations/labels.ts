import { statement } from '../../statement.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters } from '../org.ts'
import type { AssociationType } from '../schema/association-types.ts'
import { defineAssociation } from '../store/define.ts'
import { type Pair, pairOf } from './ends.ts'

/** Labels per pair of objects ("Association limits", HubSpot developer docs). */
const labelsPerPair = 50

export function listLabels(org: Org, _: ApiRequest, parameters: Parameters): ApiResponse {
  return { status: 200, body: { results: kindsBetween(org, pairOf(org, parameters)).map(shownOf) } }
}

interface Kind {
  readonly category: string
  readonly typeId: number
  readonly label: string | null
  readonly inverseId: number
}

function kindsBetween(org: Org, { from, to }: Pair): readonly Kind[] {
  return statement(
    org.db,
    `SELECT category, type_id, label, inverse_id FROM association_type
      WHERE from_type = ? AND to_type = ? ORDER BY category, type_id`,
  )
    .all(from.name, to.name)
    .map((row) => ({
      category: String(row.category),
      typeId: Number(row.type_id),
      label: row.label === null ? null : String(row.label),
      inverseId: Number(row.inverse_id),
    }))
}

function shownOf({ category, typeId, label }: Pick<Kind, 'category' | 'typeId' | 'label'>): unknown {
  return { category, typeId, label }
}

/** A label of the account's own, with the name that it has from the other end. */
export function createLabel(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const { name, label, inverseLabel } = (request.body ?? {}) as Readonly<Record<string, unknown>>
  if (typeof name !== 'string' || typeof label !== 'string' || label === '')
    throw new ApiError(400, 'VALIDATION_ERROR', 'Invalid input JSON: label and name are needed')
  const known = kindsBetween(org, pair).filter(({ category }) => category === 'USER_DEFINED')
  if (known.some((kind) => kind.label === label))
    throw new ApiError(400, 'VALIDATION_ERROR', `A label ${label} already exists`)
  if (known.length >= labelsPerPair)
    throw new ApiError(400, 'VALIDATION_ERROR', `At most ${labelsPerPair} labels are allowed`)
  const other = typeof inverseLabel === 'string' ? inverseLabel : label
  return { status: 200, body: { results: addLabel(org, pair, { name, label, other }).map(shownOf) } }
}

interface NewLabel {
  readonly name: string
  readonly label: string
  readonly other: string
}

function addLabel(
  org: Org,
  { from, to }: Pair,
  { name, label, other }: NewLabel,
): readonly AssociationType[] {
  const first = nextTypeId(org)
  const oneKind = from.name === to.name && other === label
  const there = {
    from: from.name,
    to: to.name,
    category: 'USER_DEFINED',
    typeId: first,
    name,
    label,
  } as const
  const inverseId = oneKind ? first : first + 1
  const back = {
    from: to.name,
    to: from.name,
    category: 'USER_DEFINED',
    typeId: inverseId,
    name,
    label: other,
    inverseId: first,
  } as const
  const kinds = oneKind ? [{ ...there, inverseId }] : [{ ...there, inverseId }, back]
  for (const kind of kinds) defineAssociation(org, kind)
  return kinds
}

function nextTypeId(org: Org): number {
  const row = statement(
    org.db,
    "SELECT coalesce(max(type_id), 0) AS last FROM association_type WHERE category = 'USER_DEFINED'",
  ).get()
  return Number(row?.last ?? 0) + 1
}

/** The label goes from every association that has it; the plain ones stay. */
export function deleteLabel(org: Org, _: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const kind = kindsBetween(org, pair).find(
    ({ category, typeId }) => category === 'USER_DEFINED' && String(typeId) === parameters.typeId,
  )
  if (kind === undefined) throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  const forget = (from: string, to: string, typeId: number): void => {
    for (const table of ['association', 'association_type'])
      statement(
        org.db,
        `DELETE FROM ${table} WHERE from_type = ? AND to_type = ? AND category = 'USER_DEFINED' AND type_id = ?`,
      ).run(from, to, typeId)
  }
  forget(pair.from.name, pair.to.name, kind.typeId)
  forget(pair.to.name, pair.from.name, kind.inverseId)
  return { status: 204 }
}
