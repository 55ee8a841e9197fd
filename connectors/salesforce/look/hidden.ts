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
/** Few enough that most answers hold them all; those that do not are asked again, object by object. */
const objectsPerQuery = 5
const mostRows = 2000

type Fields = ReadonlyMap<string, readonly FieldRow[]>

async function readFields(objects: readonly string[], api: Api): Promise<Fields | null> {
  const { fields, full, refused } = await askFields(objects, objectsPerQuery, api)
  if (refused) return null
  if (full.length === 0) return fields
  const single = await askFields(full, 1, api)
  return single.refused || single.full.length > 0 ? null : new Map([...fields, ...single.fields])
}

interface FieldsRead {
  readonly fields: Fields
  /** Objects of answers that may not hold all. */
  readonly full: readonly string[]
  readonly refused: boolean
}

async function askFields(objects: readonly string[], perQuery: number, api: Api): Promise<FieldsRead> {
  const asked = Array.from({ length: Math.ceil(objects.length / perQuery) }, (_, index) =>
    objects.slice(index * perQuery, (index + 1) * perQuery),
  )
  const paths = new Map(asked.map((names, index) => [String(index), fieldsPath(names)]))
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'listing fields' })
  const fields = new Map<string, FieldRow[]>()
  const full: string[] = []
  for (const [index, names] of asked.entries()) {
    const page = bodyOf(QueryPage, data.get(String(index)))
    if (page === undefined) return { fields, full, refused: true }
    if (page.records.length >= mostRows || !page.done) {
      full.push(...names)
      continue
    }
    for (const record of page.records) {
      const { EntityDefinition, QualifiedApiName, DataType } = Field.parse(record)
      const rows = fields.get(EntityDefinition.QualifiedApiName) ?? []
      rows.push({ name: QualifiedApiName, type: DataType ?? '' })
      fields.set(EntityDefinition.QualifiedApiName, rows)
    }
  }
  return { fields, full, refused: false }
}

function fieldsPath(objects: readonly string[]): string {
  const names = objects.map(quote).join(', ')
  return queryPath(
    `SELECT QualifiedApiName, DataType, EntityDefinition.QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName IN (${names}) LIMIT ${mostRows}`,
  )
}
