import { z } from 'zod'
import type { Gap } from '../../../src/kit/connector.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether } from '../composite.ts'
import { type Descriptions, derived, fieldGap, objectGap } from '../describe.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { isNoChild } from './exceptions.ts'

export interface HiddenContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/**
 * What describe leaves out because this login may not see it, found by the definitions, which list all: fields
 * of `whole` objects, whose rows are kept in full, and whatever points at the parents without our being told.
 */
export async function findHidden(
  parents: readonly string[],
  whole: readonly string[],
  context: HiddenContext,
): Promise<readonly Gap[]> {
  const objects = await readObjects(context.api)
  if (objects === null) return [unproven]
  const fields = await readFields([...new Set([...parents, ...whole, ...objects.all])], context.api)
  if (fields === null) return [unproven]
  const pointers = [...fields].flatMap(([object, rows]) =>
    rows
      .filter((row) => isUntold(object, row, parents, context.descriptions))
      .map(({ name }) => ({ object, name })),
  )
  await context.descriptions.load(
    pointers.map(({ object }) => object),
    'check',
  )
  return [
    ...[...new Set([...parents, ...whole])].flatMap((object) =>
      hiddenFields(object, fields.get(object) ?? [], context.descriptions),
    ),
    ...pointers.flatMap(({ object, name }) =>
      hiddenPointer(object, name, objects.seen, context.descriptions),
    ),
  ]
}

/** A pointer that this login sees, and that describe calls no relationship all the same, is none. */
function hiddenPointer(
  object: string,
  field: string,
  seen: ReadonlySet<string>,
  descriptions: Descriptions,
): readonly Gap[] {
  if (!seen.has(object)) return [objectGap(object)]
  const visible = descriptions.described(object)?.fields.some(({ name }) => name === field)
  return visible === true ? [] : [fieldGap(object, field)]
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

/** Describe names every relationship of the parent whose field this login may see. */
function isUntold(
  object: string,
  { name, type }: FieldRow,
  parents: readonly string[],
  descriptions: Descriptions,
): boolean {
  const [, targets] = /^(?:Lookup|Master-Detail)\s*\((.*)\)$/.exec(type) ?? []
  if (targets === undefined || derived.test(object) || isNoChild(object, name)) return false
  const labels = targets.split(/\s*,\s*/)
  return parents.some((parent) => {
    const describe = descriptions.described(parent)
    if (describe === undefined || !(labels.includes(parent) || labels.includes(describe.label))) return false
    return !describe.childRelationships.some(
      ({ childSObject, field }) => childSObject === object && field === name,
    )
  })
}

const Global = z.object({ sobjects: z.array(z.object({ name: z.string() })) })
const Entity = z.object({ QualifiedApiName: z.string() })

interface Objects {
  readonly seen: ReadonlySet<string>
  readonly all: readonly string[]
}

/** Business objects; what setup alone uses cannot hang on a record. */
async function readObjects(api: Api): Promise<Objects | null> {
  const soql =
    'SELECT QualifiedApiName FROM EntityDefinition WHERE IsCustomizable = true ORDER BY QualifiedApiName LIMIT 2000'
  const paths = new Map([
    ['seen', '/sobjects'],
    ['all', queryPath(soql)],
  ])
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'listing objects' })
  const seen = bodyOf(Global, data.get('seen'))
  const all = bodyOf(QueryPage, data.get('all'))
  // The definitions know no second page (SOQL reference), so a full one may not be all.
  if (seen === undefined || all === undefined || all.records.length >= 2000) return null
  return {
    seen: new Set(seen.sobjects.map(({ name }) => name)),
    all: all.records.map((row) => Entity.parse(row).QualifiedApiName),
  }
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
