import type { ColumnBatch, QueryRow, Report, Value } from '../../kit/index.ts'
import type { PackInfo } from './rule-info.ts'

/** Where a pack's code comes from. Files of foreign packs were hashed; the worker runs these bytes and no others. */
export type PackSource =
  | { readonly kind: 'built-in'; readonly module: string }
  | {
      readonly kind: 'pinned'
      /** As people know it: the path or the package name. */
      readonly label: string
      readonly entry: string
      /** Contents by file URL. */
      readonly files: ReadonlyMap<string, Uint8Array>
    }

export interface WorkerStart {
  readonly source: PackSource
  readonly label: string
  /** One slot: index of the rule at work in the pack's list, -1 when none is. */
  readonly current: Int32Array
}

export interface RuleRun {
  readonly rule: string
  readonly options: unknown
  readonly asOf: string
  readonly connection: string
}

export interface RecordPass {
  readonly runs: readonly RuleRun[]
  /** Address of a record's page by object, with `idPlaceholder` in it. */
  readonly urls: Readonly<Record<string, string>>
}

/** What one rule had to say about one batch. */
export interface BatchReports {
  readonly rule: string
  readonly reports: readonly Report[]
  /** Set when the rule threw: it sees no further batches. */
  readonly error?: PlainError
}

export interface PlainError {
  readonly code: string
  readonly message: string
  readonly actions: readonly string[]
}

export interface ParseAnswer {
  readonly value?: unknown
  /** Issues as zod makes them. */
  readonly issues?: readonly unknown[]
}

/** Calls into a worker by name: parameter and answer. */
export interface WorkerCalls {
  readonly describe: { readonly params: null; readonly answer: PackInfo }
  readonly parse: {
    readonly params: { readonly rule: string; readonly options: unknown }
    readonly answer: ParseAnswer
  }
  readonly begin: { readonly params: RecordPass; readonly answer: null }
  readonly batch: { readonly params: ColumnBatch; readonly answer: readonly BatchReports[] }
  readonly org: { readonly params: RuleRun; readonly answer: readonly Report[] }
}

/** Calls out of a worker. */
export interface HostCalls {
  readonly query: {
    readonly params: { readonly sql: string; readonly parameters: readonly Value[] }
    readonly answer: readonly QueryRow[]
  }
  readonly facts: { readonly params: { readonly kind: string }; readonly answer: readonly unknown[] }
}

export type Message =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: PlainError }

export const idPlaceholder = 'stewardRecordId'
