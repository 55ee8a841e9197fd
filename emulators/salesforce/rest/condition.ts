import { createHash } from 'node:crypto'
import { ApiError, type ApiRequest } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import type { JsonRecord } from '../soql/index.ts'

/** Account alone has entity tags; every object has a modification time, to the second. */
function etagOf(record: JsonRecord): string {
  const digest = createHash('sha1')
    .update(`${record.Id}${record.SystemModstamp}`)
    .digest('base64url')
    .slice(0, 20)
  return `"${digest}--gzip"`
}

function modified(record: JsonRecord): number {
  const stamp = record.LastModifiedDate ?? record.SystemModstamp ?? record.CreatedDate
  return typeof stamp === 'string' ? Math.floor(Date.parse(stamp.replace('+0000', 'Z')) / 1000) * 1000 : 0
}

export function conditionHeaders(object: ObjectSchema, record: JsonRecord): Record<string, string> {
  const at = new Date(modified(record)).toUTCString()
  return object.name === 'Account' ? { 'last-modified': at, etag: etagOf(record) } : { 'last-modified': at }
}

function listed(header: string, tag: string): boolean {
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^W\//, '')
      .replace(/--gzip(?="$)/, '')
  return header.trim() === '*' || header.split(',').some((each) => bare(each) === bare(tag))
}

/** `304` when the reader's copy is still good, an error when what the writer saw is no longer there. */
export function checkConditions(
  request: ApiRequest,
  object: ObjectSchema,
  record: JsonRecord,
): 304 | undefined {
  const { headers } = request
  const failed = new ApiError(412, 'PRECONDITION_FAILED', 'Precondition failed')
  const at = modified(record)
  const [match, none] = [headers['if-match'], headers['if-none-match']]
  if (object.name === 'Account') {
    if (match !== undefined && !listed(match, etagOf(record))) throw failed
    if (none !== undefined && listed(none, etagOf(record))) return unchanged(request, failed)
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  if (!Number.isNaN(since) && at <= since) return unchanged(request, failed)
  const until = Date.parse(headers['if-unmodified-since'] ?? '')
  if (!Number.isNaN(until) && at > until) throw failed
  return undefined
}

function unchanged(request: ApiRequest, failed: ApiError): 304 {
  if (request.method === 'GET' || request.method === 'HEAD') return 304
  throw failed
}
