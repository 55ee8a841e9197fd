import { ApiError, type ApiRequest, type ApiResponse, type Handler, type Org, type Route } from '../org.ts'
import { atomically } from '../store/index.ts'
import { recordBody } from './object.ts'
import { runSubRequest, type SubRequest } from './sub-request.ts'
import { substitute } from './substitute.ts'

interface Asked {
  readonly method: string
  readonly url: string
  readonly referenceId: string
  readonly body?: unknown
  readonly httpHeaders?: Readonly<Record<string, string>>
}

interface Answered {
  readonly body: unknown
  readonly httpHeaders: Readonly<Record<string, string>>
  readonly httpStatusCode: number
  readonly referenceId: string
}

const MAX_REQUESTS = 25
const MAX_QUERIES = 5
const MAX_GRAPHS = 75
const MAX_NODES = 500
/** After more failures than these the other graphs are not tried (REST API guide, "Composite Graph Limits"). */
const MAX_FAILURES = 14
const HALTED = 'The transaction was rolled back since another operation in the same transaction failed.'

class Undone extends Error {}

function list<T>(body: Readonly<Record<string, unknown>>, name: string, most: number): readonly T[] {
  const items = body[name]
  if (!Array.isArray(items)) throw new ApiError(400, 'JSON_PARSER_ERROR', `${name} is required`)
  if (items.length > most)
    throw new ApiError(400, 'LIMIT_EXCEEDED', `${name} holds ${items.length} requests, the limit is ${most}`)
  return items as T[]
}

function checkReferences(asked: readonly Asked[]): void {
  const seen = new Set<string>()
  for (const { referenceId } of asked) {
    if (typeof referenceId !== 'string' || !/^[A-Za-z0-9_]+$/.test(referenceId))
      throw new ApiError(
        400,
        'INVALID_INPUT',
        `The referenceId ${referenceId} must consist of letters, digits and underscores`,
      )
    if (seen.has(referenceId))
      throw new ApiError(400, 'INVALID_INPUT', `duplicate referenceId: ${referenceId}`)
    seen.add(referenceId)
  }
}

/** Of the 25 at most five may be queries or collections. */
function checkQueries(asked: readonly Asked[]): void {
  const heavy = asked.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)([/?]|$)/.test(url))
  if (heavy.length > MAX_QUERIES)
    throw new ApiError(
      400,
      'LIMIT_EXCEEDED',
      `Query and sObject Collections subrequests: ${heavy.length}, the limit is ${MAX_QUERIES}`,
    )
}

function answerOne(
  org: Org,
  call: Handler,
  outer: ApiRequest,
  asked: Asked,
  known: ReadonlyMap<string, unknown>,
): Answered {
  let answer: ApiResponse
  try {
    const sub: SubRequest = {
      method: asked.method,
      url: String(substitute(known, asked.url)),
      body: substitute(known, asked.body),
      ...(asked.httpHeaders === undefined ? {} : { headers: asked.httpHeaders }),
    }
    answer = runSubRequest(org, call, outer, sub)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    answer = { status: error.status, body: [{ errorCode: error.errorCode, message: error.message }] }
  }
  return {
    body: answer.body ?? null,
    httpHeaders: headersOf(answer),
    httpStatusCode: answer.status,
    referenceId: asked.referenceId,
  }
}

const SPELLED: Readonly<Record<string, string>> = {
  etag: 'ETag',
  location: 'Location',
  'last-modified': 'Last-Modified',
}

function headersOf(answer: ApiResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [SPELLED[name.toLowerCase()] ?? name, value]),
  )
}

