import type { Rows } from '../columns/read.ts'
import type { TextBatch } from '../columns/text-batch.ts'
import type {
  ColumnBatch,
  Connection,
  ConnectionIdentity,
  Entity,
  FactKind,
  FactRead,
  Gap,
  Preflight,
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
  /** Records that were held and are gone from the org. */
  readonly deleted: number
  /** Records of forgotten people that the org still has and that were not taken in. */
  readonly forgotten: number
  /** Of the preflight and of the read; also kept in the snapshot. */
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
  /** Only the records of these ids. */
  readonly ids?: readonly string[]
  /** Rows of an object in any order: spares the sort, and its memory. */
  readonly unordered?: boolean
}

export type RowsQuery = Required<Pick<BatchQuery, 'entity' | 'kinds' | 'fields'>>

/** Canonical fields that are unknown for the records of one kind; their columns are absent or NULL there. */
export interface UnknownFields {
  readonly object: string
  readonly kind: string
  readonly fields: readonly string[]
}

/** A column in which a sync keeps the id that the record has in another CRM, or one with a further id of the record. */
export interface Counterpart {
  readonly entity: Entity
  readonly object: string
  readonly kind: string
  /** Connector id of that CRM; null for a further id in the CRM itself. */
  readonly crm: string | null
  readonly column: string
}

/** The local copy of one connection, opened for reading; offline. */
export interface Snapshot extends AsyncDisposable {
  readonly connection: string
  readonly orgId: string
  /** As of the last sync. */
  readonly identity: ConnectionIdentity
  /** When the last sync ended, ISO 8601. */
  readonly syncedAt: string
  /** Rows by object. */
  readonly held: Readonly<Record<string, number>>
  /** What the syncs could not read or take in. */
  readonly gaps: readonly Gap[]
  readonly count: (entity: Entity, kinds?: readonly string[]) => Promise<number>
  /** Which of `fields` are unknown, by object and kind; empty when all are known everywhere. */
  readonly unknown: (
    entity: Entity,
    fields: readonly string[],
    kinds?: readonly string[],
  ) => readonly UnknownFields[]
  /**
   * Every row once, ordered by object and id, at most 2,048 rows per batch. A column that is unknown is absent;
   * what is known may differ by object and kind, so batches of one read may have different columns.
   */
  readonly batches: (query: BatchQuery) => AsyncIterable<ColumnBatch>
  /** The same rows as bytes, several times as quick; texts beyond what is matched are cut. */
  readonly columns: (query: Omit<BatchQuery, 'native' | 'ids'>) => AsyncIterable<TextBatch>
  /** All of them encoded, in the order of object and id; kept beside the snapshot until its next change. */
  readonly rows: (query: RowsQuery, signal?: AbortSignal) => Promise<Rows>
  /**
   * One read-only SELECT over the views `person`, `company`, `deal`, `"case"`, `activity`, `"user"` (canonical
   * fields and `_object`, `_id`, `_kind`, `_revision`), the tables `native."Contact"` and so on, `unknown_field`
   * and the fact tables. Dates and datetimes come back as texts. Throws `KitError` `QUERY_REFUSED`,
   * `QUERY_FAILED` (also for a field that is unknown everywhere) or `QUERY_TOO_LARGE` (100,000 rows).
   */
  readonly query: (sql: string, parameters?: readonly Value[]) => Promise<readonly QueryRow[]>
  readonly counterparts: (entity: Entity) => readonly Counterpart[]
  readonly facts: <K extends FactKind>(kind: K) => Promise<FactRead<K>>
  readonly url: (key: RecordKey) => string
  /**
   * The record id that `id` is known by today, after merges seen in syncs. Name the object where ids of
   * different objects may be equal.
   */
  readonly resolve: (id: string, object?: string) => string
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
  /** When the caller has already asked; otherwise the sync asks, before any read. */
  readonly preflight?: Preflight
}

/** What `snapshot list` shows. `problem` is set when the file cannot be read; then the rest is empty. */
export interface SnapshotSummary {
  readonly connection: string
  readonly identity: ConnectionIdentity | null
  readonly syncedAt: string | null
  readonly held: Readonly<Record<string, number>>
  readonly bytes: number
  readonly problem: string | null
}

export interface ExportedFile {
  readonly object: string
  readonly path: string
  readonly rows: number
}

/** What `forget` did to one snapshot, by object. */
export interface ForgottenRows {
  readonly connection: string
  /** Records removed. */
  readonly removed: Readonly<Record<string, number>>
  /** Records kept, in whose texts the address was blacked out. */
  readonly redacted: Readonly<Record<string, number>>
}

export { exportSnapshot } from './export.ts'
export { forgetInSnapshots } from './forget.ts'
export { listSnapshots } from './list.ts'
export { readNeeds } from './needs.ts'
export { snapshotDir } from './paths.ts'
export { purgeSnapshot } from './purge.ts'
export { openSnapshot } from './read.ts'
export { syncSnapshot } from './sync.ts'
