import {
  type ApiError,
  type ApiResponse,
  fullAccess,
  type Org,
  type Session,
} from '../../../../emulators/salesforce/org.ts'
import { restRoutes } from '../../../../emulators/salesforce/rest/index.ts'
import { createRouter } from '../../../../emulators/salesforce/router.ts'
import { buildSchema, type Variant } from '../../../../emulators/salesforce/schema/index.ts'
import { idOf, insertRows, openStore } from '../../../../emulators/salesforce/store/index.ts'

export interface Bench {
  readonly org: Org
  readonly session: Session
  readonly pass: (seconds: number) => void
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<ApiResponse>
  /** Status and error codes of a refusal. */
  readonly refusal: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<ApiError>
}

export function openBench(variant: Variant = {}): Bench {
  const schema = buildSchema(variant)
  let at = Date.parse('2026-03-15T12:00:00Z')
  const org: Org = {
    db: openStore(':memory:', schema),
    schema,
    clock: { now: () => new Date(at) },
    id: idOf('00D', 1),
    url: 'http://127.0.0.1',
  }
  insertRows(org, 'User', ['FirstName', 'LastName', 'Username'], [['Ann', 'Admin', 'ann@x.test']])
  const session: Session = { userId: idOf('005', 1), username: 'ann@x.test', token: '', access: fullAccess }
  const router = createRouter(restRoutes)
  const call: Bench['call'] = async (method, path, body, headers = {}) => {
    const url = new URL(path, 'http://x')
    const query = url.searchParams
    return router.call(org, { method, path: url.pathname, version: '66.0', query, headers, body, session })
  }
  const refusal: Bench['refusal'] = (method, path, body, headers) =>
    call(method, path, body, headers).then(
      (answer) => Promise.reject(new Error(`answered ${answer.status}`)),
      (error: ApiError) => error,
    )
  const pass = (seconds: number) => {
    at += seconds * 1000
  }
  return { org, session, pass, call, refusal }
}

export async function made(bench: Bench, object: string, values: Record<string, unknown>): Promise<string> {
  const answer = await bench.call('POST', `/sobjects/${object}`, values)
  return (answer.body as { id: string }).id
}

export async function query(bench: Bench, soql: string, all = false): Promise<Record<string, unknown>[]> {
  const answer = await bench.call('GET', `/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`)
  return (answer.body as { records: Record<string, unknown>[] }).records
}
