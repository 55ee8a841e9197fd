import { ApiError, type ApiRequest, type ApiResponse, type Handler, type Org } from '../org.ts'

/** A request inside another one, with its address as the client wrote it. */
export interface SubRequest {
  readonly method: string
  readonly url: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** `/services/data/v66.0/query?q=…` or, in a batch, `v66.0/query?q=…`. */
function split(url: string, version: string): { path: string; version: string; query: URLSearchParams } {
  const [, given, rest = ''] = /^(?:\/services\/data)?\/?v(\d+\.\d)(\/.*)?$/.exec(url) ?? []
  const [path = '', search = ''] = (given === undefined ? url : rest).split(/\?(.*)/s)
  return {
    path: path.replace(/\/+$/, ''),
    version: given ?? version,
    query: new URLSearchParams(search),
  }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Runs it as the outer request's user; a refusal becomes its answer. All REST handlers answer at once. */
export function runSubRequest(org: Org, call: Handler, outer: ApiRequest, sub: SubRequest): ApiResponse {
  try {
    const address = split(sub.url, outer.version)
    const answer = call(org, {
      ...address,
      method: sub.method.toUpperCase(),
      headers: lowerCased(sub.headers),
      body: sub.body,
      session: outer.session,
    })
    if (answer instanceof Promise)
      throw new ApiError(400, 'INVALID_INPUT', `${sub.url} cannot be part of a composite request`)
    return answer
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { status, errorCode, message, fields } = error
    const body = fields.length > 0 ? { message, errorCode, fields } : { message, errorCode }
    return { status, body: [body] }
  }
}
