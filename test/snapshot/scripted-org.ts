import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ColumnType,
  type Connection,
  type Fact,
  type FactKind,
  type FactRead,
  type FieldDescription,
  KitError,
  type ObjectMapping,
  type Preflight,
  type ReadPart,
  type ReadQuery,
  type Value,
} from '../../src/kit/index.ts'
import { type SyncNeeds, type SyncOptions, type SyncResult, syncSnapshot } from '../../src/snapshot/index.ts'

/** What one object of the org has: columns by name, and what a read of it yields. */
export interface ScriptedObject {
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly read: (query: ReadQuery) => Iterable<ReadPart> | AsyncIterable<ReadPart>
}

export interface ScriptedOrg {
  readonly orgId?: string
  readonly mappings: readonly ObjectMapping[]
  readonly objects: Readonly<Record<string, ScriptedObject>>
  readonly facts?: Readonly<Partial<Record<FactKind, readonly Fact[] | string>>>
  readonly preflight?: Partial<Preflight>
}

/** A connection whose every answer the test writes down; `asked` keeps what it was asked. */
export function scripted(org: ScriptedOrg): Connection & { readonly asked: ReadQuery[] } {
  const asked: ReadQuery[] = []
  const find = (name: string): ScriptedObject => {
    const object = org.objects[name]
    if (object) return object
    throw new KitError('UNKNOWN_OBJECT', `no object ${name}`)
  }
  return {
    asked,
    identity: {
      crm: 'scripted',
      orgId: org.orgId ?? 'org-1',
      host: `${org.orgId ?? 'org-1'}.example`,
      user: 'admin',
      production: false,
      apiVersion: '1',
    },
    mappings: org.mappings,
    describe: async (names) =>
      names.map((name) => ({
        name,
        label: name,
        custom: false,
        mergeable: false,
        restorable: false,
        fields: Object.entries(find(name).columns).map(([column, type]) => field(column, type)),
        children: [],
      })),
    preflight: async () => ({ calls: {}, records: {}, gaps: [], ...org.preflight }),
    read: async function* (query) {
      asked.push(query)
      yield* find(query.object).read(query)
    },
    facts: async <K extends FactKind>(kind: K): Promise<FactRead<K>> => {
      const facts = org.facts?.[kind] ?? `no ${kind} here`
      if (typeof facts === 'string') return { complete: false, gap: { what: kind, why: facts } }
      return { complete: true, facts: facts as readonly Extract<Fact, { kind: K }>[] }
    },
    calls: () => ({ total: 0, byPurpose: {}, org: null }),
    [Symbol.asyncDispose]: async () => {},
  }
}

function field(name: string, type: ColumnType): FieldDescription {
  return {
    name,
    label: name,
    nativeType: type,
    type,
    updateable: true,
    createable: true,
    nillable: true,
    calculated: false,
    system: false,
    unique: false,
    externalId: false,
    referenceTo: [],
    picklist: [],
  }
}

/** Rows as one part, with the columns that the query asks for. */
export function rowsPart(
  { columns }: ReadQuery,
  types: Readonly<Record<string, ColumnType>>,
  rows: readonly Readonly<Record<string, Value>>[],
): ReadPart {
  return {
    type: 'columns',
    columns: [
      { name: 'Id', type: 'text' },
      ...columns.map((name) => ({ name, type: types[name] ?? 'text' }) as const),
    ],
    values: ['Id', ...columns].map((name) => rows.map((row) => row[name] ?? null)),
  }
}

/** An object whose rows never change; always read in full. */
export function fixed(
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly Readonly<Record<string, Value>>[],
): ScriptedObject {
  return {
    columns,
    read: (query) => [rowsPart(query, columns, rows), { type: 'complete', gaps: [] }],
  }
}

export const asOf = '2026-03-01T12:00:00.000Z'

/** A home of its own for one test. */
export class TestHome implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'steward-'))

  sync(
    connection: Connection,
    needs: Partial<SyncNeeds>,
    options: Partial<SyncOptions> = {},
  ): Promise<SyncResult> {
    return syncSnapshot({
      home: this.path,
      name: 'acme',
      connection,
      needs: { entities: {}, native: {}, facts: [], ...needs },
      tempDir: this.path,
      now: () => new Date(asOf),
      ...options,
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export function mapped(
  object: string,
  fields: ObjectMapping['fields'],
  rest: Partial<ObjectMapping> = {},
): ObjectMapping {
  return {
    object,
    entity: 'person',
    kind: object.toLowerCase(),
    when: [],
    fields,
    url: `https://crm.example/${object}/{id}`,
    revision: null,
    ...rest,
  }
}
