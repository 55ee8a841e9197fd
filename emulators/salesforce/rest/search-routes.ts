import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import type { FieldSchema, FieldType, ObjectSchema } from '../schema/types.ts'
import { compileQuery, type JsonRecord, records } from '../soql/index.ts'

const DEFAULT_OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Campaign', 'User']
const MAX_RECORDS = 2000
const TEXT: ReadonlySet<FieldType> = new Set(['string', 'textarea', 'email', 'phone', 'url', 'combobox'])

interface Search {
  readonly term: string
  readonly group: string
  readonly returning: readonly { readonly object: string; readonly fields: string; readonly tail: string }[]
}

function malformed(message: string): ApiError {
  return new ApiError(400, 'MALFORMED_SEARCH', message)
}

/** `Contact(Id, Name WHERE … LIMIT 5), Lead` */
function returning(text: string): Search['returning'] {
  const parts = [...text.matchAll(/(\w+)\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?\s*(?:,|$)/g)]
  return parts.map(([, object = '', inner = '']) => {
    const [, fields = '', tail = ''] =
      /^\s*(.*?)((?:\s+(?:WHERE|ORDER\s+BY|LIMIT)\b.*)?)$/is.exec(inner) ?? []
    return { object, fields: fields.trim(), tail }
  })
}

function parse(sosl: string): Search {
  const [, term] = /^\s*FIND\s*\{((?:[^}\\]|\\.)*)\}/is.exec(sosl) ?? []
  if (term === undefined) throw malformed('No search term found. The search term must be enclosed in braces.')
  const rest = sosl.slice(sosl.indexOf('}') + 1)
  const [, group = 'ALL'] = /\bIN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\b/i.exec(rest) ?? []
  const [, objects = ''] = /\bRETURNING\s+(.*?)(?:\s+LIMIT\s+\d+\s*)?$/is.exec(rest) ?? []
  const plain = term.replace(/\\(.)/g, '$1').trim()
  if (plain.replace(/[*?"]/g, '').length < 2)
    throw malformed(`search term must be longer than one character: ${plain}`)
  return { term: plain, group: group.toUpperCase(), returning: returning(objects) }
}

function searched(object: ObjectSchema, field: FieldSchema, group: string): boolean {
  if (!field.filterable || !TEXT.has(field.type)) return false
  if (group === 'NAME') return field.nameField
  if (group === 'EMAIL') return field.type === 'email'
  if (group === 'PHONE') return field.type === 'phone'
  return object.fields.length > 0
}

/** Every word of the term somewhere in the record; `*` and `?` as wildcards. */
function conditions(object: ObjectSchema, names: readonly string[], term: string): string {
  const words = /^".*"$/.test(term) ? [term.slice(1, -1)] : term.split(/\s+/)
  const tests = words.map((word) => {
    const pattern = word
      .replace(/[\\'%_]/g, '\\$&')
      .replaceAll('*', '%')
      .replaceAll('?', '_')
    return `(${names.map((name) => `${name} LIKE '%${pattern}%'`).join(' OR ')})`
  })
  if (names.length === 0) throw malformed(`${object.name} has no field to search in`)
  return tests.join(' AND ')
}

function find(
  org: Org,
  request: ApiRequest,
  search: Search,
  wanted: Search['returning'][number],
): JsonRecord[] {
  const object = org.schema.object(wanted.object)
  if (!object || !request.session.access.sees(object.name))
    throw new ApiError(400, 'INVALID_TYPE', `sObject type '${wanted.object}' is not supported.`)
  const names = object.fields
    .filter(
      (field) =>
        searched(object, field, search.group) && request.session.access.reads(object.name, field.name),
    )
    .map(({ name }) => name)
  if (names.length === 0) return []
  const own = /\bWHERE\s+(.*?)(?=\s+ORDER\s+BY\b|\s+LIMIT\b|$)/is.exec(wanted.tail)?.[1]
  const tail = wanted.tail.replace(/\bWHERE\s+.*?(?=\s+ORDER\s+BY\b|\s+LIMIT\b|$)/is, '')
  const where = [conditions(object, names, search.term), ...(own === undefined ? [] : [`(${own})`])].join(
    ' AND ',
  )
  const soql = `SELECT ${wanted.fields || 'Id'} FROM ${object.name} WHERE ${where}${tail}`
  const found: JsonRecord[] = []
  for (const record of records(org, compileQuery(org, request.session, soql), request.version)) {
    found.push(record)
    if (found.length >= MAX_RECORDS) break
  }
  return found
}

/** Simple SOSL: words anywhere in text fields, without ranking. */
function search(org: Org, request: ApiRequest): ApiResponse {
  const parsed = parse(request.query.get('q') ?? '')
  const objects =
    parsed.returning.length > 0
      ? parsed.returning
      : DEFAULT_OBJECTS.filter((name) => request.session.access.sees(name)).map((object) => ({
          object,
          fields: '',
          tail: '',
        }))
  const searchRecords = objects.flatMap((wanted) => find(org, request, parsed, wanted)).slice(0, MAX_RECORDS)
  return { status: 200, body: { searchRecords } }
}

export const searchRoutes: readonly Route[] = [{ method: 'GET', pattern: '/search', handle: search }]