/** One after the other; with `whole` the first failure takes everything back and halts the others. */
function run(
  org: Org,
  call: Handler,
  outer: ApiRequest,
  asked: readonly Asked[],
  whole: boolean,
): Answered[] {
  const known = new Map<string, unknown>()
  const answers: Answered[] = []
  const go = () => {
    for (const each of asked) {
      const answer = answerOne(org, call, outer, each, known)
      answers.push(answer)
      if (answer.httpStatusCode < 400) known.set(each.referenceId, answer.body)
      else if (whole) throw new Undone()
    }
  }
  if (!whole) {
    go()
    return answers
  }
  try {
    atomically(org.db, go)
    return answers
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    const culprit = answers.at(-1)
    return asked.map(({ referenceId }) =>
      culprit?.referenceId === referenceId ? culprit : halted(referenceId),
    )
  }
}

function halted(referenceId: string): Answered {
  const body = [{ errorCode: 'PROCESSING_HALTED', message: HALTED }]
  return { body, httpHeaders: {}, httpStatusCode: 400, referenceId }
}

function composite(call: Handler) {
  return (org: Org, request: ApiRequest): ApiResponse => {
    const body = recordBody(request.body)
    const asked = list<Asked>(body, 'compositeRequest', MAX_REQUESTS)
    checkReferences(asked)
    checkQueries(asked)
    return {
      status: 200,
      body: { compositeResponse: run(org, call, request, asked, body.allOrNone === true) },
    }
  }
}

interface Graph {
  readonly graphId: string
  readonly compositeRequest: readonly Asked[]
}

function graph(call: Handler) {
  return (org: Org, request: ApiRequest): ApiResponse => {
    const graphs = list<Graph>(recordBody(request.body), 'graphs', MAX_GRAPHS)
    const nodes = graphs.reduce((sum, { compositeRequest }) => sum + (compositeRequest?.length ?? 0), 0)
    if (nodes > MAX_NODES)
      throw new ApiError(400, 'LIMIT_EXCEEDED', `the graphs hold ${nodes} nodes, the limit is ${MAX_NODES}`)
    let failures = 0
    const answered = graphs.map(({ graphId, compositeRequest }) => {
      checkReferences(compositeRequest)
      if (failures > MAX_FAILURES) {
        const compositeResponse = compositeRequest.map(({ referenceId }) => halted(referenceId))
        return { graphId, graphResponse: { compositeResponse }, isSuccessful: false }
      }
      const compositeResponse = run(org, call, request, compositeRequest, true)
      const isSuccessful = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400)
      if (!isSuccessful) failures += 1
      return { graphId, graphResponse: { compositeResponse }, isSuccessful }
    })
    return { status: 200, body: { graphs: answered } }
  }
}

interface Batched {
  readonly method: string
  readonly url: string
  readonly richInput?: unknown
}

function batch(call: Handler) {
  return (org: Org, request: ApiRequest): ApiResponse => {
    const body = recordBody(request.body)
    const asked = list<Batched>(body, 'batchRequests', MAX_REQUESTS)
    const results: { statusCode: number; result: unknown }[] = []
    for (const { method, url, richInput } of asked) {
      const halted = body.haltOnError === true && results.some(({ statusCode }) => statusCode >= 400)
      if (halted) {
        const message = 'Batch processing halted per request'
        results.push({ statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] })
        continue
      }
      const answer = runSubRequest(org, call, request, { method, url, body: richInput })
      results.push({ statusCode: answer.status, result: answer.body ?? null })
    }
    const hasErrors = results.some(({ statusCode }) => statusCode >= 400)
    return { status: 200, body: { hasErrors, results } }
  }
}

function listed(_: Org, request: ApiRequest): ApiResponse {
  const base = `/services/data/v${request.version}/composite`
  const names = ['tree', 'graph', 'batch', 'sobjects']
  return { status: 200, body: Object.fromEntries(names.map((name) => [name, `${base}/${name}`])) }
}

/** `call` answers the requests inside. */
export function compositeRoutes(call: Handler): readonly Route[] {
  return [
    { method: 'GET', pattern: '/composite', handle: listed },
    { method: 'POST', pattern: '/composite', handle: composite(call) },
    { method: 'POST', pattern: '/composite/graph', handle: graph(call) },
    { method: 'POST', pattern: '/composite/batch', handle: batch(call) },
  ]
}
