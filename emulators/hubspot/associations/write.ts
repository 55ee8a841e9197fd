import { atomically } from '../../statement.ts'
import { batchAnswer, inputsOf, type RowError } from '../batch.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters } from '../org.ts'
import {
  type AssociationKind,
  associate,
  dissociate,
  type End,
  labelsBetween,
  plainKind,
} from '../store/association.ts'
import { recompute } from '../store/computed.ts'
import { archived, idOf, isDated } from './batch.ts'
import { invalidIds, kindsOf, livingEnd, needEnd, type Pair, pairOf } from './ends.ts'

const inputsPerWrite = 2000
const archivedFrom = 100

/** All of it or nothing; what follows for the records that were touched is worked out once, at the end. */
function changing<Answer>(org: Org, change: (touched: End[]) => Answer): Answer {
  return atomically(org.db, () => {
    const touched: End[] = []
    const answer = change(touched)
    recompute(org, touched)
    return answer
  })
}

/** A label of the account's own stands beside the plain association of its pair; of HubSpot's the store knows which do. */
function tie(org: Org, from: End, to: End, kinds: readonly AssociationKind[]): readonly End[] {
  const plain = plainKind(org, from.type, to.type)
  const labelled = kinds.some(({ category }) => category !== 'HUBSPOT_DEFINED')
  const all = labelled && plain !== undefined ? [plain, ...kinds] : kinds
  return [from, to, ...all.flatMap((kind) => associate(org, from, to, kind))]
}

function untie(org: Org, from: End, to: End, kinds?: readonly AssociationKind[]): readonly End[] {
  const plain = plainKind(org, from.type, to.type)
  const all = kinds === undefined || kinds.some((kind) => isSame(kind, plain))
  if (all) dissociate(org, from, to)
  else for (const kind of kinds) dissociate(org, from, to, kind)
  return [from, to]
}

function isSame(kind: AssociationKind, other: AssociationKind | undefined): boolean {
  return kind.category === other?.category && kind.typeId === other.typeId
}

export function putLabels(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const kinds = kindsOf(org, pair, request.body)
  const from = needEnd(org, pair.from, parameters.id ?? '')
  const to = needEnd(org, pair.to, parameters.toId ?? '')
  changing(org, (touched) => touched.push(...tie(org, from, to, kinds)))
  return { status: isDated(request) ? 200 : 201, body: labelled(org, pair, from, to) }
}

function labelled(org: Org, pair: Pair, from: End, to: End): unknown {
  return {
    fromObjectTypeId: pair.from.typeId,
    fromObjectId: Number(from.id),
    toObjectTypeId: pair.to.typeId,
    toObjectId: Number(to.id),
    labels: labelsBetween(org, from, to),
  }
}

export function putDefault(org: Org, _: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const from = needEnd(org, pair.from, parameters.id ?? '')
  const to = needEnd(org, pair.to, parameters.toId ?? '')
  const results = changing(org, (touched) => tieDefault(org, pair, { from, to, touched }))
  return batchAnswer(org, 200, results, [])
}

interface Row {
  readonly from: End
  readonly to: End
  readonly touched: End[]
}

/** Told from both ends. */
function tieDefault(org: Org, pair: Pair, { from, to, touched }: Row): readonly unknown[] {
  const there = plainKind(org, pair.from.name, pair.to.name)
  const back = plainKind(org, pair.to.name, pair.from.name)
  if (there === undefined || back === undefined)
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      `No association between ${pair.from.singular} and ${pair.to.singular}`,
    )
  touched.push(...tie(org, from, to, [there]))
  const spec = ({ category, typeId }: AssociationKind) => ({
    associationCategory: category,
    associationTypeId: typeId,
  })
  return [
    { from: { id: from.id }, to: { id: to.id }, associationSpec: spec(there) },
    { from: { id: to.id }, to: { id: from.id }, associationSpec: spec(back) },
  ]
}

export function removeAll(org: Org, _: ApiRequest, parameters: Parameters): ApiResponse {
  const { from, to } = pairOf(org, parameters)
  const [left, right] = [livingEnd(org, from, parameters.id ?? ''), livingEnd(org, to, parameters.toId ?? '')]
  if (left !== undefined && right !== undefined)
    changing(org, (touched) => touched.push(...untie(org, left, right)))
  return { status: 204 }
}

/** Each row for itself: ids that lead nowhere come back among the errors. */
function eachRow(
  org: Org,
  request: ApiRequest,
  pair: Pair,
  work: (row: Row, input: Readonly<Record<string, unknown>>) => readonly unknown[],
): { readonly results: readonly unknown[]; readonly errors: readonly RowError[] } {
  const errors: RowError[] = []
  const inputs = inputsOf(request, inputsPerWrite)
  const results = changing(org, (touched) =>
    inputs.flatMap((input) => {
      const [fromId, toId] = [idOf(input.from), idOf(input.to)]
      const [from, to] = [livingEnd(org, pair.from, fromId), livingEnd(org, pair.to, toId)]
      if (from !== undefined && to !== undefined) return work({ from, to, touched }, input)
      errors.push(invalidIds(pair, fromId, toId))
      return []
    }),
  )
  return { results, errors }
}

export function createBatch(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  for (const input of inputsOf(request, inputsPerWrite)) kindsOf(org, pair, input.types)
  const { results, errors } = eachRow(org, request, pair, ({ from, to, touched }, input) => {
    touched.push(...tie(org, from, to, kindsOf(org, pair, input.types)))
    return [labelled(org, pair, from, to)]
  })
  return batchAnswer(org, isDated(request) ? 200 : 201, results, errors)
}

export function defaultBatch(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const { results, errors } = eachRow(org, request, pair, (row) => tieDefault(org, pair, row))
  return batchAnswer(org, 200, results, errors)
}

export function archiveBatch(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const inputs = inputsOf(request, inputsPerWrite)
  if (new Set(inputs.map(({ from }) => idOf(from))).size > archivedFrom)
    throw new ApiError(400, 'VALIDATION_ERROR', `At most ${archivedFrom} different from ids may be given`)
  changing(org, (touched) => {
    for (const input of inputs) {
      const from = livingEnd(org, pair.from, idOf(input.from))
      for (const each of Array.isArray(input.to) ? input.to : [input.to]) {
        const to = livingEnd(org, pair.to, idOf(each))
        if (from !== undefined && to !== undefined) touched.push(...untie(org, from, to))
      }
    }
  })
  return archived(org, request)
}

/** The plain association stays; where it is named itself, its labels go with it (associations API guide). */
export function archiveLabels(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const inputs = inputsOf(request, inputsPerWrite)
  const kinds = inputs.map(({ types }) => kindsOf(org, pair, types))
  changing(org, (touched) => {
    for (const [index, input] of inputs.entries()) {
      const [from, to] = [
        livingEnd(org, pair.from, idOf(input.from)),
        livingEnd(org, pair.to, idOf(input.to)),
      ]
      if (from !== undefined && to !== undefined) touched.push(...untie(org, from, to, kinds[index] ?? []))
    }
  })
  return archived(org, request)
}
