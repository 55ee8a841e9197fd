import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { bodyOf, notFound, validation } from '../page.ts'
import { readsSchema, writesSchema } from '../scopes/need.ts'
import { typeOf } from './type-of.ts'

const ruleTypes: ReadonlySet<string> = new Set([
  'ALPHANUMERIC',
  'MAX_LENGTH',
  'MIN_LENGTH',
  'MAX_NUMBER',
  'MIN_NUMBER',
  'REGEX',
  'SPECIAL_CHARACTERS',
  'WHITESPACE',
])

interface Rule {
  readonly property: string
  readonly shown: { readonly ruleType: string; readonly ruleArguments: readonly string[] }
}

export const validationRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/property-validations/:object', scopes: readsSchema, handle: list },
  {
    method: 'GET',
    pattern: '/crm/property-validations/:object/:property',
    scopes: readsSchema,
    handle: read,
  },
  {
    method: 'PUT',
    pattern: '/crm/property-validations/:object/:property/rule-type/:rule',
    scopes: writesSchema,
    handle: put,
  },
]

function list(org: Org, _request: ApiRequest, { object }: Parameters): ApiResponse {
  const byProperty = Map.groupBy(rulesOf(org, typeOf(org, object).name), ({ property }) => property)
  const results = [...byProperty].map(([propertyName, rules]) => ({
    propertyName,
    propertyValidationRules: rules.map(({ shown }) => shown),
  }))
  return { status: 200, body: { results } }
}

function read(org: Org, _request: ApiRequest, { object, property }: Parameters): ApiResponse {
  const rules = rulesOf(org, typeOf(org, object).name).filter((rule) => rule.property === property)
  return { status: 200, body: { results: rules.map(({ shown }) => shown) } }
}

function put(org: Org, request: ApiRequest, { object, property = '', rule = '' }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  if (org.schema.properties.get(type.name)?.has(property) !== true) throw notFound(`The property ${property}`)
  if (!ruleTypes.has(rule)) throw validation(`${rule} is not a valid rule type`)
  const { ruleArguments } = bodyOf(request)
  if (!Array.isArray(ruleArguments)) throw validation('ruleArguments must be a list')
  org.db
    .prepare('INSERT OR REPLACE INTO property_validation VALUES (?, ?, ?, ?)')
    .run(type.name, property, rule, JSON.stringify(ruleArguments.map(String)))
  return { status: 204 }
}

function rulesOf(org: Org, type: string): readonly Rule[] {
  return org.db
    .prepare('SELECT * FROM property_validation WHERE type = ? ORDER BY property, rule_type')
    .all(type)
    .map((row) => ({
      property: String(row.property),
      shown: {
        ruleType: String(row.rule_type),
        ruleArguments: JSON.parse(String(row.arguments)) as string[],
      },
    }))
}
