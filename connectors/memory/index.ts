import { z } from 'zod'
import {
  type Connection,
  type ConnectionIdentity,
  defineConnector,
  entities,
  type FieldDescription,
  fieldDictionary,
  KitError,
  type ObjectDescription,
  type ObjectMapping,
  type ReadPart,
  type ReadQuery,
} from '../../src/kit/index.ts'
import { columnsOf, columnType } from './columns.ts'

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Row = z.record(z.string(), Value)
const MemoryObject = z.strictObject({
  entity: z.enum(entities),
  kind: z.string(),
  /** Each with `id`; columns named like canonical fields, e.g. `email`, are these. */
  rows: z.array(Row.and(z.object({ id: z.string() }))),
})
export type MemoryObject = z.output<typeof MemoryObject>

const settings = z.strictObject({
  orgId: z.string().default('memory'),
  objects: z.record(z.string(), MemoryObject).default({}),
})

/** Records written down in the settings: for tests and trials. The smallest connector there can be. */
export const memory = defineConnector({
  id: 'memory',
  summary: 'Records given in the settings; read-only, for tests and trials.',
  settings,
  secrets: () => [],
  connect: async ({ orgId, objects }, { signal }) => connection(orgId, objects, signal),
})

function connection(
  orgId: string,
  objects: Readonly<Record<string, MemoryObject>>,
  signal: AbortSignal,
): Connection {
  return {
    identity: identityOf(orgId),
    mappings: Object.entries(objects).map(([name, object]) => mapping(name, object)),
    describe: async (names) => names.map((name) => describe(name, find(objects, name))),
    preflight: async (needs) => ({
      calls: {},
      records: Object.fromEntries(needs.map(({ object }) => [object, find(objects, object).rows.length])),
      gaps: [],
    }),
    read: (query) => read(objects, query, signal),
    facts: async (kind) => ({ complete: false, gap: { what: kind, why: 'records in memory have no facts' } }),
    calls: () => ({ total: 0, byPurpose: {}, org: null }),
    [Symbol.asyncDispose]: async () => {},
  }
}

function identityOf(orgId: string): ConnectionIdentity {
  return { crm: 'memory', orgId, host: 'localhost', user: 'nobody', production: false, apiVersion: '1' }
}

function mapping(object: string, { entity, kind, rows }: MemoryObject): ObjectMapping {
  const canonical = columnsOf(rows).filter((column) => column in fieldDictionary[entity])
  const fields = Object.fromEntries(canonical.map((column) => [column, column]))
  return { object, entity, kind, when: [], fields, url: `memory:${object}/{id}`, revision: null }
}

function describe(name: string, { entity, rows }: MemoryObject): ObjectDescription {
  const fields = columnsOf(rows).map((column): FieldDescription => {
    const type = columnType(entity, column)
    return {
      name: column,
      label: column,
      nativeType: type,
      type,
      updateable: false,
      createable: false,
      nillable: true,
      calculated: false,
      system: false,
      unique: false,
      externalId: false,
      referenceTo: [],
      picklist: [],
    }
  })
  return { name, label: name, custom: false, mergeable: false, restorable: false, fields, children: [] }
}

async function* read(
  objects: Readonly<Record<string, MemoryObject>>,
  { object, columns }: ReadQuery,
  signal: AbortSignal,
): AsyncGenerator<ReadPart> {
  const { entity, rows } = find(objects, object)
  signal.throwIfAborted()
  yield {
    type: 'columns',
    columns: ['id', ...columns].map((name) => ({ name, type: columnType(entity, name) })),
    values: ['id', ...columns].map((name) => rows.map((row) => row[name] ?? null)),
  }
  signal.throwIfAborted()
  yield { type: 'complete', gaps: [] }
}

function find(objects: Readonly<Record<string, MemoryObject>>, name: string): MemoryObject {
  const object = objects[name]
  if (object) return object
  throw new KitError('UNKNOWN_OBJECT', `There is no object ${name} in these records.`, {
    exit: 2,
    actions: [`Known objects: ${Object.keys(objects).join(', ')}`],
  })
}
