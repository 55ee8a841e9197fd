import { ApiError } from '../org.ts'

export const operators = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const
export type Operator = (typeof operators)[number]

export interface Filter {
  readonly property: string
  readonly operator: Operator
  readonly value: string
  readonly highValue: string
  readonly values: readonly string[]
}

export interface Sort {
  readonly property: string
  readonly descending: boolean
}

export interface SearchQuery {
  /** One of them must hold; all filters of a group must. */
  readonly groups: readonly (readonly Filter[])[]
  readonly text: string
  readonly sort: Sort | undefined
  readonly properties: readonly string[]
  readonly limit: number
  /** Position of the first result of this page. */
  readonly offset: number
}

const most = { groups: 5, filters: 6, filtersInAll: 18, characters: 3_000, limit: 200, results: 10_000 }

/** What a body asks for; 400 beyond the caps. */
export function readQuery(body: unknown): SearchQuery {
  if (JSON.stringify(body ?? {}).length > most.characters)
    throw invalid(`The request body is longer than ${most.characters} characters`)
  const asked = asObject(body ?? {})
  const groups = asList(asked.filterGroups, 'filterGroups').map((group) =>
    asList(asObject(group).filters, 'filters').map(readFilter),
  )
  if (asked.filters !== undefined) groups.push(asList(asked.filters, 'filters').map(readFilter))
  refuseTooMany(groups)
  const limit = asCount(asked.limit, 'limit', 10)
  if (limit > most.limit) throw invalid(`limit must be less than or equal to ${most.limit}`)
  const offset = asCount(asked.after, 'after', 0)
  if (offset + limit > most.results)
    throw invalid(`Paging ends at ${most.results} results; narrow the filters instead`)
  return {
    groups,
    text: asked.query === undefined || asked.query === null ? '' : asText(asked.query, 'query'),
    sort: readSort(asked.sorts),
    properties: asList(asked.properties, 'properties').map((name) => asText(name, 'properties')),
    limit,
    offset,
  }
}

function refuseTooMany(groups: readonly (readonly Filter[])[]): void {
  if (groups.length > most.groups) throw invalid(`There may be at most ${most.groups} filter groups`)
  if (groups.some((group) => group.length > most.filters))
    throw invalid(`There may be at most ${most.filters} filters in a filter group`)
  if (groups.flat().length > most.filtersInAll)
    throw invalid(`There may be at most ${most.filtersInAll} filters in a request`)
}

function readFilter(raw: unknown): Filter {
  const { propertyName, operator, value, highValue, values } = asObject(raw)
  const known = operators.find((each) => each === operator)
  if (known === undefined) throw invalid(`${String(operator)} is not a filter operator`)
  const filter: Filter = {
    property: asText(propertyName, 'propertyName'),
    operator: known,
    value: asOptional(value, 'value'),
    highValue: asOptional(highValue, 'highValue'),
    values: asList(values, 'values').map((each) => asText(each, 'values')),
  }
  if ((known === 'IN' || known === 'NOT_IN') && filter.values.length === 0)
    throw invalid(`operator ${known} requires values`)
  if (known === 'BETWEEN' && (filter.value === '' || filter.highValue === ''))
    throw invalid('operator BETWEEN requires value and highValue')
  const bare = ['IN', 'NOT_IN', 'BETWEEN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY'].includes(known)
  if (!bare && filter.value === '') throw invalid(`operator ${known} requires a value`)
  return filter
}

/** Objects, or texts like `-createdate`; one at most. */
function readSort(raw: unknown): Sort | undefined {
  const sorts = asList(raw, 'sorts')
  if (sorts.length > 1) throw invalid('There may be at most one sort')
  const [first] = sorts
  if (first === undefined) return undefined
  if (typeof first === 'string')
    return { property: first.replace(/^[-+]/, ''), descending: first.startsWith('-') }
  const { propertyName, direction = 'ASCENDING' } = asObject(first)
  if (direction !== 'ASCENDING' && direction !== 'DESCENDING')
    throw invalid(`${String(direction)} is not a sort direction`)
  return { property: asText(propertyName, 'propertyName'), descending: direction === 'DESCENDING' }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'VALIDATION_ERROR', message)
}

function asObject(raw: unknown): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw invalid('Invalid input JSON: an object is expected')
  return raw as Record<string, unknown>
}

function asList(raw: unknown, name: string): readonly unknown[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw invalid(`${name} must be a list`)
  return raw
}

/** Numbers and booleans pass for their texts. */
function asText(raw: unknown, name: string): string {
  if (typeof raw === 'string') return raw
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw)
  throw invalid(`${name} must be a text`)
}

function asOptional(raw: unknown, name: string): string {
  return raw === undefined || raw === null ? '' : asText(raw, name)
}

function asCount(raw: unknown, name: string, fallback: number): number {
  if (raw === undefined || raw === null || raw === '') return fallback
  const count = Number(raw)
  if (!Number.isInteger(count) || count < 0) throw invalid(`${name} must be a number`)
  return count
}
