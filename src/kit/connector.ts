import type { z } from 'zod'
import type { Certifier } from './certify.ts'
import type { Fact, FactKind } from './fact.ts'
import type { NoReviews, Reviews } from './publish.ts'
import type { Entity, Value } from './record.ts'
import type { Writer } from './writer.ts'

/** Who and what a connection speaks to. */
export interface ConnectionIdentity {
  /** Connector id, e.g. `salesforce`. */
  readonly crm: string
  readonly orgId: string
  /** Host name without scheme. */
  readonly host: string
  readonly user: string
  /** False for sandboxes, scratch and test orgs. */
  readonly production: boolean
  readonly apiVersion: string
}

/** Something that was not, or will not be, looked at. Never silent: each becomes `scan/incomplete`. */
export interface Gap {
  /** Short and stable: object, field or permission, e.g. `Contact.Birthdate`. */
  readonly what: string
  readonly why: string
  readonly remedy?: string
}

/** API calls as the vendor meters them. */
export interface CallMeter {
  readonly total: number
  readonly byPurpose: Readonly<Record<string, number>>
  /** The org's own count, when the vendor tells: used and allowed in its window. */
  readonly org: { readonly used: number; readonly limit: number } | null
}

export interface ConnectContext {
  /** The policy's name of the connection; part of every record key. */
  readonly name: string
  /**
   * The environment. A connector reads its secrets from here once; the caller has already taken them out of
   * `process.env`, so that no child and no worker inherits them.
   */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Owner-only folder for temporary files; the caller deletes it. */
  readonly tempDir: string
  readonly now: () => Date
  /** One line for people; goes to stderr. Never a secret or a personal value. */
  readonly log: (line: string) => void
  /** Share of the org's daily API calls that may be used before the connector stops, 0 to 1. */
  readonly budget: number
}

export interface FieldDescription {
  readonly name: string
  readonly label: string
  /** The CRM's own type name. */
  readonly nativeType: string
  /** How the snapshot stores it. */
  readonly type: ColumnType
  readonly updateable: boolean
  readonly createable: boolean
  readonly nillable: boolean
  /** Computed by the CRM: formulas, roll-ups. */
  readonly calculated: boolean
  /** Set by the CRM itself: audit stamps, last viewed, running numbers. No change of ours, none to compare. */
  readonly system: boolean
  /** The column that the CRM puts together from this one and others: a full name. It is written through its parts. */
  readonly partOf?: string
  readonly unique: boolean
  readonly externalId: boolean
  /** Objects a reference may point to. */
  readonly referenceTo: readonly string[]
  readonly picklist: readonly string[]
}

export interface ChildRelationship {
  readonly object: string
  /** The child's field that points to the parent. */
  readonly field: string
  /** Whether a child can be moved to another parent by an update. */
  readonly updateable: boolean
  readonly cascadeDelete: boolean
  readonly restrictedDelete: boolean
}

export interface ObjectDescription {
  readonly name: string
  readonly label: string
  readonly custom: boolean
  readonly mergeable: boolean
  /** Whether a deleted record can be brought back. */
  readonly restorable: boolean
  readonly fields: readonly FieldDescription[]
  readonly children: readonly ChildRelationship[]
}

export type ColumnType = 'text' | 'number' | 'boolean' | 'date' | 'datetime'

/** Where a canonical field comes from, in terms of one object's columns. Blank texts count as empty. */
export type FieldSource =
  | string
  /** The first that is not empty. */
  | { readonly first: readonly string[] }
  /** All that are not empty, joined by `with`. */
  | { readonly join: readonly string[]; readonly with: string }
  /** `column` of the record of `object` whose id stands in our column `via`. */
  | { readonly via: string; readonly object: string; readonly column: string }
  /** Our column `via` itself, when the record of `object` that it points to meets the condition. */
  | { readonly via: string; readonly object: string; readonly when: Condition }
  /** The latest of several dates; `lastTouchSource` is filled with the winner's name. */
  | { readonly latest: readonly string[] }
  | { readonly constant: Value }
  /** True when the column is not empty. */
  | { readonly present: string }
  /** True when the column has exactly this value. */
  | { readonly column: string; readonly equals: Value }

/** Columns of the mapping's own object that a source reads. */
export function ownColumns(source: FieldSource): readonly string[] {
  if (typeof source === 'string') return [source]
  if ('first' in source) return source.first
  if ('join' in source) return source.join
  if ('via' in source) return [source.via]
  if ('latest' in source) return source.latest
  if ('present' in source) return [source.present]
  return 'equals' in source ? [source.column] : []
}

/** The column that a look-up reads of the other object. */
export function lookedUp(source: Extract<FieldSource, { readonly via: string }>): string {
  return 'column' in source ? source.column : source.when.column
}

/** All must hold. `is: null` means empty. */
export interface Condition {
  readonly column: string
  readonly is?: Value
  readonly not?: Value
}

