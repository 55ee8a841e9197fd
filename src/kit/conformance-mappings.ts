import assert from 'node:assert/strict'
import {
  type Connection,
  lookedUp,
  type ObjectDescription,
  type ObjectMapping,
  ownColumns,
} from './connector.ts'
import { entities, fieldDictionary } from './record.ts'

export async function checkMappings(connection: Connection): Promise<void> {
  assert.ok(connection.mappings.length > 0, 'no object is mapped to an entity')
  const objects = new Set(connection.mappings.flatMap((mapping) => [mapping.object, ...lookups(mapping)]))
  const described = new Map((await connection.describe([...objects])).map((entry) => [entry.name, entry]))
  for (const mapping of connection.mappings) checkMapping(mapping, described)
}

export async function checkObjects(
  connection: Connection,
  records: Readonly<Record<string, number>>,
): Promise<void> {
  const names = Object.keys(records)
  const descriptions = await connection.describe(names)
  assert.deepEqual(descriptions.map(({ name }) => name).toSorted(), names.toSorted())
  for (const { name, fields, children } of descriptions) {
    const fieldNames = fields.map((field) => field.name)
    assert.equal(new Set(fieldNames).size, fieldNames.length, `${name}: a field is described twice`)
    for (const field of fields) {
      const types = ['text', 'number', 'boolean', 'date', 'datetime']
      assert.ok(types.includes(field.type), `${name}.${field.name}: type ${field.type}`)
      assert.ok(!field.calculated || !field.updateable, `${name}.${field.name}: calculated and updateable`)
    }
    for (const child of children) {
      const where = `${name}: child ${child.object}.${child.field}`
      assert.ok(child.object !== '' && child.field !== '', `${where} has no name`)
      for (const flag of [child.updateable, child.cascadeDelete, child.restrictedDelete]) {
        assert.equal(typeof flag, 'boolean', `${where}: a flag is missing`)
      }
      assert.ok(!(child.cascadeDelete && child.restrictedDelete), `${where} cascades and restricts`)
    }
  }
}

function checkMapping(mapping: ObjectMapping, described: ReadonlyMap<string, ObjectDescription>): void {
  const where = `${mapping.object} as ${mapping.entity}`
  assert.ok(entities.includes(mapping.entity), `${where}: no such entity`)
  assert.ok(mapping.kind !== '', `${where}: no kind`)
  assert.ok(mapping.url.includes('{id}'), `${where}: the url has no {id}`)
  for (const column of mapping.when) assertColumn(described, mapping.object, column.column)
  if (mapping.revision !== null) assertColumn(described, mapping.object, mapping.revision)
  for (const [field, source] of Object.entries(mapping.fields)) {
    assert.ok(field in fieldDictionary[mapping.entity], `${where}: no canonical field ${field}`)
    for (const column of ownColumns(source)) assertColumn(described, mapping.object, column)
    if (typeof source === 'object' && 'via' in source)
      assertColumn(described, source.object, lookedUp(source))
  }
}

function assertColumn(
  described: ReadonlyMap<string, ObjectDescription>,
  object: string,
  column: string,
): void {
  const found = described.get(object)?.fields.some((field) => field.name === column)
  assert.ok(found, `a mapping names ${object}.${column}, which is not described`)
}

function lookups(mapping: ObjectMapping): readonly string[] {
  return Object.values(mapping.fields).flatMap((source) =>
    typeof source === 'object' && 'via' in source ? [source.object] : [],
  )
}
