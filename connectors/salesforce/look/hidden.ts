import { z } from 'zod'
import type { Gap } from '../../../src/kit/connector.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether } from '../composite.ts'
import { type Descriptions, fieldGap, objectGap } from '../describe.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'

export interface HiddenContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/**
 * What describe leaves out because this login may not see it, found by the definitions, which list all: fields
 * of the objects looked at, and objects that nobody told us about though they point at the parents.
 */
export async function findHidden(
  parents: readonly string[],
  seen: readonly string[],
  context: HiddenContext,
): Promise<readonly Gap[]> {
  const objects = await readHiddenObjects(context.api)
  const unseen = (objects ?? []).filter((object) => !seen.includes(object))
  const fields = await readFields([...seen, ...unseen], context.api)
  if (objects === null || fields === null) return [unproven]
  const labels = parents.flatMap((parent) => [
    parent,
    context.descriptions.described(parent)?.label ?? parent,
  ])
  return [
    ...seen.flatMap((object) => hiddenFields(object, fields.get(object) ?? [], context.descriptions)),
    ...unseen.flatMap((object) =>
      (fields.get(object) ?? []).some(({ type }) => pointsAt(type, labels)) ? [objectGap(object)] : [],
    ),
  ]
}

const unproven: Gap = {
  what: 'field definitions',
  why: 'Salesforce does not tell this login which fields and objects there are, so nobody knows what it does not see.',
  remedy: 'Grant "View Setup and Configuration" in a permission set.',
}

interface FieldRow {
  readonly name: string
  /** As setup words it: `Lookup(Contact)`. */
  readonly type: string
}

function hiddenFields(object: string, all: readonly FieldRow[], descriptions: Descriptions): readonly Gap[] {
  const described = new Set(descriptions.described(object)?.fields.map(({ name }) => name))
  if (described.size === 0) return [objectGap(object)]
  return all.filter(({ name }) => !described.has(name)).map(({ name }) => fieldGap(object, name))
}

function pointsAt(type: string, labels: readonly string[]): boolean {
  const [, targets] = /^(?:Lookup|Master-Detail)\s*\((.*)\)$/.exec(type) ?? []
  return targets !== undefined && targets.split(/\s*,\s*/).some((target) => labels.includes(target))
}

const Global = z.object({ sobjects: z.array(z.object({ name: z.string() })) })
const Entity = z.object({ QualifiedApiName: z.string() })

/** Business objects that describe does not list; what setup alone uses cannot hang on a record. */
async function readHiddenObjects(api: Api): Promise<readonly string[] | null> {
  const paths = new Map([
    ['seen', '/sobjects'],
    [
      'all',
      queryPath(
        'SELECT QualifiedApiName FROM EntityDefinition WHERE IsCustomizable = true ORDER BY QualifiedApiName LIMIT 2000',
      ),
    ],
  ])
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'listing objects' })
  const seen = bodyOf(Global, data.get('seen'))
  const all = bodyOf(QueryPage, data.get('all'))
  // The definitions know no second page (SOQL reference), so a full one may not be all.
  if (seen === undefined || all === undefined || all.records.length >= 2000) return null
  const names = new Set(seen.sobjects.map(({ name }) => name))
  return all.records.map((row) => Entity.parse(row).QualifiedApiName).filter((name) => !names.has(name))
}

const Field = z.object({
  QualifiedApiName: z.string(),
  DataType: z.string().nullable(),
  EntityDefinition: z.object({ QualifiedApiName: z.string() }),
})
/** With some hundred fields each they stay below the 2,000 rows that one answer holds. */
const objectsPerQuery = 5

async function readFields(
  objects: readonly string[],
  api: Api,
): Promise<ReadonlyMap<string, readonly FieldRow[]> | null> {
  const paths = new Map<string, string>()
  for (let at = 0; at < objects.length; at += objectsPerQuery) {
    const names = objects
      .slice(at, at + objectsPerQuery)
      .map(quote)
      .join(', ')
    const soql = `SELECT QualifiedApiName, DataType, EntityDefinition.QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName IN (${names}) LIMIT 2000`
    paths.set(String(at), queryPath(soql))
  }
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'listing fields' })
  const fields = new Map<string, FieldRow[]>()
  for (const name of paths.keys()) {
    const page = bodyOf(QueryPage, data.get(name))
    if (page === undefined || page.records.length >= 2000) return null
    for (const record of page.records) {
      const row = Field.parse(record)
      const rows = fields.get(row.EntityDefinition.QualifiedApiName) ?? []
      rows.push({ name: row.QualifiedApiName, type: row.DataType ?? '' })
      fields.set(row.EntityDefinition.QualifiedApiName, rows)
    }
  }
  return fields
}