/** Which records of an object are which entity and kind, and which column is which canonical field. */
export interface ObjectMapping {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
  readonly when: readonly Condition[]
  readonly fields: Readonly<Record<string, FieldSource>>
  /** Address of a record's page with `{id}` in it. */
  readonly url: string
  readonly revision: string | null
  /** Columns in which a sync keeps the id of the same record in another CRM, by that connector's id. */
  readonly counterparts?: readonly { readonly crm: string; readonly column: string }[]
  /** Columns with further ids of the record, by which others may know it, e.g. that of a person account's contact. */
  readonly otherIds?: readonly string[]
}

/** What is wanted of one object; `columns` by native name, the id is always there. */
export interface ReadNeed {
  readonly object: string
  readonly columns: readonly string[]
}

export interface ReadQuery extends ReadNeed {
  /**
   * Watermark of the last complete read; absent for a full read. Opaque to callers. A connector that can no
   * longer tell what changed or went since then throws `KitError` `WATERMARK_TOO_OLD`; it is then read in full.
   */
  readonly since?: string
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
}

/** What `read` yields. Row order does not matter; a record may come twice, the later one wins. */
export type ReadPart =
  /** `values[column][row]`, the first column is the id. */
  | {
      readonly type: 'columns'
      readonly columns: readonly Column[]
      readonly values: readonly (readonly Value[])[]
    }
  /**
   * A finished owner-only CSV file (RFC 4180, UTF-8, one header row, empty = null) in the context's `tempDir`;
   * the first column is the id. The reader deletes it.
   */
  | {
      readonly type: 'csv'
      readonly columns: readonly Column[]
      readonly path: string
      readonly rows: number
    }
  /** Records that are gone; `into` is the survivor when one was merged away. */
  | {
      readonly type: 'deleted'
      readonly records: readonly { readonly id: string; readonly into: string | null }[]
    }
  /** Last part, exactly once: pass the watermark to the next read. Absent watermark: always read in full. */
  | { readonly type: 'complete'; readonly watermark?: string; readonly gaps: readonly Gap[] }

export interface Preflight {
  /** Estimated API calls by purpose. */
  readonly calls: Readonly<Record<string, number>>
  /** Records to be expected by object, where the CRM tells cheaply. */
  readonly records: Readonly<Record<string, number>>
  /** Missing permissions and scopes, each by its name in the CRM's set-up. */
  readonly gaps: readonly Gap[]
  /** What this login does not see and nothing here needs: worth knowing, and no finding. */
  readonly unseen?: readonly Gap[]
}

export type FactRead<K extends FactKind = FactKind> =
  | { readonly complete: true; readonly facts: readonly Extract<Fact, { kind: K }>[] }
  | { readonly complete: false; readonly gap: Gap }

export interface Connection extends AsyncDisposable {
  readonly identity: ConnectionIdentity
  /** How this org's objects map to the canonical entities; without columns that do not exist here. */
  readonly mappings: readonly ObjectMapping[]
  /** Throws `KitError` `UNKNOWN_OBJECT`. An unreadable object or field is simply absent. */
  describe: (objects: readonly string[]) => Promise<readonly ObjectDescription[]>
  /** Before any work: what is missing, and what it will cost. */
  preflight: (needs: readonly ReadNeed[]) => Promise<Preflight>
  read: (query: ReadQuery) => AsyncIterable<ReadPart>
  facts: <K extends FactKind>(kind: K) => Promise<FactRead<K>>
  calls: () => CallMeter
  /** Absent for read-only sources. Rules never see it. */
  readonly writer?: Writer
  /** Tries out statements about the platform; absent where there are none. */
  readonly certifier?: Certifier
  /** Sets of duplicates that users of the CRM judge there, or why it has none; absent for read-only sources. */
  readonly reviews?: Reviews | NoReviews
}

export interface Connector<Settings extends z.ZodObject = z.ZodObject> {
  /** As in `connections.<name>.crm` of the policy. */
  readonly id: string
  readonly summary: string
  /** A `strictObject` without secrets: aliases, paths, and the names of environment variables. */
  readonly settings: Settings
  /** Names of the environment variables these settings read secrets from; taken out of `process.env`. */
  readonly secrets: (settings: z.output<Settings>) => readonly string[]
  /** Settings for `-o NAME` without a policy file, or null when this connector cannot make sense of the name. */
  readonly fromName?: (name: string) => z.input<Settings> | null
  /**
   * Null: copies of an org for trying things out have the ids of the original, so a plan can be rehearsed in one.
   * Else, for people, why it cannot. Absent where nobody knows: then it cannot either.
   */
  readonly whyNoRehearsal?: string | null
  /** An id as this CRM writes it, where people may write it otherwise; null for what is no id of it. */
  readonly fullId?: (text: string) => string | null
  /** Throws `KitError`: `UNKNOWN_LOGIN`, `SESSION_EXPIRED`, `CANNOT_CONNECT`, `MISSING_SECRET`. */
  readonly connect: (settings: z.output<Settings>, context: ConnectContext) => Promise<Connection>
}

export function defineConnector<Settings extends z.ZodObject>(
  connector: Connector<Settings>,
): Connector<Settings> {
  return connector
}
