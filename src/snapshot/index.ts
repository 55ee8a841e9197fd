import type {
  ColumnBatch,
  Connection,
  Entity,
  FactKind,
  FactRead,
  Gap,
  QueryRow,
  RecordKey,
  Value,
} from '../kit/index.ts'

/** What the selected rules need, as a union: read once, used by all. */
export interface SyncNeeds {
  /** Canonical fields by entity. */
  readonly entities: Readonly<Partial<Record<Entity, readonly string[]>>>
  /** Native columns by object, besides what the mapping of the canonical fields needs. */
  readonly native: Readonly<Record<string, readonly string[]>>
  readonly facts: readonly FactKind[]
}

export interface SyncProgress {
  readonly object: string
  readonly read: number
  /** Null while unknown. */
  readonly expected: number | null
}

export interface SyncResult {
  readonly mode: 'full' | 'incremental'
  readonly read: Readonly<Record<string, number>>
  readonly held: Readonly<Record<string, number>>
  readonly deleted: number
  readonly gaps: readonly Gap[]
}

export interface BatchQuery {
  readonly entity: Entity
  /** All kinds when absent. */
  readonly kinds?: readonly string[]
  /** Canonical names. */
  readonly fields: readonly string[]
  readonly native?: Readonly<Record<string, readonly string[]>>
  /** SQL condition over the entity's view. */
  readonly where?: string
}

/** The local copy of one connection, opened for reading; offline. */
export interface Snapshot extends AsyncDisposable {
  readonly connection: string
  readonly orgId: string
  /** When the last sync ended, ISO 8601. */
  readonly syncedAt: string
  readonly held: Readonly<Record<string, number>>
  readonly count: (entity: Entity, kinds?: readonly string[]) => Promise<number>
  /** Every row once, ordered by object and id; a column that could not be read is absent. */
  readonly batches: (query: BatchQuery) => AsyncIterable<ColumnBatch>
  readonly query: (sql: string, parameters?: readonly Value[]) => Promise<readonly QueryRow[]>
  readonly facts: <K extends FactKind>(kind: K) => Promise<FactRead<K>>
  readonly url: (key: RecordKey) => string
  /** The record id that `id` is known by today, after merges seen in syncs. */
  readonly resolve: (id: string) => string
}

export interface SyncOptions {
  /** `STEWARD_HOME`. */
  readonly home: string
  /** Policy name of the connection. */
  readonly name: string
  readonly connection: Connection
  readonly needs: SyncNeeds
  readonly tempDir: string
  readonly now: () => Date
  readonly progress?: (progress: SyncProgress) => void
  readonly signal?: AbortSignal
  /** Forget the watermarks and read everything anew. */
  readonly full?: boolean
}
