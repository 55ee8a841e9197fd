import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { atomically, createRecord } from '../store/index.ts'
import { objectNamed, recordBody } from './object.ts'
import { failure, type SaveError } from './save-result.ts'

type Node = Readonly<Record<string, unknown>>

interface Result {
  readonly referenceId: string
  readonly id?: string
  readonly errors?: readonly SaveError[]
}

const MAX_RECORDS = 200

class Undone extends Error {}

function referenceOf(node: Node): string {
  const reference = (node.attributes as { referenceId?: unknown } | undefined)?.referenceId
  if (typeof reference === 'string' && reference !== '') return reference
  throw new ApiError(400, 'INVALID_INPUT', 'Include a reference ID for each record in the request.')
}

function isBranch(value: unknown): value is { records: Node[] } {
  return (
    typeof value === 'object' && value !== null && Array.isArray((value as { records?: unknown }).records)
  )
}

function countNodes(nodes: readonly Node[]): number {
  return nodes.reduce(
    (sum, node) =>
      sum +
      1 +
      Object.values(node).reduce<number>((n, each) => n + (isBranch(each) ? countNodes(each.records) : 0), 0),
    0,
  )
}

function plant(
  org: Org,
  request: ApiRequest,
  object: ObjectSchema,
  node: Node,
  link: Node,
  results: Result[],
): void {
  const referenceId = referenceOf(node)
  const values = Object.fromEntries(Object.entries(node).filter(([, value]) => !isBranch(value)))
  let id: string
  try {
    id = createRecord(org, request.session, object.name, { ...values, ...link })
  } catch (error) {
    results.push({ referenceId, errors: failure(error).errors })
    return
  }
  results.push({ referenceId, id })
  for (const [name, branch] of Object.entries(node)) {
    if (!isBranch(branch)) continue
    const child = object.children.find((each) => each.relationshipName?.toLowerCase() === name.toLowerCase())
    const other = child && org.schema.objects.get(child.object)
    if (!child || !other)
      throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
    for (const each of branch.records) plant(org, request, other, each, { [child.field]: id }, results)
  }
}

/** Records with their children in one call: all are saved or none. */
function tree(
  org: Org,
  request: ApiRequest,
  { object: name = '' }: Readonly<Record<string, string>>,
): ApiResponse {
  const object = objectNamed(org, request.session, name)
  const { records } = recordBody(request.body)
  if (!Array.isArray(records)) throw new ApiError(400, 'JSON_PARSER_ERROR', 'records is required')
  if (countNodes(records as Node[]) > MAX_RECORDS)
    throw new ApiError(400, 'INVALID_INPUT', `The request contains more than ${MAX_RECORDS} records.`)
  const results: Result[] = []
  try {
    atomically(org.db, () => {
      for (const node of records as Node[]) plant(org, request, object, node, {}, results)
      if (results.some(({ errors }) => errors !== undefined)) throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    return {
      status: 400,
      body: { hasErrors: true, results: results.filter(({ errors }) => errors !== undefined) },
    }
  }
  return { status: 201, body: { hasErrors: false, results } }
}

export const treeRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/composite/tree/:object', handle: tree },
]
