import type { Rows } from '../columns/read.ts'
import type {
  BlockingKey,
  ColumnBatch,
  ComparisonResult,
  Decision,
  Entity,
  MatchGroup,
  MatchRule,
  RecordKey,
} from '../kit/index.ts'

/** Where the matcher reads from; the snapshot implements it. */
export interface MatchSource {
  readonly connection: string
  readonly entity: Entity
  /** Rows of the rule's kinds. */
  readonly rows: number
  /** Every row exactly once, in any order; `fields` are canonical names. */
  readonly batches: (fields: readonly string[]) => AsyncIterable<ColumnBatch>
  /** The same rows and fields encoded, where a source has them so: much quicker for many rows. */
  readonly encoded?: (fields: readonly string[], signal?: AbortSignal) => Promise<Rows>
  /** Only the rows of these ids, of whatever object; absent where a source has no quicker way than `batches`. */
  readonly values?: (fields: readonly string[], ids: readonly string[]) => AsyncIterable<ColumnBatch>
  /** Address of a record's page. */
  readonly url: (key: RecordKey) => string
}

/** For records of several sides, e.g. of several orgs: only those of different sides are compared. */
export interface Sides {
  /** By id as the source gives it: 0 to 255. */
  readonly of: (id: string) => number
  /**
   * What is known beforehand: records of one number are one, whatever their values say; those of different numbers
   * are not when both numbers have a record on a common side. 0 is nothing known.
   */
  readonly known: (id: string) => number
}

export interface MatchRun {
  readonly rule: MatchRule
  readonly options: { readonly threshold: number; readonly blockCap: number; readonly maxGroup: number }
  readonly source: MatchSource
  readonly decisions: readonly Decision[]
  readonly sides?: Sides
  /** False: members of groups come without values, for callers with more groups than values fit into memory. */
  readonly values?: boolean
  /** Comparisons, by name, that say nothing in this run; records still meet by keys made of them. */
  readonly without?: readonly string[]
  /** Keeps what an evaluation asks for afterwards: the result then has an `inspection`. */
  readonly inspect?: {
    /** Probability from which compared pairs are kept. */
    readonly floor: number
  }
  /** Threads to compare in: 0 is none but this one; as many as there are cores, for many pairs, when absent. */
  readonly workers?: number
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total: number, what: string) => void
  /** Told when a step begins, in this order; for measurements. */
  readonly stage?: (stage: MatchStage) => void
  /** Told before any pair is scored: the keys, and what comparing by them will take. */
  readonly planned?: (plan: KeyPlan) => void
}

export type MatchStage = 'read' | 'encode' | 'block' | 'learn' | 'score' | 'cluster' | 'describe'

/** By which keys records are brought together. */
export interface KeyPlan {
  /** True when the rule names no keys and these were chosen from the data. */
  readonly proposed: boolean
  readonly keys: readonly {
    readonly key: BlockingKey
    readonly pairs: number
    /** Estimate: those that no earlier key brings together. */
    readonly fresh: number
  }[]
  readonly records: number
  /** Records without a value for any key: they are compared with nothing. */
  readonly keyless: number
}

/** A run opened for questions. Records are numbers from 0, in order of object and id. */
export interface Inspection {
  readonly rows: number
  readonly keyOf: (record: number) => RecordKey
  /** Number of the group that a record is in, in no order; -1 for none. */
  readonly groupOf: Int32Array
  /** Compared pairs from the floor on, each once; those that a decision or a known link settles are not among them. */
  readonly pairs: {
    readonly length: number
    readonly a: (at: number) => number
    readonly b: (at: number) => number
    readonly bits: (at: number) => number
    readonly vetoed: (at: number) => boolean
  }
  /** Blocking keys of the rule, as people read them. */
  readonly keys: readonly string[]
  /** Whether this key brought the two together. */
  readonly meets: (key: number, a: number, b: number) => boolean
  /** Any two records, compared or not. */
  readonly look: (a: number, b: number) => PairLook
}

export interface PairLook {
  /** Probability that both are one. */
  readonly score: number
  /** Why they are never one, or null. */
  readonly veto: string | null
  readonly comparisons: readonly ComparisonResult[]
}

export interface MatchResult {
  /** Highest score first, then id. Each is made when its turn comes; may be gone through again. */
  readonly groups: Iterable<MatchGroup>
  readonly pairs: {
    readonly compared: number
    readonly above: number
    readonly vetoed: number
  }
  /** Blocks over the cap that no further key could split: their records were not compared through this key. */
  readonly capped: readonly {
    readonly key: string
    readonly blocks: number
    readonly records: number
    /** At most: another key may have brought some of these pairs together. */
    readonly pairsNotCompared: number
  }[]
  /** Blocks over the cap that further fields split; `pairsApart` fell into different parts of one block. */
  readonly split: readonly {
    readonly key: string
    readonly blocks: number
    readonly records: number
    readonly pairsApart: number
  }[]
  /** By which keys the records were brought together. */
  readonly plan: KeyPlan
  /** Per key with blocks over the cap: an estimate of the true pairs that no key brought together; null when untold. */
  readonly lost: readonly { readonly key: string; readonly pairs: number | null }[]
  /** The model behind the scores: weight and share of each level. */
  readonly levels: readonly {
    readonly comparison: string
    readonly level: string
    readonly weight: number
    readonly m: number
    readonly u: number
  }[]
  /** Estimated share of pairs that match, before any comparison. */
  readonly prior: number
  /** Fields that no record of the source has, so that a comparison could not speak. */
  readonly unknownFields: readonly string[]
  /** What went wrong or was cut, in sentences for people, without personal values; empty when all is well. */
  readonly warnings: readonly string[]
  /** Present when `inspect` was asked for. */
  readonly inspection?: Inspection
}

export { matchRecords } from './match.ts'
