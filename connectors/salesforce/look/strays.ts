import type { FieldDescription, Gap } from '../../../src/kit/connector.ts'
import type { StrayId, Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { mappedObjects } from '../mapping.ts'
import { queryPath, quote } from '../soql.ts'
import { queryTogether } from './query-together.ts'
import type { Ways } from './ways.ts'

export interface StraysContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly waysOf: (object: string) => Promise<Ways>
}

/** An id is written with 15 or with 18 characters; one query holds both forms of these many. */
const idsPerQuery = 250
const texts: ReadonlySet<string> = new Set(['string', 'url', 'textarea'])

interface Place {
  readonly object: string
  readonly field: string
}

/** Fields that hold an ended id and nothing else: what integrations and formulas of people wrote there. */
export async function findStrays(
  ids: readonly string[],
  context: StraysContext,
): Promise<Awaited<ReturnType<Writer['strays']>>> {
  if (ids.length === 0) return { found: [], notSearched: [] }
  const places = await searchable(context)
  const byForm = new Map(ids.flatMap((id) => [[id, id] as const, [id.slice(0, 15), id] as const]))
  const asks = places.flatMap((place) => chunks(ids).map((chunk) => ({ place, path: pathOf(place, chunk) })))
  const answers = await queryTogether(context.api, {
    paths: new Map(asks.map(({ path }, index) => [String(index), path])),
    purpose: 'strays',
    doing: 'looking for ids of merged records',
  })
  const found: StrayId[] = []
  const notSearched = new Map<string, Gap>([[partial.what, partial]])
  for (const [index, { place }] of asks.entries()) {
    const answer = answers.get(String(index))
    const what = `${place.object}.${place.field}`
    if (!answer?.ok) {
      notSearched.set(what, { what, why: `Salesforce did not let ids be looked for in ${what}.` })
      continue
    }
    for (const row of answer.records) {
      // SOQL compares without case, and ids of 15 characters differ by case alone.
      const stray = byForm.get(String(row[place.field]))
      if (stray !== undefined) found.push({ ...place, id: String(row.Id), stray })
    }
  }
  return { found, notSearched: [...notSearched.values()] }
}

const partial: Gap = {
  what: 'longer texts',
  why: 'Ids are looked for where they are the whole value of a custom text field; within longer texts, addresses, files and standard fields they are not.',
}

/** Custom text fields of the main objects, and of custom objects that hang on what can be merged. */
async function searchable({ descriptions, waysOf }: StraysContext): Promise<readonly Place[]> {
  const objects = new Set<string>(mappedObjects)
  for (const object of ['Account', 'Contact', 'Lead']) {
    if (descriptions.fields(object) === undefined) continue
    const { ways } = await waysOf(object)
    for (const { relationship } of ways)
      if (relationship.object.endsWith('__c')) objects.add(relationship.object)
  }
  await descriptions.load([...objects], 'strays')
  return [...objects].flatMap((object) =>
    [...(descriptions.fields(object)?.values() ?? [])]
      .filter((field) => mayHold(object, field, descriptions))
      .map(({ name }) => ({ object, field: name })),
  )
}

function mayHold(object: string, field: FieldDescription, descriptions: Descriptions): boolean {
  const described = descriptions.described(object)?.fields.find(({ name }) => name === field.name)
  return field.name.endsWith('__c') && texts.has(field.nativeType) && described?.filterable === true
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / idsPerQuery)
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * idsPerQuery, (index + 1) * idsPerQuery),
  )
}

function pathOf({ object, field }: Place, ids: readonly string[]): string {
  const forms = ids.flatMap((id) => [id, id.slice(0, 15)]).map(quote)
  return queryPath(`SELECT Id, ${field} FROM ${object} WHERE ${field} IN (${forms.join(',')})`)
}
