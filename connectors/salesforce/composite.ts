import { z } from 'zod'
import type { Answer, Api, Call } from './api.ts'
import { type RemoteError, readRemoteError } from './remote-error.ts'

/** Limits of `/composite` (REST API guide): sub-requests in one call, and queries among them. */
const mostParts = 25
const mostQueries = 5

const Composite = z.object({
  compositeResponse: z.array(
    z.object({ body: z.unknown(), httpStatusCode: z.number(), referenceId: z.string() }),
  ),
})

/** What a sub-request gave: its body, or the error that it alone met. */
export type Part =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: RemoteError }

export interface CompositeCall {
  /** Paths below `/services/data/vNN.0`, by a name of the caller's choice. */
  readonly paths: ReadonlyMap<string, string>
  readonly purpose: string
  readonly doing: string
}

/** Many GETs for the price of few: one composite request counts as one API call, whatever it holds. */
export async function getTogether(api: Api, call: CompositeCall): Promise<Answer<ReadonlyMap<string, Part>>> {
  const parts = new Map<string, Part>()
  let at: Date | undefined
  for (const group of groups([...call.paths])) {
    const answer = await api.json(Composite, compositeCall(api, group, call))
    at ??= answer.at
    for (const { body, httpStatusCode, referenceId } of answer.data.compositeResponse) {
      const name = group[Number(referenceId.slice(1))]?.[0]
      if (name !== undefined) parts.set(name, toPart(body, httpStatusCode))
    }
  }
  return { data: parts, at: at ?? new Date(0) }
}

/** The body of a part in its shape, or undefined when the part failed or is shaped otherwise. */
export function bodyOf<T extends z.ZodType>(shape: T, part: Part | undefined): z.output<T> | undefined {
  if (part === undefined || !part.ok) return undefined
  return shape.safeParse(part.body).data
}

function compositeCall(api: Api, group: readonly (readonly [string, string])[], call: CompositeCall): Call {
  const compositeRequest = group.map(([, path], index) => ({
    method: 'GET',
    url: `/services/data/v${api.version}${path}`,
    referenceId: `r${index}`,
  }))
  const { purpose, doing } = call
  return { method: 'POST', path: '/composite', body: { allOrNone: false, compositeRequest }, purpose, doing }
}

function groups(paths: readonly (readonly [string, string])[]): (readonly [string, string])[][] {
  const all: (readonly [string, string])[][] = []
  let group: (readonly [string, string])[] = []
  let queries = 0
  for (const path of paths) {
    const query = path[1].startsWith('/query') ? 1 : 0
    if (group.length === mostParts || queries + query > mostQueries) {
      all.push(group)
      group = []
      queries = 0
    }
    group.push(path)
    queries += query
  }
  return group.length === 0 ? all : [...all, group]
}

function toPart(body: unknown, status: number): Part {
  if (status < 400) return { ok: true, body }
  return { ok: false, error: readRemoteError(status, 'application/json', JSON.stringify(body ?? ''), null) }
}
