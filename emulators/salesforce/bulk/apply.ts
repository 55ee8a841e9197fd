import { ApiError, type Handler, type Org } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { emptyBin } from '../store/index.ts'
import type { IngestJob } from './ingest-job.ts'

export const ingestOperations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const
export type Operation = (typeof ingestOperations)[number]

export interface IngestRequest {
  readonly object: ObjectSchema
  readonly operation: Operation
  readonly externalIdField: string | null
}

export interface RowResult {
  readonly success: boolean
  readonly id: string | null
  readonly created: boolean
  readonly errors: readonly {
    readonly code: string
    readonly message: string
    readonly fields: readonly string[]
  }[]
}

interface SaveResult {
  readonly id?: string
  readonly success?: boolean
  readonly created?: boolean
  readonly errors?: readonly { statusCode?: string; message?: string; fields?: readonly string[] }[]
}

const methods: Readonly<Record<Operation, string>> = {
  insert: 'POST',
  update: 'PATCH',
  upsert: 'PATCH',
  delete: 'DELETE',
  hardDelete: 'DELETE',
}

/** One collection request of at most 200 rows; results stand in the order of the rows. */
export async function applyRows(
  org: Org,
  call: Handler,
  job: Pick<IngestJob, 'request' | 'version' | 'session'>,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<readonly RowResult[]> {
  const { operation, object, externalIdField } = job.request
  const removes = operation === 'delete' || operation === 'hardDelete'
  const idColumn = columns.findIndex((column) => column.toLowerCase() === 'id')
  const ids = rows.map((row) => idText(row[idColumn] ?? ''))
  const records = removes ? [] : rows.map((row) => toRecord(org, object, columns, row))
  const response = await call(org, {
    method: methods[operation],
    path:
      externalIdField === null
        ? '/composite/sobjects'
        : `/composite/sobjects/${object.name}/${externalIdField}`,
    version: job.version,
    query: new URLSearchParams(removes ? { ids: ids.join(','), allOrNone: 'false' } : {}),
    headers: {},
    body: removes ? undefined : { allOrNone: false, records },
    session: job.session,
  })
  if (!Array.isArray(response.body))
    throw new ApiError(500, 'UNKNOWN_EXCEPTION', 'the collection gave no results')
  const results = (response.body as SaveResult[]).map((result) => toResult(result, operation))
  if (operation === 'hardDelete') for (const { success, id } of results) if (success) emptyBin(org, id)
  return results
}

/** What cannot be an id still takes its place in the list, and is refused there. */
function idText(text: string): string {
  return /^\w+$/.test(text) ? text : 'none'
}

function toResult(result: SaveResult, operation: Operation): RowResult {
  return {
    success: result.success === true,
    id: result.id ?? null,
    created: result.created ?? operation === 'insert',
    errors: (result.errors ?? []).map(({ statusCode = '', message = '', fields = [] }) => ({
      code: statusCode,
      message,
      fields,
    })),
  }
}

/** Empty leaves the field alone, `#N/A` empties it; `Account.Key__c` names the parent by its external id. */
function toRecord(
  org: Org,
  object: ObjectSchema,
  columns: readonly string[],
  row: readonly string[],
): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: { type: object.name } }
  for (const [index, column] of columns.entries()) {
    const text = row[index] ?? ''
    if (text === '') continue
    const [relation = '', outer] = column.split('.')
    const field = org.schema.field(object, column)
    if (outer !== undefined) record[relation] = text === '#N/A' ? null : { [outer]: text }
    else if (field?.type === 'id') record.id = text
    else record[column] = text === '#N/A' ? null : toValue(field, text)
  }
  return record
}

/** A text that is none of the field's kind goes through as it is, and is refused like any wrong value. */
function toValue(field: FieldSchema | undefined, text: string): unknown {
  switch (field?.type) {
    case 'boolean':
      return /^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : text
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number.isNaN(Number(text)) ? text : Number(text)
    default:
      return text
  }
}
