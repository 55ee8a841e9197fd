import { statement } from '../../statement.ts'
import { matches, matchingRules, type Wanted } from '../merge/index.ts'
import type { Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRow } from '../store/aftermath.ts'
import { crossReference } from '../store/fault.ts'
import { fullId, objectOfId } from '../store/id.ts'
import { type SoapCall, SoapFault, type SoapOperation } from './envelope.ts'
import { isTrue, readRecord, rowError, type SentRecord } from './sobject.ts'
import type { XmlElement, XmlValue } from './xml.ts'

const MOST_RECORDS = 50

/** By values, by the id of a record, or by a record with some values changed. */
export const findDuplicates: SoapOperation = (org, call) =>
  search(
    org,
    call,
    limited(call).map((element) => readRecord(org, call, element)),
  )

export const findDuplicatesByIds: SoapOperation = (org, call) =>
  search(
    org,
    call,
    limited(call).map(({ text }) => {
      const object = objectOfId(org, text.trim())
      if (object === undefined || !call.session.access.sees(object.name))
        throw new SoapFault('INVALID_ID_FIELD', `invalid id ${text.trim()}`)
      return { object, id: text.trim(), values: {} }
    }),
  )

function limited(call: SoapCall): readonly XmlElement[] {
  const elements = call.parameters.children
  if (elements.length <= MOST_RECORDS) return elements
  throw new SoapFault(
    'LIMIT_EXCEEDED',
    'Configuration error: The number of records to check is greater than the permitted batch size.',
  )
}

function search(org: Org, call: SoapCall, sent: readonly SentRecord[]): XmlValue {
  const [object, ...others] = new Set(sent.map((record) => record.object))
  if (object === undefined) return { result: [] }
  if (others.length > 0) throw new SoapFault('INVALID_TYPE', 'all records must be of one type')
  const duplicateRules = statement(
    org.db,
    `SELECT "DeveloperName" AS name FROM "DuplicateRule" WHERE "SobjectType" = ? AND "IsActive" = 1 ORDER BY "Id"`,
  ).all(object.name)
  const wanted = sent.map((record) => wantedOf(org, record))
  const known = wanted.filter((one) => one !== undefined)
  const found = matchingRules(org, object).map((rule) => {
    const lists = matches(org, object, rule, known)
    return { rule, of: new Map(known.map((one, index) => [one, lists[index] ?? []])) }
  })
  return {
    result: wanted.map((one) => {
      if (one === undefined) return { errors: rowError(crossReference()), success: false }
      const matchResults = found
        .filter(({ of }) => (of.get(one) ?? []).length > 0)
        .map(({ rule, of }) => matchResult(org, call, object, rule, of.get(one) ?? []))
      return {
        duplicateResults: duplicateRules.map(({ name }) => ({
          allowSave: true,
          duplicateRule: String(name),
          duplicateRuleEntityType: object.name,
          errorMessage: null,
          matchResults,
        })),
        success: true,
      }
    }),
  }
}

/** The record's values with those sent in their place; `undefined` when there is no such record. */
function wantedOf(org: Org, { object, id, values }: SentRecord): Wanted | undefined {
  if (id === undefined) return { id: null, cells: values }
  const full = fullId(id)
  const row = full === null ? undefined : readRow(org, object, full)
  return row === undefined || row.IsDeleted === 1 ? undefined : { id: full, cells: { ...row, ...values } }
}

function matchResult(
  org: Org,
  call: SoapCall,
  object: ObjectSchema,
  rule: { readonly name: string; readonly engine: string },
  ids: readonly string[],
): XmlValue {
  const detailed = isTrue(call.header('DuplicateRuleHeader'), 'includeRecordDetails')
  const nameField = object.fields.find((field) => field.nameField)?.name ?? 'Id'
  return {
    entityType: object.name,
    matchEngine: rule.engine,
    matchRecords: ids.map((id) => ({
      matchConfidence: 100,
      record: {
        'sf:type': object.name,
        'sf:Id': id,
        ...(detailed ? { [`sf:${nameField}`]: String(readRow(org, object, id)?.[nameField] ?? '') } : {}),
      },
    })),
    rule: rule.name,
    size: ids.length,
    success: true,
  }
}
