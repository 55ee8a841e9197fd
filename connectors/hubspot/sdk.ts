import type {
  BasicApi as AssociationBasicApi,
  BatchApi as AssociationBatchApi,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js'
import type {
  BatchApi,
  BasicApi as ObjectApi,
  SearchApi,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import type { OwnersApi } from '@hubspot/api-client/lib/codegen/crm/owners/index.js'
import type { PipelinesApi } from '@hubspot/api-client/lib/codegen/crm/pipelines/index.js'
import type { CoreApi as PropertiesApi } from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import type { CoreApi as SchemasApi } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js'
import { type CallOptions, type Line, type LineRequest, parseAnswer } from './line.ts'
import { asSdkExpects } from './paths.ts'

/**
 * HubSpot's API classes over our own transport. The SDK's `Client` is not used: its limiter and its retries are
 * one for the process, whatever the account, it repeats creations and merges after a 5xx, and it has no deadline.
 * Each group is imported when it is first asked for.
 */
export interface Sdk {
  readonly objects: () => Promise<ObjectApi>
  readonly batches: () => Promise<BatchApi>
  readonly search: () => Promise<SearchApi>
  readonly associations: () => Promise<AssociationBasicApi>
  readonly associationBatches: () => Promise<AssociationBatchApi>
  readonly properties: () => Promise<PropertiesApi>
  readonly owners: () => Promise<OwnersApi>
  readonly pipelines: () => Promise<PipelinesApi>
  readonly schemas: () => Promise<SchemasApi>
  /** For what the SDK has no method for, or reads more slowly than needed; the parsed answer. */
  readonly request: (request: Omit<LineRequest, 'body'> & { readonly body?: object }) => Promise<unknown>
}

const groups = {
  associations: () => import('@hubspot/api-client/lib/codegen/crm/associations/v4/index.js'),
  objects: () => import('@hubspot/api-client/lib/codegen/crm/objects/index.js'),
  owners: () => import('@hubspot/api-client/lib/codegen/crm/owners/index.js'),
  pipelines: () => import('@hubspot/api-client/lib/codegen/crm/pipelines/index.js'),
  properties: () => import('@hubspot/api-client/lib/codegen/crm/properties/index.js'),
  schemas: () => import('@hubspot/api-client/lib/codegen/crm/schemas/index.js'),
}

/** For requests of one purpose; costs nothing once the groups are loaded. */
export function createSdk(line: Line, baseUrl: string, options: CallOptions): Sdk {
  const configured = <C>(group: Group<C>): C => configure(group, line, baseUrl, options)
  const load = async <G extends keyof typeof groups, T>(
    group: G,
    make: (module: Awaited<ReturnType<(typeof groups)[G]>>) => T,
  ): Promise<T> => make((await groups[group]()) as Awaited<ReturnType<(typeof groups)[G]>>)
  return {
    objects: () => load('objects', (group) => new group.BasicApi(configured(group))),
    batches: () => load('objects', (group) => new group.BatchApi(configured(group))),
    search: () => load('objects', (group) => new group.SearchApi(configured(group))),
    associations: () => load('associations', (group) => new group.BasicApi(configured(group))),
    associationBatches: () => load('associations', (group) => new group.BatchApi(configured(group))),
    properties: () => load('properties', (group) => new group.CoreApi(configured(group))),
    owners: () => load('owners', (group) => new group.OwnersApi(configured(group))),
    pipelines: () => load('pipelines', (group) => new group.PipelinesApi(configured(group))),
    schemas: () => load('schemas', (group) => new group.CoreApi(configured(group))),
    request: async ({ body, ...request }) => {
      const text = body === undefined ? {} : { body: JSON.stringify(body) }
      return parseAnswer(await line({ ...request, ...text }, options), baseUrl)
    },
  }
}

/** Each group repeats these classes; as types they are strangers to each other. */
interface Group<Configuration> {
  readonly createConfiguration: (parameters: never) => Configuration
  readonly ServerConfiguration: new (url: string, variables: never) => unknown
  readonly ResponseContext: new (status: number, headers: never, body: never) => unknown
  readonly wrapHttpLibrary: (library: never) => unknown
}

interface SdkRequest {
  readonly getUrl: () => string
  readonly getHttpMethod: () => string
  readonly getBody: () => unknown
}

function configure<Configuration>(
  group: Group<Configuration>,
  line: Line,
  baseUrl: string,
  options: CallOptions,
): Configuration {
  async function send(request: SdkRequest): Promise<unknown> {
    const url = new URL(request.getUrl())
    const path = url.pathname.slice(new URL(baseUrl).pathname.replace(/\/$/, '').length)
    const method = request.getHttpMethod()
    const body = request.getBody()
    const { status, headers, text } = await line(
      { method, path: `${path}${url.search}`, ...(typeof body === 'string' ? { body } : {}) },
      options,
    )
    if (isDeleting(method, path) && text !== '')
      throw new Error('an answer to what has none: somebody else gave it')
    const content = { text: async () => text, binary: async () => Buffer.from(text) }
    return new group.ResponseContext(asSdkExpects(method, path, status), headers as never, content as never)
  }
  return group.createConfiguration({
    baseServer: new group.ServerConfiguration(baseUrl, {} as never),
    httpApi: group.wrapHttpLibrary({ send } as never),
    authMethods: {}, // the line adds the token that is valid when the request leaves
  } as never)
}

/** 204 without a text, whatever was there to be deleted (CRM objects API guide). */
function isDeleting(method: string, path: string): boolean {
  return method === 'DELETE' || /\/batch\/archive$/.test(path)
}
